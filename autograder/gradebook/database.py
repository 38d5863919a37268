"""Open nbgrader's database, making it first where there is none, and write to it for good."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from nbgrader.api import Assignment, Base, BaseCell, Gradebook, SubmittedAssignment, SubmittedNotebook
from nbgrader.dbutil import ALEMBIC_DIR
from sqlalchemy import create_engine, inspect
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.orm import Query

COURSE_ID = "default_course"  # nbgrader's own default
PATIENCE = 30.0  # seconds: the formgrader writes to the same file now and then


def sqlite_url(path: Path) -> str:
    """Of the file at `path`; whoever writes waits `PATIENCE` seconds for another who does."""
    url = URL.create("sqlite", database=str(path.resolve()), query={"timeout": f"{PATIENCE:g}"})
    return url.render_as_string(hide_password=False)


def open_database(url: str, course_id: str = COURSE_ID) -> Gradebook:
    """nbgrader's gradebook at an SQLAlchemy URL."""
    make_tables(url)
    return Gradebook(url, course_id)


def cells_of_week(gradebook: Gradebook, week: str, table: Any, *columns: Any) -> Query[Any]:
    """Student, name of the cell and `columns` of every row of `table`, which is `Grade` or `Comment`, of a week."""
    query: Query[Any] = (
        gradebook.db.query(SubmittedAssignment.student_id, BaseCell.name, *columns)
        .select_from(table)
        .join(BaseCell, BaseCell.id == table.cell_id)
        .join(SubmittedNotebook, SubmittedNotebook.id == table.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .filter(Assignment.name == week)
    )
    return query


@contextmanager
def durable_transaction(engine: Engine) -> Iterator[Connection]:
    """A transaction that is the only writer from its beginning, and on the disk when it has ended.

    Left to itself Python's sqlite3 begins one only at the first row that changes: tables are then made one by one, and
    what was read before may be old. Under SQLite's default, FULL, a power cut can undo a commit shortly after it: only
    EXTRA waits until the journal's name, whose end is the commit, is gone from the disk.
    """
    with engine.connect() as connection, connection.begin():
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA synchronous = EXTRA")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection


def make_tables(url: str) -> None:
    """What `Gradebook` does to an empty database, in one transaction.

    Left to itself it starts the program `alembic`, which takes seconds and has to be on the PATH, and a crash while
    it runs leaves tables without a version.
    """
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            if inspect(connection).get_table_names():
                return
        with durable_transaction(engine) as connection:
            if not inspect(connection).get_table_names():  # another process may have been first
                Base.metadata.create_all(connection)
                MigrationContext.configure(connection).stamp(ScriptDirectory(ALEMBIC_DIR), "head")
    finally:
        engine.dispose()


def unusable(where: str | Path, error: Exception) -> str:
    """What to do about a database that cannot be opened or written at all."""
    said = first_line(error)
    where = urlsplit(str(where)).path if "://" in str(where) else where  # the rest of a URL may hold a password
    advice = "Nothing was graded."
    if any(word in said for word in ("not a database", "malformed", "no such table", "no such column")):
        advice += (
            " Put a backup in its place, or move it away and grade again: marks are then written anew from receipts."
            " What persons gave in the formgrader only a backup holds."
        )
    elif "locked" in said:
        advice += " Close what else writes to it (the formgrader, a database browser), and grade again."
    elif "readonly" in said:
        advice += " Make the file and its folder writable, or give another --out."
    return f"The gradebook could not be opened: {where}: {said}. {advice}"


def first_line(error: Any) -> str:
    return str(error).strip().partition("\n")[0]

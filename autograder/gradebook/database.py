"""Open nbgrader's database, making it first where there is none."""

from __future__ import annotations

from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from nbgrader.api import Base, Gradebook
from nbgrader.dbutil import ALEMBIC_DIR
from sqlalchemy import create_engine, inspect
from sqlalchemy.engine import URL

COURSE_ID = "default_course"  # nbgrader's own default


def sqlite_url(path: Path) -> str:
    """`timeout`: seconds to wait for the formgrader, which writes to the same file now and then."""
    url = URL.create("sqlite", database=str(path.resolve()), query={"timeout": "30"})
    return url.render_as_string(hide_password=False)


def open_database(url: str, course_id: str = COURSE_ID) -> Gradebook:
    """nbgrader's gradebook at an SQLAlchemy URL."""
    _make_tables(url)
    return Gradebook(url, course_id)


def _make_tables(url: str) -> None:
    """What `Gradebook` does to an empty database, in one transaction.

    Left to itself it starts the program `alembic`, which takes seconds and has to be on the PATH, and a crash while
    it runs leaves tables without a version.
    """
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            if not inspect(connection).get_table_names():
                Base.metadata.create_all(connection)
                MigrationContext.configure(connection).stamp(ScriptDirectory(ALEMBIC_DIR), "head")
    finally:
        engine.dispose()

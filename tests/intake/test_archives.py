"""A notebook is read out of a zip file, in memory and under caps; other archives are refused, and nobody is dropped."""

import io
import json
import tarfile
import zipfile

import pytest

from autograder.intake import find_submissions, read_submission

WEEK = "week91_tiny"


def packed(files, compression=zipfile.ZIP_DEFLATED):
    """A zip file of (name, bytes)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name) if compression == zipfile.ZIP_STORED else name, data)
    return buffer.getvalue()


def bomb(size, name="bomb.ipynb"):
    """A zip file whose member inflates to `size` spaces, a thousand times its room."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as member:
        for _ in range(size // 2**20):
            member.write(b" " * 2**20)
    return buffer.getvalue()


@pytest.fixture
def notebook(student):
    return json.dumps(student.answer().raw).encode()


@pytest.fixture
def handed_in(student):
    """What is read of an archive handed in under `name`."""

    inbox = student.folder.with_name("inbox")

    def read(data, name=f"student-01/{WEEK}/{WEEK}.zip", beside=None):
        for path, content in [(name, data), *(beside or {}).items()]:
            (inbox / path).parent.mkdir(parents=True, exist_ok=True)
            (inbox / path).write_bytes(content)
        (found,) = find_submissions([inbox], WEEK)
        return read_submission(found.path, student.release, student=found.student)

    return read


@pytest.mark.parametrize("name", [f"student-01/{WEEK}/{WEEK}.zip", f"student-01/{WEEK}/x.ZIP", "student-01.zip"])
def test_a_notebook_in_a_zip_is_read_as_if_it_lay_there(handed_in, notebook, expected, name):
    submission = handed_in(packed([("notes.txt", b"x"), ("homework/mine.ipynb", notebook)]), name)

    assert (submission.student, submission.refused, submission.cells) == ("student-01", None, expected)
    assert submission.repaired == (f"The notebook mine.ipynb was taken from the archive {name.rsplit('/', 1)[-1]}.",)


def test_a_zip_that_is_named_as_a_notebook_is_read(handed_in, notebook, expected):
    assert handed_in(packed([("mine.ipynb", notebook)]), f"student-01/{WEEK}/{WEEK}.ipynb").cells == expected


@pytest.mark.parametrize("place", ["student-01", f"student-01/{WEEK}/mine"])
def test_a_notebook_comes_before_an_archive(handed_in, notebook, expected, place):
    assert handed_in(b"no archive", f"{place}.zip", beside={f"{place}.ipynb": notebook}).cells == expected


def test_of_several_notebooks_the_one_of_the_right_name_is_taken(handed_in, notebook, expected):
    other = [("week90_other/week90_other.ipynb", b"{}"), (f"b/{WEEK.upper()}.ipynb", notebook)]

    assert handed_in(packed(other)).cells == expected


def test_else_the_one_that_holds_our_cells(handed_in, notebook, expected):
    assert handed_in(packed([("a.ipynb", b"{}"), ("b.ipynb", notebook), ("c.ipynb", b"broken")])).cells == expected


def test_what_programs_add_is_left_aside(handed_in, notebook, expected):
    extra = [("__MACOSX/._mine.ipynb", b"\0\5"), (".ipynb_checkpoints/mine-checkpoint.ipynb", notebook), ("d/", b"")]

    assert handed_in(packed([*extra, ("mine.ipynb", notebook), ("copy/mine.ipynb", notebook)])).cells == expected


def test_several_that_could_be_meant_are_refused(handed_in, notebook):
    refused = handed_in(packed([("one.ipynb", notebook), ("two.ipynb", notebook + b" ")])).refused

    assert refused == f"Several notebooks were found (one.ipynb, two.ipynb), and none is named {WEEK}.ipynb."


def test_of_several_archives_the_one_with_our_cells_is_taken(handed_in, notebook, expected):
    data, other = packed([("b.ipynb", notebook)]), packed([("a.ipynb", b"{}")])

    assert handed_in(data, f"student-01/{WEEK}/b.zip", beside={f"student-01/{WEEK}/a.zip": other}).cells == expected


@pytest.mark.parametrize(
    "name", ["../../../../tmp/my.ipynb", "/tmp/my.ipynb", "C:\\my.ipynb", "..\\..\\my.ipynb", "a/" * 5000 + "my.ipynb"]
)
def test_where_a_member_claims_to_lie_means_nothing(handed_in, notebook, tmp_path, expected, name):
    before = set(tmp_path.rglob("*"))
    submission = handed_in(packed([(name, notebook)]))

    assert submission.cells == expected
    assert [p.name for p in sorted(set(tmp_path.rglob("*")) - before)] == ["inbox", "student-01", WEEK, f"{WEEK}.zip"]


def test_a_link_in_an_archive_is_its_text(handed_in):
    link = zipfile.ZipInfo("mine.ipynb")
    link.external_attr = 0o120777 << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(link, "/etc/passwd")

    assert "not valid JSON" in handed_in(buffer.getvalue()).refused


def test_names_in_an_archive_are_shown_escaped(handed_in, notebook):
    submission = handed_in(packed([("\u202ebpnyi\n.ipynb", notebook)]))

    assert submission.repaired[0].startswith("The notebook \\u202ebpnyi\\n.ipynb was taken")


def lying(data, at, value):
    """The same file, with a size in the list of its members that is not so."""
    start = data.rindex(b"PK\x01\x02") + at
    return data[:start] + value.to_bytes(4, "little") + data[start + 4 :]


def encrypted(data):
    """The same file, said to be encrypted."""
    here, listed = data.index(b"PK\x03\x04") + 6, data.rindex(b"PK\x01\x02") + 8
    changed = bytearray(data)
    changed[here] |= 1
    changed[listed] |= 1
    return bytes(changed)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda nb: b"", "The file is empty"),
        (lambda nb: b"no archive", "not valid JSON"),
        (lambda nb: packed([]), "No notebook was found in the archive; submit the notebook itself"),
        (lambda nb: packed([("a.py", b"")]), "No notebook was found in the archive; submit"),
        (lambda nb: packed([("a.zip", packed([("a.ipynb", nb)]))]), "(an archive inside an archive is not opened)"),
        (lambda nb: packed([("a.ipynb", nb)])[:-30], "The archive is damaged"),
        (lambda nb: packed([("a.ipynb", nb)])[:60], "The archive is damaged"),
        (lambda nb: b"PK\x03\x04" + bytes(100), "The archive is damaged"),
        (lambda nb: packed([("a.ipynb", nb)]).replace(b"PK\x03\x04", b"PK\x03\x05", 1)[4:], "not"),
        (lambda nb: lying(packed([("a.ipynb", nb)]), 42, 2**31), "The archive is damaged"),
        (lambda nb: lying(packed([("a.ipynb", nb)]), 16, 1), "The archive is damaged"),
        (lambda nb: encrypted(packed([("a.ipynb", nb)])), "The archive is encrypted; submit the notebook itself"),
        (lambda nb: packed([("a.ipynb", nb)], zipfile.ZIP_BZIP2), "compressed in a way that is not read"),
        (lambda nb: packed([("a.ipynb", nb)], zipfile.ZIP_LZMA), "compressed in a way that is not read"),
        (lambda nb: packed([(f"{i}.txt", b"") for i in range(1001)]), "The archive has more than 1000 files"),
        (lambda nb: packed([(f"{i}.ipynb", nb) for i in range(21)]), "The archive holds 21 notebooks"),
        (lambda nb: bomb(200 * 2**20), "larger than 20 MiB; clear outputs"),
        (lambda nb: lying(bomb(200 * 2**20), 24, 100), "The archive is damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(handed_in, notebook, make, sentence):
    assert sentence in handed_in(make(notebook)).refused


def test_many_notebooks_are_counted_together(handed_in):
    data = packed([(f"{i}.ipynb", b" " * (19 * 2**20)) for i in range(4)])

    assert "The notebooks in the archive are larger than 20 MiB" in handed_in(data).refused


def tar(kind):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=f"w{kind}") as archive:
        archive.addfile(tarfile.TarInfo("a.ipynb"))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("make", "ending", "kind"),
    [
        (lambda: tar(""), "tar", "tar"),
        (lambda: tar(":gz"), "tar.gz", "gzip"),
        (lambda: tar(":gz"), "tgz", "gzip"),
        (lambda: tar(":bz2"), "tar.bz2", "bzip2"),
        (lambda: tar(":xz"), "tar.xz", "xz"),
        (lambda: b"7z\xbc\xaf\x27\x1c\0\4", "7z", "7z"),
        (lambda: b"Rar!\x1a\x07\x01\0", "rar", "rar"),
    ],
)
@pytest.mark.parametrize("place", [f"student-01/{WEEK}/mine", f"student-01/{WEEK}/{WEEK}", "student-01"])
def test_another_archive_is_refused_by_its_kind(handed_in, make, ending, kind, place):
    submission = handed_in(make(), f"{place}.{ending}")

    assert submission.student == "student-01"
    assert submission.refused == (
        f"What was submitted is a {kind} archive, which is not opened; "
        "submit the notebook itself, or a .zip file with it."
    )


def test_a_refused_archive_has_the_digest_of_its_file(handed_in):
    assert handed_in(b"Rar!\x1a\x07 one").digest != handed_in(b"Rar!\x1a\x07 two").digest != ""

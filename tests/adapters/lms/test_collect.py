"""`autograder collect`: what an LMS packed is put where it is graded; what is nobody's for certain is told."""

import csv
import io
import json
import os
import stat
import zipfile

import pytest

from autograder.adapters.lms import canvas_download, filing
from autograder.adapters.lms.download import KEPT
from autograder.intake import find_submissions

from .conftest import COURSE, WEEK

NOTEBOOK = f"{WEEK}.ipynb"
CANVAS = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Week 1: entropy (501)"]
PEOPLE = [
    ["    Points Possible", "", "", "", "", "4.00"],
    ["One, Student", "101", "900", "student-01", "A", ""],
    ["Two-Three, Stu\u00e9dent", "102", "901", "student-02", "A", ""],
    ["Three, Student", "103", "902", "student-03", "A", ""],
    ["Four_7, Student", "104", "903", "student-04", "A", ""],
    ["Nameless, Student", "105", "904", "", "A", ""],
    ["Seven, Student", "7", "906", "student-07", "A", ""],
]
MOODLE = ["Identifier", "Full name", "Username", "Status", "Last modified (submission)"]
WORKSHEET = [
    ["Participant 7001", "Student 01", "student-01", "Submitted for grading", "Monday, 20 October 2025, 11:40 PM"],
    ["Participant 7002", "Student_02", "student-02", "Submitted - 1 day late", "Tuesday, October 21, 2025, 9:05 AM"],
    ["Participant 7003", "Student 03", "student-03", "No submission", "-"],
]


def table(path, header, rows):
    file = io.StringIO(newline="")
    csv.writer(file).writerows([header, *rows])
    path.write_text(file.getvalue(), newline="")
    return path


def pack(path, files):
    """A zip file of these; a value is bytes, text, or (text, mode)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            text, mode = content if isinstance(content, tuple) else (content, stat.S_IFREG | 0o644)
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text)
    return path


@pytest.fixture
def root(tmp_path):
    root = tmp_path / "course"
    root.mkdir()
    (root / "course.toml").write_text(COURSE)
    return root


@pytest.fixture
def collect(command, root, tmp_path):
    """`collect({name: content})` collects a download of these with Canvas's roster; what it says as data."""
    roster = table(tmp_path / "gradebook.csv", CANVAS, PEOPLE)

    def collect(files, *options, status=0, roster=roster):
        path = files if not isinstance(files, dict) else pack(tmp_path / "submissions.zip", files)
        return json.loads(
            command("collect", WEEK, path, "--roster", roster, "--json", *options, status=status).stdout or "null"
        )

    return collect


@pytest.fixture
def worksheet(tmp_path):
    return table(tmp_path / "Grades.csv", MOODLE, WORKSHEET)


def there(root):
    """Every file below submitted/, with its text."""
    folder = root / "submitted"
    return {str(path.relative_to(folder)): path.read_text() for path in sorted(folder.rglob("*")) if path.is_file()}


def states(told):
    return {one["student"]: one["state"] for one in told["filed"]}


# ---------------------------------------------------------------- Canvas


def test_each_file_of_canvas_goes_to_the_student_whose_number_it_has(collect, root):
    told = collect(
        {
            f"onestudent_101_5001_{NOTEBOOK}": "one",
            f"twothreestu\u00e9dent_LATE_102_5002_{WEEK}-1.ipynb": "two",
            "threestudent_103_5003_my work_1_2_final.ipynb": "three",
        }
    )

    assert there(root) == {
        f"student-01/{WEEK}/{NOTEBOOK}": "one",
        f"student-02/{WEEK}/{NOTEBOOK}": "two",  # `-1` is Canvas's
        f"student-03/{WEEK}/my work_1_2_final.ipynb": "three",
    }
    assert states(told) == {"student-01": "new", "student-02": "new", "student-03": "new"}
    assert told["by"] == "SIS Login ID"
    assert [one["student"] for one in told["filed"] if one["late"]] == ["student-02"]
    assert "late, but by how much is not known" in told["notes"][0]
    assert told["absent"] == ["Four_7, Student", "Nameless, Student", "Seven, Student"]
    assert [found.student for found in find_submissions([root / "submitted"], WEEK)] == list(states(told))


def test_a_name_that_holds_numbers_is_read_by_the_name_that_canvas_gives_the_person(collect, root):
    """`four_7student_104_...` holds no other person; `four_7_104_5004_...` could be of 7, or of 104."""
    told = collect({f"four_7student_104_5004_{NOTEBOOK}": "four", f"sevenstudent_7_104_5_{NOTEBOOK}": "seven"})

    assert there(root) == {f"student-04/{WEEK}/{NOTEBOOK}": "four", f"student-07/{WEEK}/5_{NOTEBOOK}": "seven"}
    assert told["doubts"] == []


def test_names_that_could_be_two_people_are_nobodys(collect, root):
    told = collect({f"changed_7_104_5_{NOTEBOOK}": "whose?", f"onestudent_101_5001_{NOTEBOOK}": "one"}, status=1)

    assert list(there(root)) == [f"student-01/{WEEK}/{NOTEBOOK}"]
    assert told["doubts"] == [
        {"what": f"changed_7_104_5_{NOTEBOOK}", "why": "its name could mean several people (7, 104)"}
    ]


def test_a_changed_name_is_no_matter_where_the_number_is_certain(collect, root):
    collect({f"otherwise_101_5001_{NOTEBOOK}": "one"})

    assert list(there(root)) == [f"student-01/{WEEK}/{NOTEBOOK}"]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        (f"stranger_999_5001_{NOTEBOOK}", "the roster has no ID 999"),
        (f"namelessstudent_105_5001_{NOTEBOOK}", "person 105 has no SIS Login ID that is theirs alone"),
        (f"anon_a1b2c_5001_{NOTEBOOK}", "the assignment is anonymous"),
        ("readme.txt", "is not of the form"),
    ],
)
def test_what_is_nobodys_is_told_and_the_rest_goes_on(collect, root, name, why):
    told = collect({name: "?", f"onestudent_101_5001_{NOTEBOOK}": "one"}, status=1)

    (doubt,) = told["doubts"]
    assert doubt["what"] == name
    assert why in doubt["why"]
    assert list(there(root)) == [f"student-01/{WEEK}/{NOTEBOOK}"]


def test_a_text_typed_into_canvas_is_kept_so_that_nobody_is_dropped(collect, root):
    collect({"onestudent_LATE_101_text.html": "<p>My answer</p>"})

    assert list(there(root)) == [f"student-01/{WEEK}/text.html"]
    assert [found.student for found in find_submissions([root / "submitted"], WEEK)] == ["student-01"]


def test_several_files_of_a_student_stay_apart_and_only_one_becomes_the_weeks(collect, root):
    collect(
        {
            f"onestudent_101_5001_{NOTEBOOK}": "old",
            f"onestudent_101_5002_{WEEK}-1.ipynb": "new",
            "onestudent_101_5003_data.csv": "a",
            "onestudent_101_5004_DATA.csv": "b",
        }
    )

    assert there(root) == {
        f"student-01/{WEEK}/{NOTEBOOK}": "old",
        f"student-01/{WEEK}/{WEEK}-1.ipynb": "new",
        f"student-01/{WEEK}/data.csv": "a",
        f"student-01/{WEEK}/DATA (2).csv": "b",
    }


def test_a_folder_that_a_browser_unpacked_is_as_good(collect, root, tmp_path):
    folder = tmp_path / "unpacked" / "submissions"
    folder.mkdir(parents=True)
    (folder / f"onestudent_101_5001_{NOTEBOOK}").write_text("one")
    (folder / ".DS_Store").write_text("")
    (folder / f"threestudent_103_5003_{NOTEBOOK}").symlink_to("/etc/passwd")

    told = collect(folder.parent, status=1)
    assert list(there(root)) == [f"student-01/{WEEK}/{NOTEBOOK}"]
    assert states(told)["student-03"] == "not taken"


@pytest.mark.parametrize(
    ("name", "mangled"),
    [
        ("One, Student", "onestudent"),
        ("O'Two-\u00c9, S. T.", "otwo\u00e9st"),
        ("\u738b, \u4e94", "\u738b\u4e94"),
        ("A_7_b, C", "a7bc"),
    ],
)
def test_names_are_mangled_as_canvas_does(name, mangled):
    assert canvas_download.mangled(name) == mangled


# ---------------------------------------------------------------- Moodle


@pytest.mark.parametrize(
    "layout",
    [
        "{name}_{number}_assignsubmission_file/{file}",
        "{name}_{number}_assignsubmission_file_/{file}",
        "{name}_{number}_assignsubmission_file/inner/{file}",
        "{name}_{number}_assignsubmission_file_{file}",
    ],
)
def test_every_layout_of_moodles_is_read_with_the_times_of_the_worksheet(collect, root, worksheet, layout):
    files = {
        layout.format(name="Student 01", number=7001, file=NOTEBOOK): "one",
        layout.format(name="Student 02", number=7002, file="My_week_1.ipynb"): "two",
    }
    told = collect(files, "--timezone", "Europe/Berlin", roster=worksheet)

    assert there(root) == {
        f"student-01/{WEEK}/{NOTEBOOK}": "one",
        f"student-01/{WEEK}/timestamp.txt": "2025-10-20 21:40:00 UTC\n",
        f"student-02/{WEEK}/My_week_1.ipynb": "two",
        f"student-02/{WEEK}/timestamp.txt": "2025-10-21 07:05:00 UTC\n",
    }
    assert told["from"] == "moodle"
    assert told["absent"] == ["Student 03"]
    assert [one["late"] for one in told["filed"]] == [False, True]


def test_without_a_time_zone_no_time_is_guessed(collect, root, worksheet):
    told = collect({f"Student 02_7002_assignsubmission_file/{NOTEBOOK}": "two"}, roster=worksheet)

    assert list(there(root)) == [f"student-02/{WEEK}/{NOTEBOOK}"]
    assert "--timezone" in told["notes"][0]
    assert "count as on time: student-02" in told["notes"][1]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Student 01_7999", "the roster has no Participant 7999"),
        ("Team 01_7001", "Participant 7001 of the roster has another name"),
    ],
)
def test_a_number_that_does_not_go_with_its_name_is_nobodys(collect, root, worksheet, name, why):
    told = collect({f"{name}_assignsubmission_file/{NOTEBOOK}": "?"}, roster=worksheet, status=1)

    assert why in told["doubts"][0]["why"]
    assert there(root) == {}


def test_a_name_from_which_moodle_leaves_characters_out_is_the_same(collect, root, worksheet):
    table(worksheet, MOODLE, [["Participant 7001", "St\u00fcdent O'One: Jr.", "student-01", "Submitted", "-"]])
    collect({f"Stu\u0308dent OOne Jr._7001_assignsubmission_file/{NOTEBOOK}": "one"}, roster=worksheet)

    assert list(there(root)) == [f"student-01/{WEEK}/{NOTEBOOK}"]


def test_full_names_do_where_they_are_nobody_elses_and_there_is_no_worksheet(collect, root, tmp_path):
    rows = [["Student", "01", "student-01"], ["Student", "02", "student-02"], ["Student", "02", "student-03"]]
    participants = table(tmp_path / "participants.csv", ["First name", "Surname", "Username"], rows)
    files = {f"Student 0{n}_700{n}_assignsubmission_file/{NOTEBOOK}": str(n) for n in (1, 2)}

    told = collect(files, roster=participants, status=1)
    assert list(there(root)) == [f"student-01/{WEEK}/{NOTEBOOK}"]
    assert "several people of the roster are called so" in told["doubts"][0]["why"]


def test_a_worksheet_and_a_list_of_participants_are_joined_by_the_address(command, root, tmp_path):
    header = ["Identifier", "Full name", "Email address"]
    sheet = table(tmp_path / "Grades.csv", header, [["Participant 7001", "Student 01", "one@example.org"]])
    people = [["Other", "Name", "student-01", "ONE@example.org"]]
    participants = table(tmp_path / "people.csv", ["First name", "Last name", "Username", "Email address"], people)
    download = pack(tmp_path / "all.zip", {f"Student 01_7001_assignsubmission_file/{NOTEBOOK}": "one"})

    rosters = ["--roster", participants, "--roster", sheet, "--by", "username"]
    command("collect", WEEK, download, *rosters)
    assert list(there(root)) == [f"student-01/{WEEK}/{NOTEBOOK}"]


# ---------------------------------------------------------------- again


def test_the_same_again_is_unchanged_and_another_one_is_not_taken(collect, root):
    name = f"onestudent_101_5001_{NOTEBOOK}"
    collect({name: "one"})

    assert states(collect({name: "one"})) == {"student-01": "unchanged"}
    assert states(collect({name: "another"}, status=1)) == {"student-01": "kept"}
    assert there(root) == {f"student-01/{WEEK}/{NOTEBOOK}": "one"}


def test_what_jupyter_leaves_in_a_folder_is_no_other_submission(collect, root):
    files = {f"onestudent_101_5001_{NOTEBOOK}": "one", "onestudent_101_5002_.hidden": "a"}
    collect(files)
    (root / "submitted" / "student-01" / WEEK / ".ipynb_checkpoints").mkdir()

    assert states(collect(files)) == {"student-01": "unchanged"}


def test_a_newer_one_replaces_the_older_on_demand_and_the_older_is_kept(collect, root):
    name = f"onestudent_101_5001_{NOTEBOOK}"
    for text in ("one", "two", "three"):
        told = collect({name: text}, "--replace")

    assert states(told) == {"student-01": "replaced"}
    assert there(root) == {
        f"student-01/.replaced/{WEEK}/1/{NOTEBOOK}": "one",
        f"student-01/.replaced/{WEEK}/2/{NOTEBOOK}": "two",
        f"student-01/{WEEK}/{NOTEBOOK}": "three",
    }
    assert len(find_submissions([root / "submitted"], WEEK)) == 1


def test_the_same_file_later_is_handed_in_no_later(collect, root, worksheet):
    files = {f"Student 01_7001_assignsubmission_file/{NOTEBOOK}": "one"}
    collect(files, "--timezone", "Europe/Berlin", roster=worksheet)
    table(worksheet, MOODLE, [[*WORKSHEET[0][:4], "Sunday, 26 October 2025, 11:40 PM"]])

    told = collect(files, "--timezone", "Europe/Berlin", roster=worksheet)
    assert states(told) == {"student-01": "unchanged"}
    assert there(root)[f"student-01/{WEEK}/timestamp.txt"] == "2025-10-20 21:40:00 UTC\n"


def test_nothing_is_left_where_the_disk_gives_out_and_the_older_stays(collect, root, monkeypatch):
    name = f"onestudent_101_5001_{NOTEBOOK}"
    collect({name: "one"})

    def no_space(path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(filing, "sync_folder", no_space)
    collect({name: "two"}, "--replace", status=3)
    monkeypatch.undo()
    assert there(root) == {f"student-01/{WEEK}/{NOTEBOOK}": "one"}


def test_students_who_have_folders_keep_their_names(collect, root):
    (root / "submitted" / "900").mkdir(parents=True)

    told = collect({f"onestudent_101_5001_{NOTEBOOK}": "one"})
    assert told["by"] == "SIS User ID"
    assert list(there(root)) == [f"900/{WEEK}/{NOTEBOOK}"]


# ---------------------------------------------------------------- hostile


def test_no_name_leads_out_of_the_students_folder(collect, root, tmp_path):
    told = collect(
        {
            f"onestudent_101_5001_..\\..\\..\\{NOTEBOOK}": "a",
            "onestudent_101_5002_..": "b",
            "../../threestudent_103_5003_../../../escaped.ipynb": "c",
            f"/etc/threestudent_103_5004_{NOTEBOOK}": "d",
            "four_7student_104_5005_a\u202eb\n.ipynb": "e",
        },
        status=1,
    )

    outside = {path.name for path in tmp_path.rglob("*") if path.is_file()} - {"course.toml", "gradebook.csv"}
    assert all(path.startswith(("student-01/", "student-03/", "student-04/")) for path in there(root))
    assert not (tmp_path / "escaped.ipynb").exists()
    assert all(name.isprintable() for name in outside)
    assert told["doubts"]


def test_a_file_cannot_pass_for_the_time_of_handing_in(collect, root):
    told = collect(
        {
            f"onestudent_101_5001_{NOTEBOOK}": "one",
            "onestudent_101_5002_timestamp.txt": "2001-01-01 00:00:00 UTC",
            f"threestudent_103_5003_{NOTEBOOK}": "three",
            "threestudent_103_5004_TimeStamp.TXT": "2001-01-01 00:00:00 UTC",
        },
        status=1,
    )

    assert list(there(root)) == [f"student-01/{WEEK}/{NOTEBOOK}", f"student-03/{WEEK}/{NOTEBOOK}"]
    assert "time of handing in" in told["filed"][0]["doubts"][0]["why"]


def test_links_and_damaged_files_cost_themselves_only(collect, root, tmp_path):
    path = pack(
        tmp_path / "submissions.zip",
        {
            f"onestudent_101_5001_{NOTEBOOK}": "one" * 100,
            f"threestudent_103_5003_{NOTEBOOK}": ("/etc/passwd", stat.S_IFLNK | 0o777),
            f"sevenstudent_7_5004_{NOTEBOOK}": os.urandom(500).hex(),
        },
    )
    data = bytearray(path.read_bytes())
    at = data.index(b"sevenstudent") + 60
    data[at : at + 20] = bytes(20)
    path.write_bytes(data)

    told = collect(path, status=1)
    assert list(there(root)) == [f"student-01/{WEEK}/{NOTEBOOK}"]
    assert states(told) == {"student-01": "new", "student-03": "not taken", "student-07": "not taken"}
    assert "symbolic link" in told["filed"][1]["doubts"][0]["why"]
    assert "damaged" in told["filed"][2]["doubts"][0]["why"]


def test_what_inflates_without_end_is_cut_where_grading_refuses_it(collect, root):
    told = collect({f"onestudent_101_5001_{NOTEBOOK}": bytes(3 * KEPT)}, status=1)

    assert (root / "submitted" / "student-01" / WEEK / NOTEBOOK).stat().st_size == KEPT
    assert "larger than 20 MiB" in told["filed"][0]["doubts"][0]["why"]


def test_a_student_who_hands_in_hundreds_of_files_keeps_fifty(collect, root):
    told = collect({f"onestudent_101_{n}_{n}.txt": "x" for n in range(1000, 1100)}, status=1)

    assert len(there(root)) == filing.MAX_FILES
    assert len(told["filed"][0]["doubts"]) == 100 - filing.MAX_FILES


def test_a_students_folder_that_is_a_link_is_not_followed(collect, root, tmp_path):
    (root / "submitted").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (root / "submitted" / "student-01").symlink_to(tmp_path / "elsewhere")

    told = collect({f"onestudent_101_5001_{NOTEBOOK}": "one"}, status=1)
    assert states(told) == {"student-01": "not taken"}
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"no zip", "is no zip file"), (b"PK\x03\x04 cut", "damaged zip file")],
)
def test_what_is_no_download_is_refused(command, root, tmp_path, data, said):
    path = tmp_path / "submissions.zip"
    path.write_bytes(data)
    roster = table(tmp_path / "gradebook.csv", CANVAS, PEOPLE)

    assert said in command("collect", WEEK, path, "--roster", roster, status=2).stderr


def test_a_download_is_asked_about_where_it_is_of_no_known_kind_or_has_no_roster(command, root, tmp_path):
    path = pack(tmp_path / "submissions.zip", {"a.ipynb": "one"})
    roster = table(tmp_path / "gradebook.csv", CANVAS, PEOPLE)

    assert "--from" in command("collect", WEEK, path, "--roster", roster, status=2).stderr
    assert "expected --roster" in command("collect", WEEK, path, status=2).stderr
    assert "time zone" in command("collect", WEEK, path, "--timezone", "Nowhere", status=2).stderr
    assert not (root / "submitted").exists()


def test_what_is_said_names_everything_that_was_not_taken(command, root, tmp_path):
    roster = table(tmp_path / "gradebook.csv", CANVAS, PEOPLE)
    files = {f"onestudent_101_5001_{NOTEBOOK}": "one", "stranger_999_1_a.ipynb": "?"}
    command("collect", WEEK, pack(tmp_path / "a.zip", files), "--roster", roster, status=1)
    files[f"onestudent_101_5001_{NOTEBOOK}"] = "another"

    ended = command("collect", WEEK, pack(tmp_path / "a.zip", files), "--roster", roster, status=1)
    assert "submissions: none; students are named by SIS Login ID" in ended.stdout
    assert "--replace puts it aside): student-01" in ended.stderr
    assert "Nobody's: stranger_999_1_a.ipynb: the roster has no ID 999; export it again." in ended.stderr

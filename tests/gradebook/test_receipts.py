"""Receipts: the same for the same inputs, whole, and never believed when damaged."""

import dataclasses
import json
import math

import pytest

from autograder.gradebook import receipts
from autograder.gradebook.digests import digest_tree, environment
from autograder.gradebook.receipts import Origin, Receipt

from .conftest import WEEK, lost_check, question, submission


def origin(**more):
    digests = {name: name * 3 for name in ("release", "questions", "reference_impl", "engine", "seed")}
    plain = {"week": WEEK, "device": "cpu", "isolation": "bwrap", "limits": {"cell_seconds": 10}}
    return Origin(**digests | plain | {"environment": environment()} | more)


def result(**more):
    lost = lost_check(distance=math.inf, hint="Which axis is summed?", followed_through=True)
    undecided = lost_check(distance=math.nan, undecided=True)
    first = question("first", 0.0, 2.0, "wrong", checks=(lost,), messages=("expected shape (4,), got (4, 1)",))
    second = question("second", 0.0, 3.0, "undecided", checks=(undecided,), misconception="off-by-one")
    defaults = {"repaired": ("a check cell was put back",), "notes": ("The kernel died.",), "seconds": 1.25}
    return submission(first, second, **defaults | {"peak_memory": 2**28} | more)


def as_compared(result):
    """NaN is not equal to itself; `repr` is."""
    return repr(result)


def test_a_result_comes_back_from_json_unchanged():
    raw = json.loads(json.dumps(receipts.result_to_json_full(result()), allow_nan=False))

    assert as_compared(receipts.result_from_json(raw)) == as_compared(result())


def test_an_unchanged_submission_is_not_graded_again(tmp_path):
    receipts.write(tmp_path, Receipt.of(result(), origin(), "file"))

    again = receipts.reusable(receipts.load_all(tmp_path, WEEK).get("student-01"), origin().key("file"))

    assert again is not None
    assert again.reused
    assert as_compared(dataclasses.replace(again, reused=False)) == as_compared(result())


@pytest.mark.parametrize(
    "change",
    [{name: "other"} for name in ("release", "questions", "reference_impl", "engine", "seed", "device", "isolation")]
    + [{"limits": {"cell_seconds": 20}}, {"environment": {"python": "3.99"}}],
    ids=lambda change: next(iter(change)),
)
def test_each_input_alone_makes_a_result_stale(tmp_path, change):
    receipts.write(tmp_path, Receipt.of(result(), origin(), "file"))

    assert receipts.reusable(receipts.load_all(tmp_path, WEEK).get("student-01"), origin(**change).key("file")) is None


def test_another_file_makes_a_result_stale(tmp_path):
    receipts.write(tmp_path, Receipt.of(result(), origin(), "file"))

    assert receipts.reusable(receipts.load_all(tmp_path, WEEK).get("student-01"), origin().key("another file")) is None


def test_a_receipt_of_someone_else_is_not_taken(tmp_path):
    path = receipts.write(tmp_path, Receipt.of(result(), origin(), "file"))
    other = tmp_path / "receipts" / "student-02" / path.name
    other.parent.mkdir()
    other.write_bytes(path.read_bytes())

    assert receipts.reusable(receipts.load_all(tmp_path, WEEK).get("student-02"), origin().key("file")) is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: "",
        lambda text: text[: len(text) // 2],
        lambda text: "[]",
        lambda text: "null",
        lambda text: "[" * 100_000,
        lambda text: text.replace('"points": 0.0', '"points": 2.0', 1),
        lambda text: text.replace("off-by-one", "off-by-two"),
        lambda text: text.encode("utf-16").decode("latin-1"),
    ],
    ids=["empty", "cut", "list", "null", "deep", "points", "text", "encoding"],
)
def test_a_damaged_receipt_is_ignored(tmp_path, damage):
    path = receipts.write(tmp_path, Receipt.of(result(), origin(), "file"))

    path.write_text(damage(path.read_text()))

    assert receipts.load(tmp_path, "student-01", WEEK) is None
    assert receipts.load_week(tmp_path, WEEK) == {}


def test_two_gradings_write_the_same_file_times_aside(tmp_path):
    nearly = lost_check(distance=1234.5678), lost_check(distance=1234.5679)
    runs = [
        submission(question("first", 0.0, 2.0, "wrong", checks=(check,)), seconds=seconds, peak_memory=memory)
        for check, seconds, memory in zip(nearly, (1.0, 2.0), (3, 4), strict=True)
    ]

    one, two = (Receipt.of(run, origin(), "file") for run in runs)

    assert one.same_as(two)
    raw_one, raw_two = (
        json.loads(receipts.write(tmp_path / name, receipt).read_text()) for name, receipt in (("1", one), ("2", two))
    )
    assert raw_one.pop("times") != raw_two.pop("times")
    assert raw_one == raw_two


def test_a_different_verdict_is_another_receipt():
    right = submission(question("first", checks=(dataclasses.replace(lost_check(), passed=True, points=2.0),)))
    wrong = submission(question("first", 0.0, 2.0, "wrong", checks=(lost_check(),)))

    assert not Receipt.of(right, origin(), "file").same_as(Receipt.of(wrong, origin(), "file"))


def test_a_receipt_names_the_verdict_of_each_check():
    receipt = Receipt.of(result(), origin(), "file")

    assert receipt.checks["first"]["values"] == {
        "passed": False,
        "points": 0.0,
        "distance": "inf",
        "followed_through": True,
    }


def test_the_secret_is_not_in_a_receipt(tmp_path):
    @dataclasses.dataclass
    class Limits:
        cell_seconds: float = 10.0

    for folder in ("assignments", "solutions", "reference_impl"):
        (tmp_path / folder / WEEK).mkdir(parents=True)
    secret = bytes(range(32))

    made = Origin.of(tmp_path, WEEK, secret=secret, device="cpu", limits=Limits(), isolation="bwrap")

    assert secret.hex() not in json.dumps(made.to_json())
    other = Origin.of(tmp_path, WEEK, secret=b"other", device="cpu", limits=Limits(), isolation="bwrap")
    assert made.key("file") != other.key("file")


def test_the_digest_of_a_tree_sees_names_and_bytes_but_no_caches(tmp_path):
    def digest(name, text, cache):
        (tmp_path / name / "tree" / "__pycache__").mkdir(parents=True)
        (tmp_path / name / "tree" / "__pycache__" / "a.pyc").write_text(cache)
        (tmp_path / name / "tree" / "a.py").write_text(text)
        return digest_tree([tmp_path / name / "tree"])

    assert digest("here", "x = 1", "1") == digest("there", "x = 1", "2")
    assert digest("elsewhere", "x = 2", "1") != digest("anywhere", "x = 1", "1")


def test_a_student_cannot_be_named_out_of_the_folder(tmp_path):
    outside = dataclasses.replace(result(), student="../student-01")

    with pytest.raises(Exception, match="expected the name of one folder"):
        receipts.write(tmp_path, Receipt.of(outside, origin(), "file"))

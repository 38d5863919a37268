"""`--device`: what it means here, what a receipt says of it, and what is said where there is no such device."""

from pathlib import Path

import pytest
import torch
from click.testing import CliRunner

from autograder.cli import main
from autograder.course import Course
from autograder.devices import moved, resolve
from autograder.engine import Grader
from autograder.errors import UsageError
from reference_impl.laws import NormalLaw

ROOT = Path(__file__).parents[1]
WEEK = "week06_ddpm"
WITHOUT_GPU = pytest.mark.skipif(torch.cuda.is_available(), reason="tells what is said where there is no GPU")


def test_auto_is_a_gpu_where_there_is_one():
    assert resolve("auto") == ("cuda" if torch.cuda.is_available() else "cpu")
    assert resolve("cpu") == "cpu"


@WITHOUT_GPU
@pytest.mark.parametrize("name", ["cuda", "cuda:1"])
def test_a_gpu_that_is_asked_for_and_missing_is_not_replaced_by_the_cpu(name):
    with pytest.raises(UsageError, match=rf"there is no device '{name}': PyTorch sees no GPU here\. .*--device cpu"):
        resolve(name)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU: PyTorch sees no CUDA device here")
def test_a_gpu_too_many_is_refused():
    count = torch.cuda.device_count()

    with pytest.raises(UsageError, match=rf"there is no device 'cuda:{count}': PyTorch sees {count} GPUs"):
        resolve(f"cuda:{count}")


@pytest.mark.parametrize("name", ["abacus", "", "mps", "meta"])
def test_what_is_no_device_for_float64_is_refused(name):
    with pytest.raises(UsageError, match=rf"expected a device .*auto, cpu, cuda.*, got '{name}'"):
        resolve(name)


@WITHOUT_GPU
def test_nothing_is_graded_or_recorded_where_the_device_is_missing(tmp_path, copy_course):
    course = copy_course(tmp_path / "course")
    before = sorted(course.rglob("*"))
    command = ["grade", WEEK, str(ROOT / "examples" / "submitted"), "--course", str(course), "--device", "cuda"]

    done = CliRunner().invoke(main, command)

    assert done.exit_code == 2
    assert "Error: there is no device 'cuda'" in done.output
    assert sorted(course.rglob("*")) == before


@WITHOUT_GPU
def test_a_receipt_names_the_device_that_auto_stood_for(tmp_path, copy_course):
    course = Course.load(copy_course(tmp_path / "course"))

    with Grader(course, WEEK, device="auto") as auto, Grader(course, WEEK, device="cpu") as cpu:
        assert auto.origin == cpu.origin
        assert auto.origin.device == "cpu"


def test_every_tensor_of_a_value_is_moved_and_what_holds_none_stays_the_same():
    law = NormalLaw((3,), torch.zeros(3), 1.0)
    nothing = ("a", 1.5, {"b": (2, None)})

    there = moved(({"x": torch.ones(2)}, law, nothing), "meta")

    assert there[0]["x"].device.type == there[1].mean.device.type == "meta"
    assert (there[1].shape, there[1].variance) == ((3,), 1.0)
    assert there[2] is nothing
    assert moved(law, "cpu") is law

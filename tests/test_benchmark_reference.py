"""The benchmark of the mathematics runs, says in one line of JSON what it measured, and agrees with its peers."""

import json

import pytest
import torch

from benchmarks import reference
from benchmarks.reference_peers import tasks

SMALL = ["--device", "cpu", "--numbers", "4000", "--points", "1000", "--repeats", "1", "--threads", "1", "--plain"]
FUNCTIONS = [
    *("q_sample", "q_posterior", "gaussian_kl", "iwae_bound"),
    *("f_divergence", "ancestral_sample", "gmm_log_likelihood", "em_step"),
]


@pytest.fixture(scope="module")
def listed():
    return {task.name: task for task in tasks(torch.device("cpu"), 4000, 1000)}


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")  # of diffusers
def test_it_ends_with_one_line_of_json(capsys):
    status = reference.main([*SMALL, "--json"])

    printed, table = capsys.readouterr()
    (line,) = printed.splitlines()
    said = json.loads(line)
    assert status == 0
    assert list(said["functions"]) == FUNCTIONS
    assert all(row["share"] > 0 and row["plain"] > 0 and row["peer"] > 0 for row in said["functions"].values())
    assert said["copy_bytes_s"] > 0 < said["matrix_flop_s"]
    assert all(name in table for name in [*FUNCTIONS, said["device"]])


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_the_peer_computes_the_same(listed, name):
    """What computes in float64 agrees to ten digits, what computes in float32 to five."""
    task = listed[name]
    in_double = name in ("ancestral_sample", "gmm_log_likelihood", "em_step")

    assert reference.difference(task.plain(), task.peer()) < (1e-10 if in_double else 1e-5)


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_what_is_compiled_computes_the_same(listed, name):
    task = listed[name]
    if task.fused is None:
        assert task.unit == "flop"
        return

    with torch.compiler.set_stance("force_eager"):
        assert reference.difference(task.fused(), task.plain()) < 1e-6


def test_every_byte_is_counted_once(listed):
    """Two arrays of 4,000 float32 numbers are read and one is written; the steps of 62 rows are read as int64."""
    rows = 4000 // 64

    assert listed["q_sample"].amount == 3 * rows * 64 * 4 + rows * 8
    assert listed["gaussian_kl"].amount == 2 * rows * 64 * 4 + rows * 4


def test_a_wrong_answer_is_told_by_the_exit_status(monkeypatch):
    monkeypatch.setattr(reference, "SAME", -1.0)

    assert reference.main(SMALL) == 1

"""The benchmark runs, on a class of four, and counts what it says; what it finds is nobody's to assert."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.meter import Failed, Group, measure
from benchmarks.report import KEYS
from benchmarks.where import REST, SEAMS

ROOT = Path(__file__).parents[2]
BUSY = "import time\nwhile time.process_time() < 0.3: pass\n"


def bench(work, *arguments):
    command = [sys.executable, "-m", "benchmarks", "--work", work, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.sandbox
def test_a_part_runs_and_ends_with_a_line_of_json(tmp_path):
    done = bench(tmp_path / "work", "where", "--class", "4")

    assert done.returncode == 0, done.stderr
    assert tuple(json.loads(done.stdout.splitlines()[-1])) == KEYS
    results = json.loads((tmp_path / "work" / "result.json").read_text())
    assert results["where"]["submissions"] == 1  # three of the four warm it up
    assert set(results["where"]["parts"]) == {name for _, _, name in SEAMS} | {REST}


def test_a_command_that_fails_is_told_with_what_it_said(tmp_path):
    with pytest.raises(Failed, match="ended with status 3:\nno such week"):
        measure(["sh", "-c", "echo no such week >&2; exit 3"], cwd=tmp_path)


def test_the_meter_counts_processes_that_nobody_waits_for(tmp_path):
    group = Group()
    group.close()
    if group.path is None:
        pytest.skip("no control group can be made here, so the whole machine's time is counted")
    abandons = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {BUSY!r}], start_new_session=True)"

    usage = measure([sys.executable, "-c", abandons], cwd=tmp_path)

    assert usage.cpu > 0.3

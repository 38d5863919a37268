"""The benchmark measures what it says, on a class of two; what it finds is nobody's to assert."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.meter import Group, measure

ROOT = Path(__file__).parents[2]
BUSY = "import time\nwhile time.process_time() < 0.3: pass\n"


def bench(work, *arguments):
    command = [sys.executable, "-m", "benchmarks", "--work", work, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.sandbox
def test_parts_run_and_end_with_a_line_of_json(tmp_path):
    done = bench(tmp_path / "work", "floor", "where", "--class", "5")

    assert done.returncode == 0, done.stderr
    assert set(json.loads(done.stdout.splitlines()[-1])) == {
        "times_nbgrader",
        "times_otter",
        "over_floor",
        "second_core",
        "thousand_s",
        "regrade_thousand_s",
    }
    results = json.loads((tmp_path / "work" / "result.json").read_text())
    assert results["floor"]["calls"] > 0
    assert results["where"]["submissions"] == 2  # three of the five warm it up
    assert "fork, namespaces, start of the kernel" in results["where"]["parts"]


def test_the_meter_counts_processes_that_nobody_waits_for(tmp_path):
    group = Group()
    group.close()
    if group.path is None:
        pytest.skip("no control group can be made here, so the whole machine's time is counted")
    abandons = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {BUSY!r}], start_new_session=True)"

    usage = measure([sys.executable, "-c", abandons], cwd=tmp_path)

    assert usage.cpu > 0.3

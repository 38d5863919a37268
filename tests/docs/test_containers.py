"""The image, and the page about it: what is stated elsewhere too is stated alike."""

import json
import re
import shlex
import tomllib

import pytest

from autograder.cli import main

from . import pages

DOCKERFILE = (pages.ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
PROJECT = tomllib.loads((pages.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
IGNORED = (pages.ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
INSTALLS = re.findall(r"pip install (.*)", DOCKERFILE)
COPIED = [name for line in re.findall(r"^COPY (.*)$", DOCKERFILE, re.MULTILINE) for name in line.split()[:-1]]

# What bubblewrap 0.8 and autograder/sandbox/inside ask of Linux before a kernel is confined.
NEEDED = {"clone", "clone3", "unshare", "setns", "mount", "mount_setattr", "umount2", "pivot_root", "sethostname",
          "prctl", "seccomp", "capset", "pidfd_open", "pidfd_send_signal", "socketpair"}  # fmt: skip


def run_line():
    """The words of the page's `docker run`."""
    (block,) = [body for body in pages.blocks(pages.ROOT / "docs" / "containers.md", "text") if " run " in body]
    return shlex.split(block.replace("\\\n", " "))


def test_every_version_in_the_image_is_that_of_the_pinned_set():
    assert len(INSTALLS) == 2
    assert all("--constraint /build/constraints.txt" in install for install in INSTALLS)
    assert "==" not in DOCKERFILE


def test_torch_is_installed_before_what_would_pull_a_build_for_gpus():
    first, second = map(shlex.split, INSTALLS)

    assert "torch" in first
    assert "--no-deps" in first
    assert "torch" not in second


def test_the_extras_of_the_image_are_the_project_s_and_the_makefile_s():
    (extras,) = re.findall(r"'/build\[([\w,]+)\]'", DOCKERFILE)
    makefile = re.search(r"'\.\[([\w,]+)\]'", (pages.ROOT / "Makefile").read_text(encoding="utf-8"))[1]

    assert set(extras.split(",")) <= set(makefile.split(",")) & set(PROJECT["project"]["optional-dependencies"])


def test_the_image_has_the_python_that_the_pinned_set_is_tried_with():
    workflow = (pages.ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    tried = re.findall(r'python-version: "(.*)"', workflow)

    assert re.findall(r"^FROM python:([\d.]+)-slim", DOCKERFILE, re.MULTILINE) == tried


def test_nothing_is_sent_to_the_builder_but_what_the_image_takes():
    assert [line for line in IGNORED if line and line[0] not in "#!"] == ["*", "**/__pycache__"]
    assert sorted(line[1:] for line in IGNORED if line.startswith("!")) == sorted(COPIED)
    assert all((pages.ROOT / name).exists() for name in COPIED)


def test_the_image_runs_as_nobody_in_particular():
    assert re.findall(r"^USER (.*)$", DOCKERFILE, re.MULTILINE) == ["grader"]


def test_the_profile_refuses_calls_and_none_that_the_wall_needs():
    profile = json.loads((pages.ROOT / "deploy" / "seccomp.json").read_text(encoding="utf-8"))
    (rule,) = profile["syscalls"]

    assert (profile["defaultAction"], rule["action"], rule["errnoRet"]) == ("SCMP_ACT_ALLOW", "SCMP_ACT_ERRNO", 1)
    assert rule["names"] == sorted(set(rule["names"]))
    assert not NEEDED & set(rule["names"])


def test_every_flag_of_the_command_is_explained():
    column = pages.first_column("containers.md", "## What each flag is for")
    explained = {name.split("=")[0].split()[0].removeprefix("--") for name in column}
    words = run_line()
    options = {word.split("=")[0].removeprefix("--") for word in words if word.startswith("--")}
    options |= {words[i + 1].split("=")[0] for i, word in enumerate(words) if word == "--security-opt"}

    assert options - {"rm", "volume", "security-opt"} == explained - {"apparmor"}


@pytest.mark.parametrize("name", ["deploy/Dockerfile", "deploy/seccomp.json"])
def test_the_files_that_the_page_names_exist(name):
    assert name in (pages.ROOT / "docs" / "containers.md").read_text(encoding="utf-8")
    assert (pages.ROOT / name).is_file()


def test_the_command_ends_with_one_of_ours():
    image, command = run_line()[-2:]

    assert image == PROJECT["project"]["name"]
    assert command in main.commands

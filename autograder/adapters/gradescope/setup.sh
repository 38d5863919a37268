#!/usr/bin/env bash
# Run by Gradescope once, as root, when it builds the image: bubblewrap, a Python that is new enough, the pinned packages.
set -euo pipefail

SOURCE=/autograder/source
VENV=/autograder/venv
GRADER=60451 # who grades where root cannot (autograder/adapters/gradescope/run.py)
TORCH_INDEX=${TORCH_INDEX-https://download.pytorch.org/whl/cpu} # empty: pip's own
export DEBIAN_FRONTEND=noninteractive PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore

new_enough() { # a Python that can make a virtual environment
    command -v "$1" >/dev/null \
        && "$1" -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

find_python() {
    for python in python3.11 python3 python3.12 python3.13; do
        if new_enough "$python"; then
            command -v "$python"
            return
        fi
    done
}

if ! command -v bwrap >/dev/null; then
    apt-get update
    apt-get install --yes --no-install-recommends bubblewrap
fi

PYTHON=$(find_python)
if [ -z "$PYTHON" ]; then
    apt-get update
    # Which of them there is depends on the release of Debian or Ubuntu.
    for packages in "python3.11 python3.11-venv" "python3 python3-venv" "python3.12 python3.12-venv"; do
        # shellcheck disable=SC2086 # two words
        apt-get install --yes --no-install-recommends $packages || continue
        PYTHON=$(find_python)
        [ -z "$PYTHON" ] || break
    done
fi
if [ -z "$PYTHON" ]; then
    echo "No Python of 3.11 to 3.13 can be had here; choose a newer base image (Ubuntu 24.04)." >&2
    exit 1
fi

"$PYTHON" -m venv "$VENV"
# torch comes first and from an index of its own: the general one has builds for GPUs only.
"$VENV/bin/python" -m pip install --no-cache-dir --constraint "$SOURCE/requirements.txt" --no-deps \
    ${TORCH_INDEX:+--index-url "$TORCH_INDEX"} torch
"$VENV/bin/python" -m pip install --no-cache-dir --requirement "$SOURCE/requirements.txt"

# The hidden tests are for root and for who grades, and for nobody else. The packages are shown behind the wall too.
chmod -R a+rX "$VENV" "$SOURCE/package"
chown -R "root:$GRADER" "$SOURCE"
chmod -R u=rwX,g=rX,o= "$SOURCE/course" "$SOURCE/seeds.json"
chmod u=rwx,g=rx,o= "$SOURCE"

export PYTHONPATH="$SOURCE/package" PYTHONSAFEPATH=1
"$VENV/bin/python" -c 'import autograder.adapters.gradescope.run'
# For the log of the build alone: a container in which an image is built may be another kind than one that runs.
"$VENV/bin/python" -m autograder doctor \
    || echo "While the image is built the wall does not stand. What counts is whether it does when a submission is graded."

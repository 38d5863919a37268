"""What several folders of tests share: the wall, a Jupyter server, a browser."""

import gc
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import torch

BROWSER = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
BROWSER += ["--disable-component-update", "--disable-sync"]
QUIET = {
    "apputils-extension/notification": '{"fetchNews": "false", "checkForUpdates": false}',
    "notebook-extension/tracker": '{"windowingMode": "none"}',  # else cells out of sight are no part of the page
}


# As in a graded notebook; several processes share the processors anyway.
torch.set_num_threads(1)


@pytest.fixture(scope="session")
def copy_course():
    """`copy_course(folder)` copies this course there, to grade in: grading gives a course a secret of its own."""
    root = Path(__file__).parents[1]

    def copy(folder):
        folder.mkdir()
        for name in ("course.toml", "nbgrader_config.py"):
            shutil.copy(root / name, folder)
        for name in ("solutions", "reference_impl", "assignments"):
            shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        return folder

    return copy


@pytest.fixture(scope="session")
def wall():
    """One wall for the whole run: starting it takes longer than most tests."""
    from autograder.collect.session import open_wall

    with open_wall() as wall:
        yield wall


@pytest.fixture(scope="session")
def serve_jupyter():
    """`with serve_jupyter(folder, home) as address`: JupyterLab there, of a person with that home."""

    def serve(folder, home):
        for name, text in QUIET.items():
            place = home / "config" / "lab" / "user-settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
        return _server(folder, home)

    return serve


@pytest.fixture
def jupyter(tmp_path, serve_jupyter):
    """`with jupyter(folder) as address`: JupyterLab there, with no settings but the installed ones and `QUIET`."""
    return lambda folder: serve_jupyter(folder, tmp_path / "home")


@contextmanager
def _server(folder, home):
    options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0"]
    open_to_all = ["--IdentityProvider.token=", "--ServerApp.password="]
    command = [sys.executable, "-m", "jupyterlab", *options, *open_to_all]
    with subprocess.Popen(command, cwd=folder, env=_environment(home), stderr=subprocess.PIPE, text=True) as server:
        try:
            yield _address(server)
        finally:
            server.terminate()
            server.wait()


def _environment(home):
    places = {"HOME": home, "IPYTHONDIR": home / "ipython", "JUPYTER_CONFIG_DIR": home / "config"}
    places |= {"JUPYTER_DATA_DIR": home / "data", "JUPYTER_RUNTIME_DIR": home / "runtime"}
    return os.environ | {name: str(place) for name, place in places.items()}


def _address(server):
    said = []
    for line in server.stderr:
        said.append(line)
        if address := re.search(r"http://127\.0\.0\.1:(\d+)", line):
            threading.Thread(target=server.stderr.read, daemon=True).start()  # a full pipe would stop the server
            _wait_until_listening(server, int(address[1]))
            return address[0]
    pytest.fail("".join(said))


def _wait_until_listening(server, port):
    """Jupyter names its address a moment before it listens there."""
    while server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        with suppress(subprocess.TimeoutExpired):
            server.wait(0.1)
    pytest.fail("the Jupyter server ended before it listened")


@pytest.fixture(scope="session")
def chromium():
    """A headless browser that asks nobody for anything."""
    sync_api = pytest.importorskip("playwright.sync_api")
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=BROWSER)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium):
    page = chromium.new_page(viewport={"width": 1200, "height": 1600})
    yield page
    page.close()


@pytest.fixture
def threads_take_turns_often():
    """Turns are taken in the garbage collector's callbacks, in the midst of whatever else runs."""
    interval, threshold = sys.getswitchinterval(), gc.get_threshold()

    def python_runs(phase, info):
        sum(range(50))

    gc.callbacks.append(python_runs)
    sys.setswitchinterval(1e-6)
    gc.set_threshold(50)
    yield
    gc.set_threshold(*threshold)
    sys.setswitchinterval(interval)
    gc.callbacks.remove(python_runs)

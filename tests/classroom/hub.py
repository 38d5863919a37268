"""A JupyterHub on loopback, with the configuration of deploy/hub, and nothing left of it afterwards."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil
import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PROXY = HERE / "proxy" / "node_modules" / ".bin" / "configurable-http-proxy"
SECONDS = 180


@dataclass(frozen=True)
class Hub:
    address: str
    folder: Path  # with hub, exchange, home/NAME
    password: str

    def home(self, name):
        return self.folder / "home" / name


@contextmanager
def running(folder):
    """A hub whose people are those of deploy/hub/jupyterhub_config.py."""
    if not PROXY.exists():
        pytest.fail("no proxy for the hub: `make test-classroom` installs it")
    shutil.copytree(ROOT / "deploy" / "hub", folder / "hub")
    show_whole_notebooks(folder / "hub" / "everyone" / "labconfig" / "default_setting_overrides.json")
    (folder / "exchange").mkdir()
    (folder / "exchange").chmod(0o777)
    ports, password = free_ports(3), secrets.token_hex(8)
    settings = {"AUTOGRADER_HUB": str(folder / "hub"), "HUB_PASSWORD": password, "HUB_PROXY": str(PROXY)}
    settings |= {"HUB_PORTS": " ".join(map(str, ports)), "HOME": str(folder), "TMPDIR": str(folder)}
    settings |= {"PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}
    environment = {name: text for name, text in os.environ.items() if not name.startswith(("JUPYTER", "IPYTHON"))}
    command = [sys.executable, "-m", "jupyterhub", "--config", str(HERE / "jupyterhub_config.py")]
    with (folder / "hub.log").open("w") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=environment | settings, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    try:
        address = f"http://127.0.0.1:{ports[0]}"
        wait_until_it_answers(process, f"{address}/hub/api/", folder / "hub.log")
        yield Hub(address, folder, password)
    finally:
        left = stop(process)
    assert left == [], "processes outlived the hub that started them"


def show_whole_notebooks(settings):
    """Else cells out of sight are no part of the page."""
    changed = json.loads(settings.read_text()) | {"@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"}}
    settings.write_text(json.dumps(changed))


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def wait_until_it_answers(process, url, log):
    deadline = time.monotonic() + SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(URLError, ConnectionError, TimeoutError), urlopen(url, timeout=5):
            return
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.2)
    pytest.fail(f"the hub does not answer at {url}\n{log.read_text()[-5000:]}")


def stop(process):
    """End the hub as a person does who stops its service; what of its processes lives on is ended, and returned."""
    started = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(SECONDS)
    _, left = psutil.wait_procs(started, timeout=20)
    names = [" ".join(one.cmdline()[:4]) for one in left if one.is_running()]
    for one in (*left, process):
        with suppress(psutil.NoSuchProcess):
            one.kill()
    process.wait()
    return names

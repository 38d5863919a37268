"""deploy/ for hubs, and the page about it: the configuration as kinds of hub load it, and what is stated twice."""

import json
import re
import subprocess
import sys
from types import SimpleNamespace

import pytest
import yaml
from traitlets.config import Config, PyFileConfigLoader

from . import pages

DEPLOY = pages.ROOT / "deploy"
CORE = DEPLOY / "hub" / "jupyterhub_config.py"
VALUES = yaml.safe_load((DEPLOY / "zero-to-jupyterhub" / "values.yaml").read_text(encoding="utf-8"))
INSTALL = (DEPLOY / "tljh" / "install").read_text(encoding="utf-8")
IMAGE = (DEPLOY / "zero-to-jupyterhub" / "Dockerfile").read_text(encoding="utf-8")
LOCK = json.loads((pages.ROOT / "tests" / "classroom" / "proxy" / "package-lock.json").read_text(encoding="utf-8"))


def pinned(package):
    text = (pages.ROOT / "constraints.txt").read_text(encoding="utf-8")
    return re.search(rf"^{package}==(.*)$", text, re.MULTILINE)[1]


def executed(config):
    """As the chart's hub executes the file, with what it was configured before; its names."""
    names = {"c": config}
    exec(compile(CORE.read_text(encoding="utf-8"), CORE.name, "exec"), names)
    return names


def configured(name):
    names = executed(Config())
    spawner = SimpleNamespace(user=SimpleNamespace(name=name, id=7), environment={"LANG": "C"})
    names["c"].Spawner.pre_spawn_hook(spawner)
    return spawner.environment


def loaded(path):
    return PyFileConfigLoader(path.name, path=str(path.parent)).load_config()


# ---------------------------------------------------------------- the hub's part


def test_what_a_hub_was_configured_before_stays():
    config = Config()
    config.JupyterHub.load_roles = [{"name": "culler"}]
    config.JupyterHub.load_groups = {"others": {"users": ["student-09"]}}
    config.Authenticator.allowed_users = {"student-09"}

    executed(config)

    assert config.JupyterHub.load_roles[0] == {"name": "culler"}
    assert len(config.JupyterHub.load_roles) == 3
    assert "others" in config.JupyterHub.load_groups
    assert config.Authenticator.allowed_users == {"student-09", "instructor-01", "student-01", "student-02"}


def test_the_course_is_called_as_in_its_own_configuration():
    course = loaded(pages.ROOT / "nbgrader_config.py").CourseDirectory.course_id

    assert executed(Config())["COURSE"] == course


def test_a_server_is_started_with_the_folders_of_its_owner():
    assert configured("student-01") == {
        "LANG": "C",
        "JUPYTER_CONFIG_PATH": "/srv/autograder/hub/student:/srv/autograder/hub/everyone",
    }
    assert "/grading:" in configured("grading")["JUPYTER_CONFIG_PATH"]
    assert "/student:" in configured("instructor-01")["JUPYTER_CONFIG_PATH"]


def test_nobody_logs_in_as_the_grading_account():
    from tornado.web import HTTPError

    hook = executed(config := Config()) and config.Authenticator.post_auth_hook

    assert hook(None, None, {"name": "student-01"}) == {"name": "student-01"}
    with pytest.raises(HTTPError, match="Nobody logs in as grading"):
        hook(None, None, {"name": "grading"})


# ---------------------------------------------------------------- the servers' part


def test_the_exchange_is_beside_the_folder_of_the_configuration():
    assert loaded(DEPLOY / "hub" / "everyone" / "nbgrader_config.py").Exchange.root == str(DEPLOY / "exchange")


@pytest.mark.parametrize(("me", "student"), [("root-like", "root-like"), ("", None)])
def test_the_hub_says_who_hands_in_where_the_system_knows_nobody_by_that_name(monkeypatch, me, student):
    monkeypatch.setenv("JUPYTERHUB_USER", me)

    assert loaded(DEPLOY / "hub" / "student" / "nbgrader_config.py").CourseDirectory.get("student_id") == student
    assert loaded(DEPLOY / "hub" / "grading" / "nbgrader_config.py").ExchangeCollect.check_owner == (student is None)


def test_what_is_switched_off_for_students_exists():
    off = json.loads((DEPLOY / "hub" / "student" / "labconfig" / "page_config.json").read_text(encoding="utf-8"))
    installed = pages.ROOT.joinpath(sys.prefix, "share", "jupyter", "labextensions", "@jupyter", "nbgrader", "static")
    code = "".join(path.read_text(encoding="utf-8") for path in installed.glob("*.js"))

    assert [name for name in off["disabledExtensions"] if name not in code] == []


# ---------------------------------------------------------------- kinds of hubs


def test_the_chart_loads_the_file_from_where_its_hub_looks():
    (course,) = VALUES["hub"]["extraFiles"].values()

    assert re.fullmatch(r"/usr/local/etc/jupyterhub/jupyterhub_config\.d/\w+\.py", course["mountPath"])
    assert list(VALUES["hub"]["extraFiles"]) == re.findall(r"--set-file hub\.extraFiles\.(\w+)\.stringData", page())


def test_the_exchange_s_volume_is_where_the_servers_look_for_it():
    (mount,) = VALUES["singleuser"]["storage"]["extraVolumeMounts"]
    (volume,) = VALUES["singleuser"]["storage"]["extraVolumes"]
    folder = executed(Config())["FOLDER"]

    assert mount["mountPath"] == f"{folder.removesuffix('/hub')}/exchange"
    assert mount["name"] == volume["name"]
    assert f"COPY hub {folder}\n" in IMAGE


def pod_of(name):
    names = executed(Config())
    for code in VALUES["hub"]["extraConfig"].values():
        exec(code, names)
    spawner = SimpleNamespace(user=SimpleNamespace(name=name, id=7))
    assert names["c"].KubeSpawner.uid(spawner) == 10007
    server = SimpleNamespace(
        name="notebook", security_context={"runAsUser": 10007}, resources=SimpleNamespace(limits={})
    )
    pod = SimpleNamespace(spec=SimpleNamespace(containers=[server]))
    return names["c"].KubeSpawner.modify_pod_hook(spawner, pod).spec


def test_the_grading_account_s_pod_alone_may_build_the_wall():
    grading, student = pod_of("grading"), pod_of("student-01")

    assert grading.host_users is False
    assert grading.containers[0].security_context == {
        "runAsUser": 10007,
        "procMount": "Unmasked",
        "seccompProfile": {"type": "Localhost", "localhostProfile": "autograder.json"},
    }
    assert student.containers[0].security_context == {"runAsUser": 10007}
    assert not hasattr(student, "host_users")


def test_the_image_has_names_for_the_numbers_that_pods_run_as():
    first, last = re.search(r"RUN seq (\d+) (\d+) ", IMAGE).groups()

    assert int(first) == 10000
    assert int(last) > 20000
    assert f"USER {first}\n" in IMAGE


def test_versions_are_those_of_the_pinned_set():
    assert re.search(r"^ARG JUPYTERHUB=(.*)$", IMAGE, re.MULTILINE)[1] == pinned("jupyterhub")
    assert re.findall(r"torch==([\d.]+)", INSTALL) == [pinned("torch")]


def test_the_script_for_the_littlest_hub_is_one_that_a_shell_reads():
    subprocess.run(["sh", "-n", DEPLOY / "tljh" / "install"], check=True)

    assert re.search(r"^place=(.*)$", INSTALL, re.MULTILINE)[1] + "/hub" == executed(Config())["FOLDER"]


def test_the_proxy_of_the_tests_is_pinned_and_names_no_registry():
    packages = {name: package for name, package in LOCK["packages"].items() if name}

    assert packages
    assert [name for name, package in packages.items() if "integrity" not in package] == []
    assert [name for name, package in packages.items() if "resolved" in package] == []


# ---------------------------------------------------------------- the page


def page():
    return (pages.ROOT / "docs" / "jupyterhub.md").read_text(encoding="utf-8")


def test_every_file_that_the_page_names_exists():
    named = re.findall(r"`((?:hub|tljh|zero-to-jupyterhub)/[\w./-]*)`", page())
    named += [name.removeprefix("deploy/") for name in re.findall(r"deploy/[\w./-]+", page())]

    assert len(named) > 8
    assert [name for name in named if not (DEPLOY / name).exists()] == []

# ruff: noqa: F821
"""A course on a JupyterHub of any kind: who is in it, who grades, and which configuration a server is started with.

It is no hub by itself but part of the configuration of one, which is there as `c`: docs/jupyterhub.md.
Change the names, leave the rest.
"""

import os

from tornado.web import HTTPError

COURSE = "default_course"  # CourseDirectory.course_id in the course's nbgrader_config.py
INSTRUCTORS = ["instructor-01"]
STUDENTS = ["student-01", "student-02"]
GRADER = "grading"  # the account that holds the course and grades

# Where this folder is on the side of the servers that the hub starts.
FOLDER = os.environ.get("AUTOGRADER_HUB", "/srv/autograder/hub")

# By these names of groups nbgrader knows who is in a course.
c.JupyterHub.load_groups.update(
    {
        f"nbgrader-{COURSE}": {"users": STUDENTS},
        f"formgrade-{COURSE}": {"users": [*INSTRUCTORS, GRADER]},
    }
)
c.JupyterHub.load_roles.extend(
    [
        {  # an instructor starts, opens and stops the grading account's server
            "name": f"formgrade-{COURSE}",
            "groups": [f"formgrade-{COURSE}"],
            "scopes": [f"{scope}!user={GRADER}" for scope in ("servers", "access:servers", "read:users:name")],
        },
        {  # what a server may ask the hub: as ever, and for nbgrader the groups of its owner
            "name": "server",
            "scopes": ["users:activity!user", "access:servers!user", "read:users:name!user", "read:users:groups!user"],
        },
    ]
)
c.Authenticator.allowed_users.update([*STUDENTS, *INSTRUCTORS])


def refuse_the_grader(authenticator, handler, person):
    """Whoever logs in by its name has the course. As a blocked user it would have no groups and no rights either."""
    if person["name"] == GRADER:
        raise HTTPError(403, f"Nobody logs in as {GRADER}. Instructors start its server under their own names.")
    return person


def configure(spawner):
    """Lay two of the folders beside this file over Jupyter's installed configuration."""
    own = "grading" if spawner.user.name == GRADER else "student"
    path = os.pathsep.join(f"{FOLDER}/{name}" for name in (own, "everyone"))
    spawner.environment = {**spawner.environment, "JUPYTER_CONFIG_PATH": path}


c.Authenticator.post_auth_hook = refuse_the_grader
c.Spawner.pre_spawn_hook = configure
c.Spawner.default_url = "/lab"

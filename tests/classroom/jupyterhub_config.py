"""The hub of the tests: deploy/hub, on loopback, where everybody is one user of the system and has one password."""

import os
from pathlib import Path

c = get_config()  # noqa: F821

folder = Path(os.environ["AUTOGRADER_HUB"])  # a copy of deploy/hub
load_subconfig(str(folder / "jupyterhub_config.py"))  # noqa: F821

c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = os.environ["HUB_PASSWORD"]
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = str(folder.parent / "home" / "{username}")
c.Spawner.args = ["--allow-root"]
c.Spawner.env_keep = ["PATH", "LANG"]
c.Spawner.start_timeout = c.Spawner.http_timeout = 180  # processors may be busy

public, hub, api = os.environ["HUB_PORTS"].split()
c.JupyterHub.bind_url = f"http://127.0.0.1:{public}"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{hub}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{api}"
c.ConfigurableHTTPProxy.command = [os.environ["HUB_PROXY"]]

"""nbgrader in every server of the hub: where the exchange is, and who is in which course."""

from pathlib import Path

c = get_config()  # noqa: F821

c.Exchange.root = str(Path(__file__).parents[2] / "exchange")
c.Authenticator.plugin_class = "nbgrader.auth.JupyterHubAuthPlugin"  # the hub's groups say it

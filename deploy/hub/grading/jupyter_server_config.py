"""The formgrader is a page within JupyterLab's; on a hub no page of a server may stand in another unless it says so."""

c = get_config()  # noqa: F821

c.ServerApp.tornado_settings = {"headers": {"Content-Security-Policy": "frame-ancestors 'self'"}}

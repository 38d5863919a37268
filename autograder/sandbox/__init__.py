"""The wall: bubblewrap around a warm Python that forks a confined Jupyter kernel for each notebook."""

from .limits import Limits
from .wall import Fork, Isolation, Wall, warn_where_open

__all__ = ["Fork", "Isolation", "Limits", "Wall", "warn_where_open"]

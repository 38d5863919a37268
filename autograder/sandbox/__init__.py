"""The wall: bubblewrap around a warm Python that forks a confined Jupyter kernel for each notebook."""

from .limits import Limits
from .wall import Fork, Isolation, Wall

__all__ = ["Fork", "Isolation", "Limits", "Wall"]

"""The skeleton of a new week: complete, small, and past the release gate as it is made."""

from .skeleton import Made, new_week, write_week

__all__ = ["Made", "new_week", "write_week"]

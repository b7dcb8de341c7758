"""Learning-rate schedules, one file each; importing `schedules` gives the registry."""

from app.engine.schedules.base import Schedule, schedules

__all__ = ["Schedule", "schedules"]

"""Losses by name; importing `losses` gives the registry."""

from app.engine.networks.losses.activated import Activated
from app.engine.networks.losses.base import Loss, Task, losses

__all__ = ["Activated", "Loss", "Task", "losses"]

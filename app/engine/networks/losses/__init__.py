"""Losses by name; importing `losses` gives the registry."""

from app.engine.networks.losses.activated import Activated
from app.engine.networks.losses.base import Loss, Task, losses
from app.engine.networks.losses.output_activations import OUTPUT_ACTIVATIONS, OutputActivation, output_activation
from app.engine.networks.losses.weighted import Weighted, class_factors

__all__ = [
    "OUTPUT_ACTIVATIONS",
    "Activated",
    "Loss",
    "OutputActivation",
    "Task",
    "Weighted",
    "class_factors",
    "losses",
    "output_activation",
]

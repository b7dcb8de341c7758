"""Optimizers, one file each; importing `optimizers` gives the registry."""

from app.engine.optimizers.base import Line, Optimizer, Oracle, Step, optimizers

__all__ = ["Line", "Optimizer", "Oracle", "Step", "optimizers"]

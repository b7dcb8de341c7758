"""Initialisers by name; importing `initializers` gives the registry."""

from app.engine.networks.initializers.base import Initializer, initializers

__all__ = ["Initializer", "initializers"]

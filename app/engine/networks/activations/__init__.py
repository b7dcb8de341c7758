"""Activations by name; importing `activations` gives the registry."""

from app.engine.networks.activations.base import Activation, activations

__all__ = ["Activation", "activations"]

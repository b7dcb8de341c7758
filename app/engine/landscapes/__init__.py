"""Loss landscapes by formula, a few families a file; importing `landscapes` gives the registry."""

from app.engine.landscapes.base import Landscape, Minimum, landscapes
from app.engine.landscapes.own import from_formula

__all__ = ["Landscape", "Minimum", "from_formula", "landscapes"]

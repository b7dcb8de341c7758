"""What is to be said of runs on landscapes."""

from app.engine.telling.landscapes.teller import LandscapeTeller

__all__ = ["LandscapeTeller"]

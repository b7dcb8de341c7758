"""What is to be said of networks that learn."""

from app.engine.telling.networks.teller import NetworkTeller

__all__ = ["NetworkTeller"]

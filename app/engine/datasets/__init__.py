"""Data sets by name; importing `datasets` gives the registry."""

from app.engine.datasets.base import Dataset, Samples, datasets

__all__ = ["Dataset", "Samples", "datasets"]

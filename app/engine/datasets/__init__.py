"""Data sets by name; importing `datasets` gives the registry."""

from app.engine.datasets.base import Dataset, Samples, Undrawable, datasets

__all__ = ["Dataset", "Samples", "Undrawable", "datasets"]

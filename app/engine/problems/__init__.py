"""Kinds of problem, one file each; importing `problems` gives the registry of their settings."""

from app.engine.problems.base import (
    Mismatch,
    NotOffered,
    Patience,
    Problem,
    ProblemSettings,
    WrongBatch,
    WrongWindow,
    hessian_eigenvalues,
    problems,
)
from app.engine.problems.epochs import BatchOfRun, Epoch, Evaluation, PlainNumbers

__all__ = [
    "BatchOfRun",
    "Epoch",
    "Evaluation",
    "Mismatch",
    "NotOffered",
    "Patience",
    "PlainNumbers",
    "Problem",
    "ProblemSettings",
    "WrongBatch",
    "WrongWindow",
    "hessian_eigenvalues",
    "problems",
]

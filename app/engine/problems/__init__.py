"""Kinds of problem, one file each; importing `problems` gives the registry of their settings."""

from app.engine.problems.base import (
    BatchOfRun,
    Epoch,
    Evaluation,
    Mismatch,
    NotOffered,
    Patience,
    PlainNumbers,
    Problem,
    ProblemSettings,
    WrongBatch,
    WrongWindow,
    hessian_eigenvalues,
    problems,
)

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

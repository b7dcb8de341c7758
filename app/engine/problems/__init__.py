"""Kinds of problem, one file each; importing `problems` gives the registry of their settings."""

from app.engine.problems.base import (
    Epoch,
    Evaluation,
    Patience,
    Problem,
    ProblemSettings,
    hessian_eigenvalues,
    problems,
)

__all__ = ["Epoch", "Evaluation", "Patience", "Problem", "ProblemSettings", "hessian_eigenvalues", "problems"]

"""The living figure of the home page: hills and basins, and two slow waves that shape the ground between them."""

from typing import Any

from app.engine.catalog_entries import problem_outline
from app.engine.experiment import Experiment

RELIEF = (
    "1.4*exp(-(x-5.35)^2/1.4-(y-3.3)^2)",
    "1.5*exp(-(x-12.6)^2/1.7-(y-3.05)^2/1.3)",
    "1.3*exp(-(x-8.95)^2-(y-.6)^2)",
    "-1.9*exp(-(x-8.4)^2/3-(y-2.95)^2/1.7)",
    "-1.6*exp(-(x-10.95)^2/1.8-(y-1.1)^2)",
    "-1.2*exp(-(x-6)^2/2.5-(y-1.2)^2)",
    "-1.2*exp(-(x-1.8)^2/1.8-(y-2.7)^2)",
    ".3*sin(.8*x-1.1*y+2.2)",
    ".22*cos(1.5*x+.9*y)",
)
MOMENTUM = {"label": "momentum", "optimizer": {"name": "sgd", "momentum": 0.9}, "learning_rate": 0.012}
HERO = {
    "problem": {
        "kind": "formula",
        "expression": "+".join(RELIEF).replace("+-", "-"),
        "window": [[-6, 20], [0, 4.4]],  # what is shown at most: wide screens see more of it
        "samples": 256,
        "noise": 2,
    },
    "runs": [
        {"label": "SGD", "learning_rate": 0.05, "start": [6.05, 3.5]},
        {**MOMENTUM, "start": [9.45, 1.62]},
        {**MOMENTUM, "start": [12.05, 2.6]},
        {"label": "one sample a step", "learning_rate": 0.02, "batch_size": 1, "start": [7.35, 0.95]},
    ],
    "steps": 150,
    "seed": 3,
}


def hero() -> dict[str, Any]:
    """What the figure's lab would ask for before its rows: the complete experiment and its landscape."""
    experiment = Experiment.model_validate(HERO)
    return {"experiment": experiment.complete(), **problem_outline(experiment.problem.build(experiment.seed))}

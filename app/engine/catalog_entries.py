"""What pages need to know beside the experiment: all that can be named, read off the registries, and of one problem."""

from typing import Any

from app.engine.columns import COLUMNS
from app.engine.datasets import datasets
from app.engine.experiment import Experiment
from app.engine.measures import Measure, every_measure
from app.engine.networks.activations import activations
from app.engine.networks.initializers import initializers
from app.engine.networks.losses import Loss, losses
from app.engine.optimizers import Optimizer, optimizers
from app.engine.optimizers.clipping import GradientClipping
from app.engine.planes.choice import KINDS
from app.engine.probes import offered_probes
from app.engine.problems import Problem, problems
from app.engine.schedules import Schedule, schedules
from app.engine.setting_paths import WHOLE


def catalog() -> dict[str, Any]:
    """JSON-ready lists of everything that can be named, those of each kind of problem included."""
    return {
        **{part: entries for kind in problems.values() for part, entries in kind.catalog().items()},
        "optimizers": [optimizer_entry(optimizer) for optimizer in optimizers.values()],
        "schedules": [schedule_entry(schedule) for schedule in schedules.values()],
        "datasets": [declared_entry(dataset) for dataset in datasets.values()],
        "activations": [declared_entry(activation) for activation in activations.values()],
        "losses": [loss_entry(loss) for loss in losses.values()],
        "initializers": [declared_entry(initializer) for initializer in initializers.values()],
        "measures": [measure_entry(measure) for measure in every_measure().values()],
        "planes": [plane_entry(kind) for kind in KINDS],
        "experiment": {"schema": whole_schema()},
        "gradient_clipping": {"summary": summary(GradientClipping), "schema": GradientClipping.model_json_schema()},
    }


def whole_schema() -> dict[str, Any]:
    """The JSON Schema of what belongs to an experiment beside its problem and its runs."""
    properties = Experiment.model_json_schema()["properties"]
    return {"type": "object", "properties": {name: properties[name] for name in WHOLE if name != "problem"}}


def loss_entry(loss: type[Loss]) -> dict[str, Any]:
    """A loss as the catalog lists it: what it fits, and what it makes of the outputs."""
    return declared_entry(loss) | {
        "tasks": loss.tasks,
        "of_numbers": loss.of_numbers,
        "activation": loss.activation,
    }


def problem_outline(problem: Problem) -> dict[str, Any]:
    """What the pages need to know of a problem before its first step, JSON-ready."""
    return problem.outline(
        {
            "parameters": problem.dimension,
            "suggested_rate": problem.suggested_rate,
            "columns": [name for column in COLUMNS if column.unasked_of(problem) for name in column.names_of(problem)],
            "evaluate_every": problem.measure_every,
            "probes": offered_probes(problem),
        }
    )


def optimizer_entry(optimizer: type[Optimizer]) -> dict[str, Any]:
    """An optimizer with its rule and the JSON Schema of its hyperparameters."""
    return {
        "name": optimizer.key(),
        "title": optimizer.title,
        "summary": summary(optimizer),
        "description": optimizer.__doc__,
        "latex": [{"name": line.name, "latex": line.latex, "role": line.role} for line in optimizer.rule],
        "momentum_field": optimizer.momentum_field,
        "usual_rate": optimizer.usual_rate,
        "reference": optimizer.reference,
        "schema": optimizer.model_json_schema(),
    }


def schedule_entry(schedule: type[Schedule]) -> dict[str, Any]:
    """A schedule with its formula and the JSON Schema of its settings."""
    return {
        "name": schedule.key(),
        "title": schedule.title,
        "summary": summary(schedule),
        "latex": schedule.latex,
        "watches_loss": schedule.watches_loss,
        "reference": schedule.reference,
        "schema": schedule.model_json_schema(),
    }


def declared_entry(declared: Any) -> dict[str, Any]:
    """A data set, an activation, a loss or an initialiser with the JSON Schema of its settings."""
    return {
        "name": declared.key(),
        "title": declared.title,
        "summary": summary(declared),
        "description": declared.__doc__,
        "latex": getattr(declared, "latex", ""),
        "reference": declared.reference,
        "licence": getattr(declared, "licence", ""),
        "schema": declared.model_json_schema(),
    }


def measure_entry(measure: type[Measure]) -> dict[str, Any]:
    """A measure with the JSON Schema of its settings."""
    return {
        "name": measure.key(),
        "title": measure.title,
        "summary": summary(measure),
        "description": measure.__doc__,
        "unit": measure.measured_in,
        "better": measure.better,
        "needs": list(measure.needs),
        "of_cell": measure.of_cell,
        "schema": measure.model_json_schema(),
    }


def plane_entry(kind: Any) -> dict[str, Any]:
    """A kind of plane with the JSON Schema of its settings."""
    return {
        "name": str(kind.model_json_schema()["properties"]["kind"]["const"]),
        "title": kind.title,
        "summary": summary(kind),
        "description": kind.__doc__,
        "schema": kind.model_json_schema(),
    }


def summary(declared: type) -> str:
    """The first sentence of a docstring."""
    return " ".join((declared.__doc__ or "").strip().split("\n\n")[0].split())

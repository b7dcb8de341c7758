"""The science: problems, optimizers, schedules, the stepping loop. Knows nothing of the web.

As a library, without a server:

    from app.engine import Experiment, trace

    experiment = Experiment.model_validate({"problem": {"kind": "landscape", "name": "rosenbrock"}, "steps": 100})
    result = trace(experiment)
    result.runs[0]["loss"]  # NumPy array (101,)
    result.to_figure().show()
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.engine.catalog_entries import catalog
    from app.engine.experiment import Experiment
    from app.engine.maps.outcome_map import sweep
    from app.engine.measures.asking import measure
    from app.engine.planes.plane import plane
    from app.engine.rate_tests.testing import rate_test
    from app.engine.runs.predictions import predict
    from app.engine.runs.traces import RunTrace, Trace, trace
    from app.engine.tables.reading import read_table
    from app.engine.telling.explanation import explain

_PLACES = {
    "Experiment": "experiment",
    "RunTrace": "runs.traces",
    "Trace": "runs.traces",
    "catalog": "catalog_entries",
    "explain": "telling.explanation",
    "measure": "measures.asking",
    "plane": "planes.plane",
    "predict": "runs.predictions",
    "rate_test": "rate_tests.testing",
    "read_table": "tables.reading",
    "sweep": "maps.outcome_map",
    "trace": "runs.traces",
}

__all__ = [
    "Experiment", "RunTrace", "Trace", "catalog", "explain", "measure", "plane", "predict", "rate_test", "read_table",
    "sweep", "trace",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """A name of the library, imported when it is first asked for: importing a plugin alone does not import them all."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)

"""The science: problems, optimizers, schedules, the stepping loop. Knows nothing of the web.

As a library, without a server:

    from app.engine import Experiment, trace

    experiment = Experiment.model_validate({"problem": {"kind": "landscape", "name": "rosenbrock"}, "steps": 100})
    result = trace(experiment)
    result.runs[0]["loss"]  # NumPy array (101,)
    result.to_figure().show()
"""

from app.engine.catalog import catalog
from app.engine.experiment import Experiment
from app.engine.explanation import explain
from app.engine.traces import RunTrace, Trace, trace

__all__ = ["Experiment", "RunTrace", "Trace", "catalog", "explain", "trace"]

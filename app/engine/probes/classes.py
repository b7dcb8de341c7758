"""Which answers are wrong: the confusion matrix and the worst mistakes."""

from typing import Literal

import numpy as np

from app.engine.declaration import FloatArray, setting
from app.engine.probes.base import Array, Findings, probes
from app.engine.probes.networks import NetworkProbe
from app.engine.problems.network import NetworkProblem


def _judged(problem: NetworkProblem) -> slice:
    """The test samples; the training samples where there are none."""
    data = problem.data
    return slice(data.train, data.total) if data.total > data.train else slice(0, data.train)


def _outputs(problem: NetworkProblem, parameters: FloatArray, chosen: slice) -> FloatArray:
    """Outputs (k, n), chunk by chunk, so that inputs that are not converted need little room."""
    step = 2000
    parts = []
    for begin in range(chosen.start, chosen.stop, step):
        rows = problem.data.rows(slice(begin, min(begin + step, chosen.stop)))
        parts.append(problem.network.outputs(parameters, rows))
    return np.concatenate(parts, axis=1)


@probes.register
class Confusion(NetworkProbe):
    """How often each class was taken for which: rows are the truth, columns the answer."""

    name: Literal["confusion"] = "confusion"

    @classmethod
    def offered_by(cls, problem: NetworkProblem) -> bool:
        """Classes."""
        return problem.classes is not None

    def look(self, problem: NetworkProblem, parameters: FloatArray) -> Findings:
        """counts (classes, classes) over all test samples, or the training samples where there are none."""
        chosen, classes = _judged(problem), problem.classes or 0
        answers = problem.network.loss.predictions(_outputs(problem, parameters, chosen))
        truth = problem.data.samples.targets[chosen].astype(np.int64)
        counts = np.bincount(truth * classes + answers, minlength=classes**2).reshape(classes, classes)
        note = {
            "set": "test" if chosen.start else "train",
            "right": int(np.trace(counts)),
            "total": len(truth),
        }
        return Findings({"counts": counts.astype(np.int32)}, note)


@probes.register
class Mistakes(NetworkProbe):
    """The samples whose wrong answers cost most."""

    name: Literal["mistakes"] = "mistakes"
    count: int = setting(14, symbol="", help="How many are shown.", ge=1, le=100)

    @classmethod
    def offered_by(cls, problem: NetworkProblem) -> bool:
        """Classes of images or texts."""
        samples = problem.data.samples
        return problem.classes is not None and (samples.image is not None or bool(samples.texts))

    def look(self, problem: NetworkProblem, parameters: FloatArray) -> Findings:
        """index, truth, answer, loss (m,), worst first, and the images (m, pixels)."""
        data, loss = problem.data, problem.network.loss
        chosen = _judged(problem)
        outputs = _outputs(problem, parameters, chosen)
        answers = loss.predictions(outputs)
        truth = data.samples.targets[chosen].astype(np.int64)
        losses = np.where(answers != truth, loss.losses(outputs, problem.targets[:, chosen]), -np.inf)
        worst = np.argsort(-losses, kind="stable")[: min(self.count, int((answers != truth).sum()))]
        index = worst + chosen.start
        arrays: dict[str, Array] = {
            "index": index.astype(np.int32),
            "truth": truth[worst].astype(np.int32),
            "answer": answers[worst].astype(np.int32),
            "loss": losses[worst].astype(float),
        }
        if data.samples.image is not None:
            arrays["images"] = np.ascontiguousarray(data.samples.inputs[index])
        texts = data.samples.texts
        return Findings(arrays, {"texts": [texts[i] for i in index]} if texts else {})

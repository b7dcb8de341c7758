"""Grade a hand-written optimizer step against the trace, number by number.

    python homework_checker.py

The homework: write `update(w, gradient, memory)`, which returns the next parameters. `memory` is a dict that is empty
at first and belongs to the student. What is kept there under the names of the engine's own state (`m` and `v` for Adam,
`velocity` for momentum) is checked too, so that the report can say where a mistake begins.

Every step is checked on its own: the student's function gets the parameters and the gradient of the trace, not those
that its earlier answers led to. So one wrong step does not spoil all that follow.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.engine import trace

Array = NDArray[np.float64]
Memory = dict[str, Any]
Update = Callable[[Array, Array, Memory], Array]


@dataclass(frozen=True)
class Difference:
    """Where a submission first differs from the trace."""

    step: int
    quantity: str
    got: object
    expected: object
    hint: str = ""

    def __str__(self) -> str:
        text = f"first difference at step {self.step}, in {self.quantity}: got {self.got}, expected {self.expected}"
        return f"{text}\n    hint: {self.hint}" if self.hint else text


def check(
    student_update: Update,
    optimizer: str | dict[str, Any] = "adam",
    learning_rate: float = 0.05,
    steps: int = 50,
    tolerance: float = 1e-9,
) -> Difference | None:
    """The first difference between a student's steps and those of `optimizer`, or None where there is none."""
    run = trace(
        {
            "problem": {"kind": "landscape", "name": "rosenbrock", "samples": 64, "noise": 1.0},
            "runs": [{"optimizer": optimizer, "learning_rate": learning_rate, "batch_size": 8}],
            "steps": steps,
        }
    ).runs[0]
    states = {name.removeprefix("state."): values for name, values in run.columns.items() if name.startswith("state.")}
    memory: Memory = {}
    for step in range(steps):
        w, gradient = run["parameters"][step], run["batch_gradient"][step]
        # Copies: an update in place must not change the trace.
        try:
            answer = student_update(w.copy(), gradient.copy(), memory)
        except Exception as error:  # whatever a submission may raise
            return Difference(step, "the call", f"{type(error).__name__}: {error}", "the next parameters")
        if np.shape(answer) != w.shape:
            return Difference(step, "the shape of the answer", np.shape(answer), w.shape, "return the next parameters")
        compared = {name: (memory[name], values[step]) for name, values in states.items() if name in memory}
        compared["the update w[k+1] − w[k]"] = (answer - w, run["update"][step])
        for quantity, (got, expected) in compared.items():
            scale = np.maximum(np.abs(expected), 1e-3)
            if np.shape(got) != np.shape(expected) or not (np.abs(got - expected) <= tolerance * scale).all():
                shown = (np.array2string(np.asarray(number), precision=6) for number in (got, expected))
                name = optimizer if isinstance(optimizer, str) else optimizer["name"]
                return Difference(step, quantity, *shown, hint(got, expected, step, name, memory))
    return None


def hint(got: object, expected: Array, step: int, name: str, memory: Memory) -> str:
    """What the ratio of two quantities says about the mistake."""
    if np.shape(got) != expected.shape or not np.isfinite(got).all():
        return f"expected {expected.size} finite numbers"
    if step and not memory:
        return "nothing has been kept in memory since the step before"
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.asarray(got) / expected
    if not np.allclose(ratio, ratio[0], rtol=1e-4, atol=0):
        return ""
    factor = float(ratio.mean())
    reasons = [words for words, known in mistakes(name, step + 1).items() if np.isclose(factor, known, 1e-4)]
    return ": ".join([f"every coordinate is {factor:.4g} times what it should be", *reasons[:1]])


def mistakes(name: str, k: int) -> dict[str, float]:
    """Usual mistakes, with the factor that each brings into update number k, counted from 1."""
    known = {"the sign is wrong, it goes uphill": -1.0}
    if name == "adam":
        m_weight, v_weight = 1 - 0.9**k, np.sqrt(1 - 0.999**k)
        known["m and v are not corrected for their start at 0"] = m_weight / v_weight
        known["m is not divided by 1 − β1^(k+1)"] = m_weight
        known["v is not divided by 1 − β2^(k+1)"] = 1 / v_weight
    if name == "sgd" and k == 1:
        known["the gradient is added whole to the velocity, not times 1 − β"] = 0.1
    return known


def report(name: str, difference: Difference | None) -> str:
    """What the student reads."""
    return f"{name}: right, every step agrees" if difference is None else f"{name}: {difference}"


# ---- Submissions ----------------------------------------------------------------------------------------------------

RATE = 0.05


def adam(w: Array, gradient: Array, memory: Memory) -> Array:
    """Right."""
    k = memory["k"] = memory.get("k", 0) + 1
    memory["m"] = 0.9 * memory.get("m", 0) + 0.1 * gradient
    memory["v"] = 0.999 * memory.get("v", 0) + 0.001 * gradient**2
    m_hat = memory["m"] / (1 - 0.9**k)
    v_hat = memory["v"] / (1 - 0.999**k)
    return w - RATE * m_hat / (np.sqrt(v_hat) + 1e-8)


def adam_without_bias_correction(w: Array, gradient: Array, memory: Memory) -> Array:
    """Wrong: m and v begin at 0 and are too small at first, and a v that is too small makes the step too long."""
    memory["m"] = 0.9 * memory.get("m", 0) + 0.1 * gradient
    memory["v"] = 0.999 * memory.get("v", 0) + 0.001 * gradient**2
    return w - RATE * memory["m"] / (np.sqrt(memory["v"]) + 1e-8)


def adam_with_unsquared_gradient(w: Array, gradient: Array, memory: Memory) -> Array:
    """Wrong: v averages the sizes of the gradients, not their squares."""
    k = memory["k"] = memory.get("k", 0) + 1
    memory["m"] = 0.9 * memory.get("m", 0) + 0.1 * gradient
    memory["v"] = 0.999 * memory.get("v", 0) + 0.001 * np.abs(gradient)
    m_hat = memory["m"] / (1 - 0.9**k)
    v_hat = memory["v"] / (1 - 0.999**k)
    return w - RATE * m_hat / (np.sqrt(v_hat) + 1e-8)


MOMENTUM = {"name": "sgd", "momentum": 0.9}
SMALL_RATE = 0.0005


def momentum(w: Array, gradient: Array, memory: Memory) -> Array:
    """Right."""
    memory["velocity"] = 0.9 * memory.get("velocity", 0) + gradient
    return w - SMALL_RATE * memory["velocity"]


def momentum_as_average(w: Array, gradient: Array, memory: Memory) -> Array:
    """Wrong here: an average of the gradients is another convention, and needs another learning rate."""
    memory["velocity"] = 0.9 * memory.get("velocity", 0) + 0.1 * gradient
    return w - SMALL_RATE * memory["velocity"]


def momentum_that_forgets(w: Array, gradient: Array, memory: Memory) -> Array:
    """Wrong: the velocity is computed, but not kept for the next step."""
    velocity = 0.9 * memory.get("velocity", 0) + gradient
    return w - SMALL_RATE * velocity


if __name__ == "__main__":
    for submission in (adam, adam_without_bias_correction, adam_with_unsquared_gradient):
        print(report(submission.__name__, check(submission, "adam", RATE)))
    for submission in (momentum, momentum_as_average, momentum_that_forgets):
        print(report(submission.__name__, check(submission, MOMENTUM, SMALL_RATE)))

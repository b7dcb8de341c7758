"""What an optimizer is: frozen hyperparameters, named state, one in-place update, and its rule for display."""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal, Protocol

import numpy as np

from app.engine.declaration import Declaration, FloatArray, Number
from app.engine.registry import Registry

Role = Literal["", "gradient", "memory", "decay", "step"]


class Oracle(Protocol):
    """The batch's objective at other points, for methods that look around (L-BFGS, Newton)."""

    def value_and_gradient(self, parameters: FloatArray) -> tuple[float, FloatArray]:
        """Batch loss and gradient at `parameters`; counted as one more gradient evaluation."""

    def hessian(self, parameters: FloatArray) -> FloatArray:
        """Hessian (d, d), or (d, d, R) for many points."""


@dataclass(frozen=True)
class Line:
    """One line of a rule: `latex` is shown, `name` is the recorded quantity whose numbers stand beside it.

    Lines with a role "gradient", "memory" or "decay" are terms of the update: they add up to it.
    The line with the role "step" is the update itself, w_{k+1} − w_k.
    """

    name: str
    latex: str
    role: Role = ""


@dataclass(slots=True)
class Step:
    """What one update reads and writes. Arrays are (d,) for one point or (d, R) for R points at once.

    `parameters` and `state` are changed in place; `gradient` may be overwritten. Hyperparameters and
    `learning_rate` are numbers, or arrays (R,). `number` counts from 1. With `record` not None the update
    stores a copy of each quantity that its rule names.
    """

    parameters: FloatArray
    gradient: FloatArray
    learning_rate: Number
    state: dict[str, FloatArray]
    number: int = 1
    oracle: Oracle | None = None
    record: dict[str, FloatArray] | None = None


class Optimizer(Declaration):
    """Base of all optimizers. A subclass is registered with `@optimizers.register`."""

    title: ClassVar[str]
    reference: ClassVar[str]
    rule: ClassVar[tuple[Line, ...]]
    momentum_field: ClassVar[str | None] = None
    """The field that the page's momentum knob sets (`momentum`, `beta1`), or None."""

    velocity: ClassVar[str | None] = None
    """The state that is a sum of all gradients so far, each weighing less by the momentum with every step; or None."""

    usual_rate: ClassVar[float | None] = None
    """The learning rate of a rule whose steps have a length of their own: 1; None where it depends on the problem."""

    decoupled_decay: ClassVar[bool] = False
    """Whether weight decay takes its share of the parameters beside the gradient, which it does not enter."""

    pull_latex: ClassVar[str] = ""
    """`pull` as a formula. With it L1 comes behind the step, and makes exact zeros; without, with the gradient."""

    without_pull: ClassVar[str] = ""
    """Why there is no such number; empty where there is one."""

    rests_when: ClassVar[str] = ""
    """Why it rests where there still is a slope; empty where it never does by itself."""

    needs_hessian: ClassVar[bool] = False
    """Whether it asks for second derivatives."""

    one_by_one: ClassVar[bool] = False
    """Whether it moves the points of a batch (d, R) one after the other, which takes many times as long."""

    # Every subclass declares `name: Literal["…"] = "…"`.

    def initial_state(self, parameters: FloatArray) -> dict[str, FloatArray]:
        """Named arrays that persist between steps; a name that starts with `_` is scratch and is never recorded."""
        raise NotImplementedError

    def history_numbers(self, dimension: int, steps: int) -> int:  # noqa: ARG002  # for those that remember steps
        """How many numbers it comes to remember over `steps` steps, beyond its state at the start."""
        return 0

    def update(self, step: Step) -> None:
        """Change `step.parameters` and `step.state` in place by one step."""
        raise NotImplementedError

    def pull(self, step: Step) -> Number:
        """How far a lasting slope of 1 has moved each parameter in the step that was taken, for proximal methods."""
        raise NotImplementedError

    @property
    def proximal(self) -> bool:
        """Whether L1 comes behind its step, as `pull` says, and not with the gradient: then it makes exact zeros."""
        return bool(self.pull_latex)

    @classmethod
    def about_l1(cls) -> str:
        """What becomes of L1 of a network, in a sentence with formulas."""
        if cls.pull_latex:
            behind = (
                r"L1 of a network comes behind the step: $w \leftarrow S(w, \lambda_1 c_k)$ with the soft threshold S"
            )
            return f"{behind} and $c_k = {cls.pull_latex}$, so that useless weights become exactly 0."
        why = f": {cls.without_pull}" if cls.without_pull else ""
        return f"L1 of a network is a part of the gradient, and useless weights only come near to 0{why}."

    @property
    def without_rate(self) -> str:
        """Why its steps do not follow the learning rate; empty where they do."""
        return ""

    def enters(self, number: int) -> float:  # noqa: ARG002  # for those whose first step is another
        """The weight with which the gradient of step `number`, counted from 1, enters the velocity."""
        return 1.0

    def entering(self, gradient: FloatArray, parameters: FloatArray) -> FloatArray:  # noqa: ARG002  # for decay
        """What enters with it: the gradient, with a weight decay that is added to it."""
        return gradient

    def stability_factor(self) -> float | None:
        """η_max·λₘₐₓ on a quadratic, e.g. 2 for plain gradient descent; None for a method without such a limit."""
        return None

    def stability_latex(self) -> str:
        """The formula of the largest stable learning rate; empty without one."""
        return ""

    @classmethod
    def key(cls) -> str:
        """The name in experiments and in the catalog."""
        return str(cls.model_fields["name"].default)

    def replaced(self, values: dict[str, Any]) -> "Optimizer":
        """This optimizer with other hyperparameters; arrays (R,) are allowed, nothing is validated."""
        return self.model_copy(update=values)


def is_zero(value: Number) -> bool:
    """True for the number 0; an array of settings counts as non-zero, so that every branch is taken."""
    return not isinstance(value, np.ndarray) and value == 0


optimizers: Registry[type[Optimizer]] = Registry("optimizer", "app.engine.optimizers", lambda cls: cls.key())

__all__ = ["Line", "Optimizer", "Oracle", "Step", "is_zero", "optimizers"]

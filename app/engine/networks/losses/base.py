"""What a loss is: how wrong the outputs of a network are, one number a sample, and its slope."""

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Discriminator, Field, Tag

from app.engine.declaration import Declaration, FloatArray
from app.engine.registry import Registry

Task = Literal["regression", "binary", "classes"]


def _weights_form(value: Any) -> str:
    return "word" if isinstance(value, str) else "weights"


if TYPE_CHECKING:
    ClassWeights = Literal["balanced"] | tuple[float, ...]
else:
    ClassWeight = Annotated[float, Field(gt=0, le=1e6)]
    ClassWeights = Annotated[
        Annotated[Literal["balanced"], Tag("word")]
        | Annotated[tuple[ClassWeight, ...], Field(min_length=2, max_length=100), Tag("weights")],
        Discriminator(_weights_form),
    ]


class Loss(Declaration):
    """Base of all losses. A subclass is registered with `@losses.register`.

    Outputs o and targets t are feature-major: (k, B), one column a sample, float32 or float64. Losses work on the
    outputs of the last, linear layer (logits), never on clipped probabilities. Nothing may overflow or warn for
    outputs up to ±1e4 (float32 too).
    """

    title: ClassVar[str]
    latex: ClassVar[str]
    reference: ClassVar[str]
    tasks: ClassVar[tuple[Task, ...]]
    """What it can be used for: "regression" (one number), "binary" (two classes), "classes" (three or more)."""

    activation: ClassVar[str] = "identity"
    """What makes of an output z what is compared with the target y."""
    activation_latex: ClassVar[str] = r"p_j = z_j"
    sample_latex: ClassVar[str] = ""
    r"""The loss of one sample by p and y, e.g. r"\ell = -\ln p_y"."""
    slope_latex: ClassVar[str] = ""
    """Its slope by an output z_j."""
    of_numbers: ClassVar[bool] = False
    """Whether it compares the outputs themselves with the targets, so that an output activation may come between."""

    name: str = ""
    """Every subclass declares `name: Literal["…"] = "…"`."""
    class_weights: ClassWeights | None = Field(
        None,
        description="How much a sample of each class counts, in the order of the classes, relative to one another; "
        '"balanced" is n/(k·n_class), which makes all classes count alike; null lets all samples count alike.',
    )

    @property
    def convex(self) -> bool:
        """Whether it is convex in the outputs."""
        return True

    @property
    def activation_name(self) -> str:
        """What makes of an output z what is compared with the target."""
        return self.activation

    @property
    def activation_formula(self) -> str:
        """How it makes it."""
        return self.activation_latex

    @property
    def sample_formula(self) -> str:
        """The loss of one sample, with these settings."""
        return self.sample_latex

    @property
    def slope_formula(self) -> str:
        """Its slope by an output, with these settings."""
        return self.slope_latex

    def outputs(self, classes: int | None) -> int:
        """Output units k for a number of classes; None is a regression. Two classes need one unit, or two."""
        raise NotImplementedError

    def targets(self, labels: NDArray[np.int64] | FloatArray, outputs: int) -> FloatArray:
        """Targets (k, n) in float64 from labels (n,): class numbers from 0, or the numbers of a regression."""
        raise NotImplementedError

    def losses(self, o: FloatArray, t: FloatArray) -> FloatArray:
        """Loss of each sample (B,), as a new array; their mean is the cost, `value_and_delta`'s value to rounding."""
        raise NotImplementedError

    def value_and_delta(self, o: FloatArray, t: FloatArray, delta: FloatArray, scratch: FloatArray) -> float:
        """The mean loss of the batch; `delta` (k, B) gets its slope by the outputs. `scratch` is (k, B).

        `o` and `t` are not changed. This is called at every step, so it makes few NumPy calls and few temporaries.
        """
        raise NotImplementedError

    def curved(self, o: FloatArray, t: FloatArray, along: FloatArray) -> FloatArray:
        """How fast `delta` changes where the outputs move by `along` (k, B), as a new array; 0 at kinks."""
        raise NotImplementedError

    def predictions(self, o: FloatArray) -> NDArray[np.int64]:
        """The class (B,) that outputs (k, B) stand for; for a regression this raises `TypeError`."""
        raise NotImplementedError

    def activated(self, o: FloatArray) -> FloatArray:
        """What the output activation makes of outputs (k, B), as a new array or the same one."""
        return o

    def blocked(self, o: FloatArray, t: FloatArray) -> bool:  # noqa: ARG002  # for those with an output activation
        """Whether outputs (k, B) stand where no slope passes back, away from their targets (k, B)."""
        return False

    def wanted(self, t: FloatArray) -> FloatArray:
        """What it is compared with, of targets (k, B)."""
        return t

    def factor(self, t: FloatArray) -> float | None:  # noqa: ARG002  # for those that have one
        """What the loss of a lone sample with targets (k, 1) is multiplied by; None where samples count alike."""
        return None

    def probabilities(self, o: FloatArray) -> FloatArray | None:  # noqa: ARG002  # for those that override it
        """Probabilities (classes, B) of outputs (k, B), adding up to 1, for losses that have them; else None."""
        return None

    @classmethod
    def key(cls) -> str:
        """The name in experiments and in the catalog."""
        return str(cls.model_fields["name"].default)


losses: Registry[type[Loss]] = Registry("loss", "app.engine.networks.losses", lambda cls: cls.key())

"""What a network learns, how it is built and when it is measured: data, preprocessing, layers, loss, penalties."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.engine.datasets import Dataset, datasets
from app.engine.declaration import Declaration, setting
from app.engine.memory.store import Store
from app.engine.networks.activations import Activation, activations
from app.engine.networks.data import PreparedInputs, Scaling, prepared
from app.engine.networks.features import offered
from app.engine.networks.initializers import Initializer, initializers
from app.engine.networks.losses import Activated, Loss, OutputActivation, Task, losses
from app.engine.networks.passes import Network
from app.engine.registry import one_of

MAX_PARAMETERS = 2_000_000
MAX_PENALTY = 10
PENALTIES = ("l1", "l2")
"""Settings of a network that a run may change on its way."""
CHEAP = 2e6
"""Multiplications that a measurement may take at every step."""
SUITED_LOSS: dict[Task, str] = {
    "regression": "mse", "binary": "binary_cross_entropy", "classes": "cross_entropy",
}  # fmt: skip
WIDE = 16
"""Inputs beyond which ReLU is the usual choice."""
INTERVALS = (1, 2, 5, 10, 20, 50, 100, 200)

if TYPE_CHECKING:
    DatasetChoice = Dataset
    ActivationChoice = Activation
    LossChoice = Loss
    InitializerChoice = Initializer
else:
    DatasetChoice, ActivationChoice = one_of(datasets), one_of(activations)
    LossChoice, InitializerChoice = one_of(losses), one_of(initializers)


class Hidden(Declaration):
    """One hidden layer."""

    units: int = setting(8, symbol="", help="Number of units.", ge=1, le=1024)
    activation: ActivationChoice = Field(
        default_factory=lambda: activations["tanh"](), description="What a unit makes of its sum."
    )


class EarlyStopping(Declaration):
    """Stop where further improvement is minimal."""

    patience: int = setting(
        20, symbol="", help="Measurements without improvement until the run stops.", ge=1, le=10_000
    )
    min_delta: float = setting(0.0, symbol="", help="Smallest fall of the test loss that counts.", ge=0, le=1e3)


class TrainingSettings(Declaration):
    """A fully connected network on a data set."""

    kind: Literal["network"] = "network"
    dataset: DatasetChoice = Field(default_factory=lambda: datasets["spiral"](), description="What is learned.")
    inputs: tuple[str, ...] | None = Field(
        None, max_length=32, min_length=1, description="Features used as inputs; null is all columns of the data."
    )
    hidden: tuple[Hidden, ...] | None = Field(
        None, max_length=12, description="Hidden layers, first to last; null is what suits the data."
    )
    loss: LossChoice | None = Field(None, description="The loss; null is the one that suits the data.")
    output_activation: OutputActivation = Field(
        "identity",
        description="What is made of the outputs before a loss that compares numbers (mse, mae, huber) sees them; of "
        "classes under any other loss it follows from the loss.",
    )
    initializer: InitializerChoice = Field(
        default_factory=lambda: initializers["xavier_uniform"](), description="What the first weights are drawn from."
    )
    weight_seed: int | None = Field(
        None, ge=0, le=2**53 - 1, description="Seed of the first weights alone; null is the experiment's."
    )
    l1: float = setting(
        0.0,
        symbol=r"\lambda_1",
        help="Penalty l1·Σ|W| on the weights; it holds useless ones at exactly 0.",
        log=True,
        ge=0,
        le=MAX_PENALTY,
    )
    l2: float = setting(
        0.0, symbol=r"\lambda_2", help="Penalty ½·l2·ΣW² on the weights.", log=True, ge=0, le=MAX_PENALTY
    )
    dropout: float = setting(0.0, symbol="p", help="Share of hidden units left out at each step.", ge=0, le=0.9)
    scaling: Scaling | None = Field(
        None, description='"none", "unit" (divide by the largest) or "standard"; null is what suits the data.'
    )
    shuffle: bool = Field(True, description="Whether every epoch has an order of its own.")
    precision: Literal["float64", "float32"] | None = Field(
        None, description="Of all numbers of the network; null is what suits the data."
    )
    evaluate_every: int | None = Field(
        None, ge=1, le=100_000, description="Steps between two measurements; null is what the size allows."
    )
    evaluate_samples: int = Field(
        1000, ge=1, le=60_000, description="Most training and most test samples of a measurement."
    )
    early_stopping: EarlyStopping | None = Field(None, description="Null goes on to the last step.")
    initial_parameters: Annotated[tuple[float, ...], Field(max_length=MAX_PARAMETERS)] | None = Field(
        None, description="First parameters in the order W1, b1, W2, b2, …; null asks the initialiser."
    )

    @property
    def task(self) -> Task:
        """What kind of question the data ask."""
        classes = self.dataset.classes
        return "regression" if classes is None else "binary" if classes == 2 else "classes"

    @property
    def asked(self) -> str:
        """The task in words."""
        return "two classes" if self.task == "binary" else self.task

    @model_validator(mode="after")
    def _completed(self) -> "TrainingSettings":
        """Fill in what suits the data: the complete experiment shows it."""
        data = self.dataset
        suited: dict[str, Any] = {
            "inputs": data.columns,
            "hidden": tuple(Hidden(units=units, activation=_activation(data)) for units in data.suggested_hidden),
            "loss": losses[SUITED_LOSS[self.task]](),
            "scaling": data.suited_scaling,
            "precision": data.precision,
        }
        self.__dict__.update({name: value for name, value in suited.items() if getattr(self, name) is None})
        return self

    @model_validator(mode="after")
    def _fits(self) -> "TrainingSettings":
        self._check_inputs()
        if self.task not in self.chosen_loss.tasks:
            fitting = ", ".join(name for name, loss in losses.items() if self.task in loss.tasks)
            raise PydanticCustomError(
                "loss", "expected a loss for {task}, one of {fitting}",
                {"task": self.asked, "fitting": fitting, "path": ["loss"]},
            )  # fmt: skip
        expected = self.wrong_weights(self.chosen_loss)
        if expected is not None:
            raise PydanticCustomError(
                "class_weights", "expected {expected}", {"expected": expected, "path": ["loss", "class_weights"]}
            )
        self._check_output_activation()
        if self.parameter_count > MAX_PARAMETERS:
            raise PydanticCustomError(
                "parameters", "expected at most {most} parameters (these layers have {count})",
                {"most": f"{MAX_PARAMETERS:,}", "count": f"{self.parameter_count:,}", "path": ["hidden"]},
            )  # fmt: skip
        given = self.initial_parameters
        if given is not None and len(given) != self.parameter_count:
            raise PydanticCustomError(
                "initial_parameters", "expected {count} numbers, one a parameter (these are {given})",
                {"count": self.parameter_count, "given": len(given), "path": ["initial_parameters"]},
            )  # fmt: skip
        return self

    def _check_output_activation(self) -> None:
        if self.output_activation != "identity" and not self.chosen_loss.of_numbers:
            raise PydanticCustomError(
                "output_activation",
                "expected identity: what classes make of their outputs follows from the loss, but for {fitting}",
                {"fitting": ", ".join(name for name, loss in losses.items() if loss.of_numbers),
                 "path": ["output_activation"]},
            )  # fmt: skip
        if self.output_activation == "softmax" and self.sizes[-1] == 1:
            raise PydanticCustomError(
                "output_activation", "expected two targets or more for softmax, whose lone output is always 1",
                {"path": ["output_activation"]},
            )  # fmt: skip

    def wrong_weights(self, loss: Loss) -> str | None:
        """What was expected in place of a loss's class weights, where they do not fit the data."""
        weights, classes = loss.class_weights, self.dataset.classes
        if weights is None or (classes is not None and (weights == "balanced" or len(weights) == classes)):
            return None
        if classes is None:
            return "null, as a regression has no classes"
        return f"{classes} weights, one a class (these are {len(weights)})"

    def _check_inputs(self) -> None:
        columns = self.dataset.columns
        if self.inputs is None or columns is None:
            if self.inputs is not None:
                raise PydanticCustomError(
                    "inputs", "expected null, as this data set's inputs cannot be picked", {"path": ["inputs"]}
                )
            return
        for index, name in enumerate(self.inputs):
            if name in self.inputs[:index]:
                raise PydanticCustomError("inputs", "expected each input once", {"path": ["inputs", index]})
            if name not in offered(columns):
                raise PydanticCustomError(
                    "inputs", "expected one of {offered}",
                    {"offered": ", ".join(offered(columns)), "name": name, "path": ["inputs", index]},
                )  # fmt: skip

    @property
    def chosen_loss(self) -> Loss:
        """The loss, given or suited."""
        assert self.loss is not None
        return self.loss

    def fits_outputs(self, loss: Loss) -> bool:
        """Whether another loss is for this task and wants as many outputs: then it works on the same parameters."""
        return self.task in loss.tasks and self._outputs_for(loss) == self.sizes[-1]

    @property
    def losses_of_runs(self) -> list[str]:
        """Names of the losses that a run may have of its own."""
        return [name for name, loss in losses.items() if self.fits_outputs(loss())]

    @property
    def sizes(self) -> tuple[int, ...]:
        """Unit counts, inputs first."""
        inputs = self.dataset.features if self.inputs is None else len(self.inputs)
        return (inputs, *(layer.units for layer in self.hidden or ()), self._outputs_for(self.chosen_loss))

    def _outputs_for(self, loss: Loss) -> int:
        """A regression has a unit for each number that it predicts, classes as many as the loss wants."""
        if self.task == "regression":
            return self.dataset.answers
        return Activated.of(loss, self.output_activation).outputs(self.dataset.classes)

    @property
    def compared_loss(self) -> Loss:
        """The loss behind the output activation, where it compares numbers."""
        return Activated.of(self.chosen_loss, self.output_activation)

    @property
    def parameter_count(self) -> int:
        """Number of weights and biases."""
        return sum((into + 1) * out for into, out in zip(self.sizes[:-1], self.sizes[1:], strict=True))

    @property
    def dtype(self) -> "np.dtype[Any]":
        """The type of all numbers of the network."""
        return np.dtype(self.precision)

    def interval(self, parameters: int) -> int:
        """Steps between two measurements: every one where that is cheap."""
        if self.evaluate_every is not None:
            return self.evaluate_every
        cost = parameters * 2 * min(self.evaluate_samples, self.dataset.training_samples)
        return next((steps for steps in INTERVALS if steps * CHEAP >= cost), INTERVALS[-1])

    def network(self) -> Network:
        """The network without parameters."""
        layers = self.hidden or ()
        return Network(
            self.sizes, [layer.activation for layer in layers], self.compared_loss,
            self.l1, self.l2, self.dropout if layers else 0.0, self.dtype,
        )  # fmt: skip

    def prepared(self, seed: int, store: Store | None = None) -> PreparedInputs:
        """The data set drawn from `seed`, as the network sees it."""
        return prepared(self.dataset, seed, self.inputs, self.scaling or "none", self.dtype, store or Store())


def _activation(data: Dataset) -> Activation:
    return activations["relu" if data.features > WIDE else "tanh"]()

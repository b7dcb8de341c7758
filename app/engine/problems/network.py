"""The cost of a network on a data set, as a function of its flat parameter vector."""

import copy
import math
from collections.abc import Callable, Generator, Iterator, Mapping
from functools import cached_property, partial
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from app.engine.declaration import FloatArray, Number
from app.engine.figures.parts import Json
from app.engine.landscapes.surface import Surface, Surfacing, Window, grid
from app.engine.memory.store import Kept, Key, Store
from app.engine.networks.answers import Rows, answers, encoded
from app.engine.networks.curvature import ends, top
from app.engine.networks.data import MOST_BYTES, drawing
from app.engine.networks.description import description
from app.engine.networks.error_surface import SIZES, ErrorSurface, error_surface, losses_at
from app.engine.networks.features import offered
from app.engine.networks.ground import Ground, ground_of
from app.engine.networks.hessian import Hessian, Piece
from app.engine.networks.losses import Loss, Weighted, class_factors
from app.engine.networks.passes import CHUNK
from app.engine.networks.settings import TrainingSettings
from app.engine.networks.slices import Slices
from app.engine.networks.training_step import TrainingSteps
from app.engine.problems.base import (
    Mismatch,
    NotOffered,
    Patience,
    Problem,
    ProblemSettings,
    WrongBatch,
    WrongWindow,
    problems,
)
from app.engine.problems.epochs import BatchOfRun, Epoch, Evaluation, Workspace
from app.engine.problems.network_stack import Learned, LookedAt, NetworkStack
from app.engine.sampling.batches import epoch_order
from app.engine.sampling.streams import Stream, generator

OVERHEAD, NUMBER = 16_384, 48
"""Bytes of the objects beside the arrays, and of a number among the settings, as Python keeps it."""
MOST_SHOWN, MOST_WORK = 1000, 1e6
"""Samples on which units are looked at; samples times parameters for curvatures that nobody has asked for."""
MOST_NEWTON = 64
"""Parameters up to which methods that need the Hessian can descend."""
EPOCH_BYTES = 2**20
"""Inputs of an epoch up to this size are put in order at once; of larger ones each batch when it is used."""


class NetworkProblem(Problem):
    """The mean loss of a network over its training samples, with its penalty.

    Vectors are in the network's inner order; `to_public` gives that of the contract.
    """

    settings: "NetworkSettings"
    keeps_vectors = False
    has_hessian = False
    has_sharpness = True
    has_layers = True
    reach = math.inf
    offered_where: ClassVar[Mapping[str, str]] = {
        "surface": "of one weight and one bias (one input, no hidden layer, one output)"
    }

    def __init__(self, settings: "NetworkSettings", seed: int, store: Store) -> None:
        super().__init__(settings, seed, store)
        self.data = settings.prepared(seed, store)
        self.classes = settings.dataset.classes
        self.suggested_rate = settings.dataset.learning_rate
        self.network = settings.network()
        self.layout = self.network.layout
        self.dimension, self.samples = self.layout.count, self.data.train
        self.centre = np.zeros(self.dimension)
        self.decay, self.kinked = settings.l2, settings.l1 > 0
        self.shuffled, self.random_epochs = settings.shuffle, settings.dropout > 0
        self.measure_every = settings.interval(self.dimension)
        self._right, self._tests_right = self._judged()
        tested = ("test_loss", *self._tests_right) if self.data.total > self.data.train else ()
        self.measures = (*self._right, *tested)
        stopping = settings.early_stopping
        if stopping is not None:
            self.patience = Patience("test_loss" if tested else "loss", stopping.patience, stopping.min_delta)
        labels, weights = self.data.samples.learned_targets, settings.chosen_loss.class_weights
        if weights is not None:
            factors = class_factors(weights, labels[: self.samples], settings.dataset.classes or 0)
            self.network.loss = Weighted.of(self.network.loss, factors)
        targets = self.network.loss.targets(labels, self.layout.sizes[-1])
        self.targets = np.ascontiguousarray(targets, dtype=self.network.dtype)
        self._looked_at = [self._subset(0, self.data.train), self._subset(self.data.train, self.data.total)]

    def _judged(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Names of what is measured of the answers beside the loss, of training and of test samples."""
        if self.classes:
            return ("accuracy",), ("test_accuracy",)
        answers = self.layout.sizes[-1]
        ends = [""] if answers == 1 else [f".{number}" for number in range(1, answers + 1)]
        return tuple(f"rmse{end}" for end in ends), tuple(f"test_rmse{end}" for end in ends)

    def penalised(self, penalties: Mapping[str, float]) -> "NetworkProblem":
        """The same samples and measurements; what is trained has the other penalties in its cost."""
        if all(getattr(self.settings, name) == value for name, value in penalties.items()):
            return self
        other = copy.copy(self)
        other.settings = self.settings.with_penalties(penalties)
        other.network = self.network.penalised(other.settings.l1, other.settings.l2)
        other.decay, other.kinked = other.settings.l2, other.settings.l1 > 0
        return other

    def shrink(self, parameters: FloatArray, pull: Number) -> None:
        """What L1 does to a step."""
        self.network.shrink(parameters, pull)

    @property
    def nbytes(self) -> int:
        """Bytes of targets, mask and settings; the inputs are counted by themselves."""
        own = self.settings.initial_parameters or ()
        mask = self.dimension * self.network.dtype.itemsize
        return OVERHEAD + self.targets.nbytes + mask + NUMBER * (len(own) + self.settings.dataset.numbers)

    def _subset(self, begin: int, end: int) -> NDArray[np.int64]:
        """Samples that are measured: all of them, or as many as the settings say, evenly spread."""
        count = min(end - begin, self.settings.evaluate_samples)
        return np.linspace(begin, end - 1, count).astype(np.int64) if count else np.empty(0, np.int64)

    def start(self) -> FloatArray:
        """Weights and biases drawn by the initialiser, or the settings' own numbers."""
        settings = self.settings
        if settings.initial_parameters is not None:
            return self.from_public(np.array(settings.initial_parameters))
        seed = self.seed if settings.weight_seed is None else settings.weight_seed
        random = generator(seed, Stream.START)
        vector = np.empty(self.dimension, self.network.dtype)
        for matrix in self.layout.matrices(vector):
            fan_out, fan_in = matrix.shape[0], matrix.shape[1] - 1
            matrix[:, :-1] = settings.initializer.weights(random, fan_in, fan_out)
            matrix[:, -1] = settings.initializer.biases(random, fan_in, fan_out)
        return vector

    def workspace(self, parameters: FloatArray, gradient: FloatArray) -> TrainingSteps:
        """Buffers of the training steps of one run."""
        return TrainingSteps(self.network, parameters, gradient)

    def epoch(
        self, order: NDArray[np.int64] | None, number: int = 0, workspace: Workspace | None = None
    ) -> "NetworkEpoch":
        """The training samples in `order`."""
        steps = workspace if isinstance(workspace, TrainingSteps) else None
        return NetworkEpoch(self, order, number, steps)

    @np.errstate(all="ignore")
    def value(self, parameters: FloatArray) -> FloatArray:
        """The cost over all training samples at points (d, …)."""
        points = parameters.reshape(self.dimension, -1).T
        return np.array([self._cost(point) for point in points]).reshape(parameters.shape[1:])

    def _cost(self, parameters: FloatArray) -> float:
        cost = self.network.penalty(parameters)
        for chosen, share in self._chunks():
            cost += share * self._loss(self.network.outputs(parameters, self.data.rows(chosen)), chosen)
        return cost

    def _loss(self, outputs: FloatArray, chosen: "slice | NDArray[np.int64]") -> float:
        """Mean loss of outputs (k, B) for these samples, without the penalty."""
        return float(self.network.loss.losses(outputs, self.targets[:, chosen]).mean())

    def _chunks(self) -> Iterator[tuple[slice, float]]:
        """The training samples piece by piece, so that inputs which are not converted need little room; shares."""
        for begin in range(0, self.samples, CHUNK):
            end = min(begin + CHUNK, self.samples)
            yield slice(begin, end), (end - begin) / self.samples

    @np.errstate(all="ignore")
    def value_and_gradient(self, parameters: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The cost and its gradient over all training samples at one point (d,)."""
        point = np.ascontiguousarray(parameters, self.network.dtype)
        cost, gradient = 0.0, np.zeros_like(point)
        for inputs, targets, share in self.pieces():
            passed = self.network.forward(point, inputs)
            deltas = self.network.backward(point, passed, targets)
            gradient += share * self.network.gradient(inputs, passed, deltas)
            cost += share * float(self.network.loss.losses(passed.values[-1], targets).mean())
        penalty = self.network.add_penalty(point, gradient)
        return np.asarray(cost + penalty), gradient

    @np.errstate(all="ignore")
    def measure(self, parameters: FloatArray) -> dict[str, float]:
        """Loss (with penalty), test loss (without), and shares of right classes or a regression's errors."""
        measures: dict[str, float] = {}
        for (loss_name, judged), chosen in self.looked_at():
            if not len(chosen):
                continue
            outputs = self.network.outputs(parameters, self.data.rows(chosen))
            measures[loss_name] = self._loss(outputs, chosen)
            if self.classes:
                right = self.network.loss.predictions(outputs) == self.data.samples.targets[chosen]
                measures[judged[0]] = float(right.mean())
            else:
                measures |= zip(judged, self._errors(outputs, chosen), strict=True)
        measures["loss"] += self.network.penalty(parameters)
        return measures

    def _errors(self, outputs: FloatArray, chosen: NDArray[np.int64]) -> list[float]:
        """Root mean squared errors of each output of a regression, in the targets' own units."""
        off = np.subtract(self.network.loss.activated(outputs), self.targets[:, chosen], dtype=float)
        squares = np.einsum("kb,kb->k", off, off) / len(chosen)
        return list((np.sqrt(squares) * self.data.samples.target_scale).tolist())

    def looked_at(self) -> LookedAt:
        """Names of the loss and of what is judged, with the samples that are measured, those for training first."""
        names = (("loss", self._right), ("test_loss", self._tests_right))
        return list(zip(names, self._looked_at, strict=True))

    def stack(self, count: int) -> NetworkStack | None:
        """Costs and slopes of `count` points at once; none where chance or a kink belongs to each run's steps."""
        if self.network.dropout or self.kinked or not count:
            return None
        learned = Learned(self.data, self.targets, self.looked_at(), bool(self.classes), self.settings.shuffle)
        return NetworkStack(self.network, learned)

    @np.errstate(all="ignore")
    def fit(self, parameters: FloatArray) -> float:
        """The loss of the samples that are measured, without the penalty."""
        chosen = self._looked_at[0]
        return self._loss(self.network.outputs(parameters, self.data.rows(chosen)), chosen)

    def slices(self) -> Slices:
        """The network on its data."""
        return Slices(self.network, self.data, self.targets)

    def measured_samples(self, tested: bool) -> NDArray[np.int64]:
        """All of them, or as many as the settings say."""
        return self._looked_at[tested]

    def shown(self) -> FloatArray:
        """Inputs of the training samples, of many the first ones, for what is asked of the units."""
        return self.data.rows(slice(0, min(self.samples, MOST_SHOWN)))

    @np.errstate(all="ignore")
    def spectrum(self, parameters: FloatArray) -> tuple[float, float] | None:
        """The smallest and the largest curvature of the cost at a point (d,), weights on a kink of L1 held.

        None where some dozens of gradients over all samples take too long.
        """
        if self.samples * self.dimension > MOST_WORK:
            return None
        hessian, free = self.curvature(parameters), self.network.free(parameters)
        direction = np.zeros(self.dimension)

        def times(part: FloatArray) -> FloatArray:
            direction[free] = part
            return hessian.times(direction)[free]

        return ends(times, int(free.sum()))

    def sharpening(self, parameters: FloatArray) -> Generator[None, None, float]:
        """By Lanczos' method, product by product."""
        found = yield from top(self.curvature(parameters).times, self.dimension)
        return math.nan if found is None else float(found.values[-1])

    def hessian(self, parameters: FloatArray) -> FloatArray:
        """The Hessian (d, d) at one point (d,), as many products as there are parameters."""
        return self.curvature(parameters).matrix()

    def curvature(self, parameters: FloatArray) -> Hessian:
        """The second derivatives of the cost over all training samples at one point (d,)."""
        return Hessian(self.network, parameters, self.pieces)

    def pieces(self) -> Iterator[Piece]:
        """Inputs and targets of all training samples, a chunk at a time."""
        for chosen, share in self._chunks():
            yield self.data.rows(chosen), self.targets[:, chosen], share

    def gradient_of(self, parameters: FloatArray, chosen: NDArray[np.int64]) -> FloatArray:
        """The gradient of the cost over some samples at one point (d,), penalty included."""
        inputs = self.data.rows(chosen)
        passed = self.network.forward(parameters, inputs)
        deltas = self.network.backward(parameters, passed, self.targets[:, chosen])
        gradient = self.network.gradient(inputs, passed, deltas)
        self.network.add_penalty(parameters, gradient)
        return gradient

    @property
    def spectra(self) -> int:
        """How many spectra take a fraction of a second."""
        return int(MOST_WORK / (self.samples * self.dimension))

    def ground(self, parameters: FloatArray) -> Ground | None:
        """Convexity, units and curvature."""
        shown = self.shown()
        return ground_of(self.network, parameters, shown, self.targets[:, : len(shown)], self.spectrum)

    @property
    def named(self) -> str:
        """The kind, and the units of each layer."""
        return f"network of {' – '.join(map(str, self.layout.sizes))} units"

    @property
    def has_surface(self) -> bool:
        """Whether there are a slope and an intercept and nothing else."""
        return self.layout.sizes == SIZES

    def surface(self, window: Window | None, resolution: int, batch: BatchOfRun | None = None) -> Surfacing:
        """The cost over all training samples, or over a batch, by slope and intercept."""
        if not self.has_surface:
            raise NotOffered(self, "surface")
        if window is not None and len(window) != self.dimension:
            raise WrongWindow(f"{self.dimension} sides", window)
        if batch is not None and batch.size > self.samples:
            raise WrongBatch(f"at most {self.samples}, the number of samples", batch.size)
        return self._surfacing(window, resolution, batch)

    def _surfacing(self, window: Window | None, resolution: int, batch: BatchOfRun | None) -> Surfacing:
        yield
        chosen = slice(None) if batch is None else self._batch(batch)
        inputs, targets = (column[..., chosen] for column in self._columns)
        axes, points = grid(self.error_surface.window if window is None else window, resolution)
        z = yield from losses_at(self.network, inputs, targets, points.reshape(2, -1))
        return Surface(axes[0], axes[1], z.reshape(points.shape[1:]))

    def _batch(self, batch: BatchOfRun) -> NDArray[np.int64]:
        """Which samples a batch has."""
        epoch, index = divmod(batch.step, -(-self.samples // batch.size))
        order = epoch_order(self.seed, epoch, self.samples) if self.settings.shuffle else np.arange(self.samples)
        return order[index * batch.size : (index + 1) * batch.size]

    @property
    def _columns(self) -> tuple[FloatArray, FloatArray]:
        """The one input (n,) of all training samples, and their targets (k, n), as they are learned."""
        return self.data.rows(slice(0, self.samples))[:, 0].astype(float), self.targets[:, : self.samples].astype(float)

    @cached_property
    def error_surface(self) -> ErrorSurface:
        """Of a network with two parameters: what is known of its surface."""
        return error_surface(self.network, *self._columns, self.to_public(self.start()))

    @property
    def replay_columns(self) -> tuple[str, ...]:
        """What curves and the gradients' sizes are drawn from, and the paths on an error surface."""
        scalars = ("step", "epoch", "evaluations", "loss", *self.measures, "learning_rate")
        return (*scalars, "gradient_norm.layer", *(("parameters",) if self.has_surface else ()))

    def description(self) -> Json:
        """The samples as far as they can be drawn, the preprocessing in words, the sizes of the network."""
        return description(self.settings, self.data)

    def answering(self, rows: Rows) -> Callable[[FloatArray], Json]:
        """Outputs, classes and errors in the data's own units; raises `WrongRow`."""
        return partial(answers, self.network, self.data, raw=encoded(self.settings.dataset, rows))

    def outline(self, common: Json) -> Json:
        """Unit counts, inputs first, and what is known of all kinds alike."""
        losses = self.settings.losses_of_runs
        surface = {"surface": self._surface_entry()} if self.has_surface else {}
        return {"problem": {"sizes": list(self.layout.sizes), "losses": losses, **common, **surface}}

    def _surface_entry(self) -> Json:
        scaled = {"inputs_scaled": self.settings.scaling != "none", "targets_scaled": self.data.samples.scaled}
        return self.error_surface.entry(self.to_public(self.start()), scaled)

    @np.errstate(over="ignore")
    def from_public(self, parameters: FloatArray) -> FloatArray:
        """A vector in the order W1, b1, W2, b2, … in the inner order and the network's precision."""
        return self.layout.from_public(np.asarray(parameters, dtype=self.network.dtype))

    def to_public(self, vectors: FloatArray) -> FloatArray:
        """Vectors (…, d) in the order W1, b1, W2, b2, …"""
        return self.layout.to_public(vectors)


class NetworkEpoch(Epoch):
    """One epoch: inputs put in order at once where they are small, else gathered batch by batch."""

    def __init__(
        self, problem: NetworkProblem, order: NDArray[np.int64] | None, number: int, steps: TrainingSteps | None
    ) -> None:
        self._data, self._targets, self._network = problem.data, problem.targets, problem.network
        self._order, self._key = order, (problem.seed, number)
        self._steps, self._step = steps, None if steps is None else steps.latest
        whole = order is None or problem.data.row_bytes * len(order) <= EPOCH_BYTES
        self._batches = self._gathered(slice(0, problem.samples) if order is None else order) if whole else None

    def _gathered(self, chosen: "slice | NDArray[np.int64]") -> tuple[FloatArray, FloatArray]:
        """Inputs and targets of some samples: views where they lie side by side and are converted."""
        return self._data.batch(chosen), self._targets[:, chosen]

    @property
    def nbytes(self) -> int:
        """Bytes of inputs and targets that were put in order."""
        return 0 if self._order is None or self._batches is None else sum(array.nbytes for array in self._batches)

    def chosen(self, begin: int, end: int) -> NDArray[np.int64]:
        """Numbers of the samples of a batch."""
        return np.arange(begin, end) if self._order is None else self._order[begin:end]

    def evaluate(self, parameters: FloatArray, begin: int, end: int, gradient: FloatArray) -> Evaluation:
        """One pass of the training step for this batch size."""
        step = self._step
        if (
            step is None
            or step.parameters is not parameters
            or step.size != end - begin
            or step.gradient is not gradient
        ):
            if self._steps is None:
                self._steps = TrainingSteps(self._network, parameters, gradient)
            step = self._step = self._steps.of(parameters, gradient, end - begin)
        elsewhere = step.parameters is not parameters
        if elsewhere:
            step.parameters[:] = parameters
        if step.masks:
            self._drop_out(step.masks, begin)
        inputs, targets = self._batch(begin, end)
        cost = step.run(inputs, targets)
        if elsewhere:
            gradient[:] = step.gradient
        return Evaluation(math.nan, cost, None, step.norms(), step.smooth)

    def _batch(self, begin: int, end: int) -> tuple[FloatArray, FloatArray]:
        if self._batches is not None:
            inputs, targets = self._batches
            return inputs[begin:end], targets[:, begin:end]
        return self._gathered(slice(begin, end) if self._order is None else self._order[begin:end])

    def _drop_out(self, masks: list[FloatArray], begin: int) -> None:
        """Inverted dropout: a unit is kept with probability 1 − p and then counts 1/(1 − p)."""
        kept = 1 - self._network.dropout
        random = generator(self._key[0], Stream.DROPOUT, self._key[1], begin)
        for mask in masks:
            mask[...] = (random.random(mask.shape) < kept) / kept


@problems.register
class NetworkSettings(TrainingSettings, ProblemSettings):
    """A fully connected network on a data set."""

    problem: ClassVar[type[Problem]] = NetworkProblem
    lab: ClassVar[str] = "networks"

    @classmethod
    def catalog(cls) -> Json:
        """The settings, and which features can be made of the columns of points and of curves."""
        features = {",".join(columns): offered(columns) for columns in (("x", "y"), ("x",))}
        return {"network": {"schema": cls.model_json_schema(), "features": features}}

    @property
    def heading(self) -> str:
        """The data set and the hidden layers."""
        hidden = "–".join(str(layer.units) for layer in self.hidden or ())
        return f"{self.dataset.title}: {hidden or 'no'} hidden units"

    def with_loss(self, loss: Loss | None) -> "NetworkSettings":
        """The same network and data under another loss, which must want as many outputs."""
        if loss is None:
            return self
        if not self.fits_outputs(loss):
            outputs, own = self.sizes[-1], self.chosen_loss.key()
            raise Mismatch(
                f"a loss for {self.asked} with {outputs} output{'s' * (outputs > 1)}, like the problem's {own}: one of "
                + ", ".join(self.losses_of_runs),
                loss.key(),
            )
        expected = self.wrong_weights(loss)
        if expected is not None:
            raise Mismatch(expected, loss.class_weights, "class_weights")
        return self.model_copy(update={"loss": loss})

    def with_penalties(self, penalties: Mapping[str, float]) -> "NetworkSettings":
        """The same network and data under other penalties."""
        return self.model_copy(update=dict(penalties)) if penalties else self

    @property
    def loss_title(self) -> str:
        """The title of the loss, with the settings that are not its defaults."""
        loss = self.chosen_loss
        fields = [(name, getattr(loss, name), field.default) for name, field in type(loss).model_fields.items()]
        settings = [_said(name, value) for name, value, default in fields if value != default]
        return ", ".join([loss.title, *settings])

    @property
    def sample_count(self) -> int:
        """Number of training samples."""
        return self.dataset.training_samples

    @property
    def most_measured(self) -> int:
        """As many as the settings say."""
        data = self.dataset
        return min(self.evaluate_samples, max(data.training_samples, data.all_samples - data.training_samples))

    @property
    def dimension(self) -> int:
        """Number of weights and biases."""
        return self.parameter_count

    @property
    def has_hessian(self) -> bool:
        """Where it has few parameters: a Hessian takes a product for each of them."""
        return self.dimension <= MOST_NEWTON

    @property
    def without_hessian(self) -> str:
        """A network that is too large."""
        return f"a network with more than {MOST_NEWTON} parameters, here {self.dimension:,}"

    @property
    def number_bytes(self) -> int:
        """Four or eight, by the precision."""
        return int(self.dtype.itemsize)

    @property
    def data_bytes(self) -> int:
        """Raw samples, what is chosen and converted of them, and a person's own numbers in the settings."""
        data = self.dataset
        total = data.all_samples
        converted = min(MOST_BYTES, total * (self.sizes[0] + 1) * self.number_bytes)
        raw = total * (data.features + self.sizes[0]) * (1 if data.columns is None else 8)
        return raw + converted + NUMBER * data.numbers

    @property
    def further_scalars(self) -> int:
        """Errors of training and test samples for each target."""
        return 2 * self.dataset.answers

    @property
    def target_bytes(self) -> int:
        """A number for each output and sample, and one more where classes have weights."""
        rows = self.sizes[-1] + (self.chosen_loss.class_weights is not None)
        return self.dataset.all_samples * rows * self.number_bytes

    def step_bytes(self, batch_size: int) -> int:
        """Sums, values and slopes of every layer, for a batch and for what is measured at once."""
        rows = batch_size + min(self.evaluate_samples, CHUNK) + CHUNK
        return rows * (self.sizes[0] + 4 * sum(self.sizes[1:])) * self.number_bytes

    def ingredients(self, seed: int) -> list[tuple[Key, Callable[[], Kept]]]:
        """The samples, where they are read from a large file."""
        return [drawing(self.dataset, seed)] if self.dataset.slow else []


def _said(name: str, value: object) -> str:
    """A setting with its value, in words."""
    if isinstance(value, tuple):
        return f"{name.replace('_', ' ')} {' : '.join(f'{number:g}' for number in value)}"
    said = f"{value:g}" if isinstance(value, float) else str(value).replace("_", " ")
    return f"{name.replace('_', ' ')} {said}"

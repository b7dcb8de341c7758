"""Samples as a network sees them: features chosen, scaled with what the training samples say."""

from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from app.engine.datasets import Dataset, Samples
from app.engine.declaration import FloatArray
from app.engine.memory.store import Key, Store, digest
from app.engine.networks.features import featured
from app.engine.sampling.streams import Stream, generator

Scaling = Literal["none", "unit", "standard"]
Raw = NDArray[Any]
"""float64, or uint8 for images."""
OVERHEAD = 4096
"""Bytes of the objects beside the arrays."""
MOST_BYTES = 32 * 2**20
"""Inputs up to this size are converted once; larger ones batch by batch."""


def drawing(dataset: Dataset, seed: int) -> tuple[Key, Callable[[], Samples]]:
    """What the samples of a data set under a seed are called in a store, and how they are made."""
    key = ("samples", digest(dataset.model_dump_json().encode(), b"%d" % (seed if dataset.seeded else 0)))
    return key, lambda: dataset.draw(generator(seed, Stream.DATA))


def drawn(dataset: Dataset, seed: int, store: Store) -> Samples:
    """The samples of a data set under a seed; problems on the same data share them."""
    return store.get(*drawing(dataset, seed))


def prepared(
    dataset: Dataset, seed: int, chosen: Sequence[str] | None, scaling: Scaling, dtype: "np.dtype[Any]", store: Store
) -> "PreparedInputs":
    """The inputs of a data set as networks see them; problems that prepare the same data alike share them."""
    settings = repr((seed if dataset.seeded else 0, chosen, scaling, dtype.str)).encode()

    def make() -> PreparedInputs:
        samples = drawn(dataset, seed, store)
        return PreparedInputs(samples, chosen or samples.features, scaling, dtype)

    return store.get(("inputs", digest(dataset.model_dump_json().encode(), settings)), make)


class PreparedInputs:
    """Inputs x' = (x − shift) · factor of the chosen features, in the network's precision.

    Scaling "unit" divides by the largest size of a training value (255 for pixels), "standard" subtracts the training
    mean of each feature and divides by its standard deviation (1 where that is 0). Test samples are scaled with the
    training samples' numbers.
    """

    def __init__(
        self,
        samples: Samples,
        chosen: Sequence[str],
        scaling: Scaling,
        dtype: "np.dtype[Any]",
    ) -> None:
        self.samples, self.chosen, self.dtype = samples, tuple(chosen), dtype
        self.train, self.total = samples.train, len(samples.inputs)
        raw: Raw = featured(samples.inputs, samples.features, chosen) if samples.image is None else samples.inputs
        self.width = raw.shape[1]
        self.shift, self.factor = _scales(raw[: self.train], scaling, samples.image is not None)
        self._raw = raw
        self._ready: FloatArray | None = None
        if self.total * (self.width + 1) * dtype.itemsize <= MOST_BYTES:
            self._ready = self._converted(raw)

    def raw(self, index: int) -> FloatArray:
        """The chosen features (features,) of one sample, before they are scaled."""
        return np.asarray(self._raw[index], dtype=float)

    def scaled(self, raw: Raw) -> FloatArray:
        """Raw feature values (B, features) as the network sees them, in its precision."""
        return np.asarray((raw - self.shift) * self.factor, dtype=self.dtype)

    def inputs(self, raw: Raw) -> FloatArray:
        """Raw inputs (B, d) of the data set as the network sees them: features chosen and scaled."""
        image = self.samples.image is not None
        return self.scaled(raw if image else featured(raw, self.samples.features, self.chosen))

    def rows(self, chosen: "slice | NDArray[np.int64]") -> FloatArray:
        """Inputs (B, features) of some samples."""
        return self.batch(chosen)[:, :-1]

    def batch(self, chosen: "slice | NDArray[np.int64]") -> FloatArray:
        """Inputs (B, features + 1) of some samples, with a last column of ones."""
        return self._converted(self._raw[chosen]) if self._ready is None else self._ready[chosen]

    @property
    def nbytes(self) -> int:
        """Bytes of what was chosen and converted; the raw samples are counted by themselves."""
        chosen = 0 if self._raw is self.samples.inputs else self._raw.nbytes
        return OVERHEAD + chosen + (0 if self._ready is None else self._ready.nbytes)

    @property
    def row_bytes(self) -> int:
        """Bytes of one converted sample's inputs."""
        return int((self.width + 1) * self.dtype.itemsize)

    def _converted(self, raw: Raw) -> FloatArray:
        ready = np.ones((len(raw), self.width + 1), self.dtype)
        if not self.shift.any() and raw.dtype == np.uint8:
            np.multiply(raw, self.dtype.type(self.factor[0]), out=ready[:, :-1], casting="unsafe")
        else:
            ready[:, :-1] = (raw - self.shift) * self.factor
        return ready


def _scales(raw: Raw, scaling: Scaling, pixels: bool) -> tuple[FloatArray, FloatArray]:
    """Shift and factor of each feature."""
    shift, factor = np.zeros(raw.shape[1]), np.ones(raw.shape[1])
    if scaling == "unit":
        largest = 255.0 if pixels else float(np.abs(raw).max())
        factor /= largest or 1.0
    elif scaling == "standard":
        shift = raw.mean(axis=0, dtype=float)
        deviation = raw.std(axis=0, dtype=float)
        factor = 1 / np.where(deviation > 0, deviation, 1.0)
    return shift, factor

"""The pydantic base of everything that a user names and sets: optimizers, schedules, clipping, experiments."""

from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

FloatArray = NDArray[np.float64]
Number = float | FloatArray


class Declaration(BaseModel):
    """Frozen settings: unknown fields, NaN and infinity are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, validate_default=False)


def setting(default: Any, *, symbol: str, help: str, log: bool = False, unit: str = "", **bounds: Any) -> Any:
    """A hyperparameter: bounds, LaTeX symbol, unit, one sentence of help, and whether its control is logarithmic.

    The page's controls, the reference page and the contract tests are made from these.
    """
    extra: JsonDict = {"symbol": symbol, "log": log, "unit": unit}
    return Field(default, description=help, json_schema_extra=extra, **bounds)


__all__ = ["Annotated", "Declaration", "FloatArray", "Number", "setting"]

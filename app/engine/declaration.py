"""The pydantic base of everything that a user names and sets: optimizers, schedules, clipping, experiments."""

from typing import Annotated, Any, cast

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler
from pydantic.config import JsonDict
from pydantic_core import CoreSchema, PydanticKnownError, core_schema

FloatArray = NDArray[np.float64]
Number = float | FloatArray


def _undisguised(schema: Any) -> Any:
    if isinstance(schema, list | tuple):
        return type(schema)(_undisguised(item) for item in schema)
    if not isinstance(schema, dict):
        return schema
    if schema.get("type") in ("float", "bool"):
        return {**schema, "strict": True}
    if schema.get("type") == "int":  # strictly 5.0 would be none, and JSON does not know the difference
        return core_schema.no_info_before_validator_function(_number, cast(CoreSchema, schema))
    if schema.get("type") == "function-before" and schema["function"]["function"] is _number:
        return schema
    return {key: value if key in ("metadata", "cls") else _undisguised(value) for key, value in schema.items()}


def _number(value: Any) -> Any:
    if isinstance(value, bool | str):
        raise PydanticKnownError("int_type")
    return value


class Declaration(BaseModel):
    """Frozen settings: unknown fields, NaN, infinity, and numbers or switches in the guise of others are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, validate_default=False)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """The schema that pydantic makes, in which "5" and true are no numbers, and 1 is no switch."""
        return cast(CoreSchema, _undisguised(handler(source)))


def setting(default: Any, *, symbol: str, help: str, log: bool = False, unit: str = "", **bounds: Any) -> Any:
    """A hyperparameter: bounds, LaTeX symbol, unit, one sentence of help, and whether its control is logarithmic.

    The page's controls, the reference page and the contract tests are made from these.
    """
    extra: JsonDict = {"symbol": symbol, "log": log, "unit": unit}
    return Field(default, description=help, json_schema_extra=extra, **bounds)


__all__ = ["Annotated", "Declaration", "FloatArray", "Number", "setting"]

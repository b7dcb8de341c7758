"""The pydantic base of everything that a user names and sets: optimizers, schedules, clipping, experiments."""

from collections.abc import Callable
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
    kind = schema.get("type")
    if kind == "bool":
        return {**schema, "strict": True}
    if kind == "float":
        return _after(_without_minus_zero, _strict(schema))
    if kind == "str":
        return _after(_encodable, schema)
    if kind == "int":  # strictly 5.0 would be none, and JSON does not know the difference
        return core_schema.no_info_before_validator_function(_number, cast(CoreSchema, schema))
    if kind in ("function-before", "function-after") and schema["function"]["function"] in _OWN:
        return schema
    if kind == "list" and _is_float(schema.get("items_schema")):
        return _after(_all_without_minus_zero, {**schema, "items_schema": _strict(schema["items_schema"])})
    if kind == "tuple" and len(schema["items_schema"]) == 1 and _is_float(schema["items_schema"][0]):
        return _after(_all_without_minus_zero, {**schema, "items_schema": [_strict(schema["items_schema"][0])]})
    return {key: value if key in ("metadata", "cls") else _undisguised(value) for key, value in schema.items()}


def _is_float(schema: Any) -> bool:
    return bool(schema) and schema.get("type") == "float"


def _strict(schema: Any) -> Any:
    return {**schema, "strict": True}


def _after(function: Callable[[Any], Any], schema: Any) -> CoreSchema:
    return core_schema.no_info_after_validator_function(function, cast(CoreSchema, schema))


def _number(value: Any) -> Any:
    if isinstance(value, bool | str):
        raise PydanticKnownError("int_type")
    return value


def _encodable(value: str) -> str:
    """Half a surrogate pair, which JSON can spell, is no text: nothing could be written with it."""
    try:
        value.encode()
    except UnicodeEncodeError:
        raise PydanticKnownError("string_unicode") from None
    return value


def _without_minus_zero(value: float) -> float:
    return float(value) + 0.0


def _all_without_minus_zero(values: Any) -> Any:
    """The same for numbers by the thousand, in the quickest of ways: −0.0 equals 0.0, and is false as well."""
    return type(values)([value or 0.0 for value in values]) if 0.0 in values else values


_OWN = (_number, _encodable, _without_minus_zero, _all_without_minus_zero)


class Declaration(BaseModel):
    """Frozen settings: unknown fields, NaN, infinity, and numbers or switches in the guise of others are errors.

    What means the same is kept as the same: 1 as 1.0 where a fraction is expected, 1.0 as 1 where a whole number is,
    and −0.0 as 0.0, which links and JSON need not tell apart, but divisions and signs do.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, validate_default=False)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """The schema that pydantic makes, in which "5" and true are no numbers, 1 is no switch, and −0.0 is 0.0."""
        return cast(CoreSchema, _undisguised(handler(source)))


def setting(default: Any, *, symbol: str, help: str, log: bool = False, unit: str = "", **bounds: Any) -> Any:
    """A hyperparameter: bounds, LaTeX symbol, unit, one sentence of help, and whether its control is logarithmic.

    The page's controls, the reference page and the contract tests are made from these.
    """
    extra: JsonDict = {"symbol": symbol, "log": log, "unit": unit}
    return Field(default, description=help, json_schema_extra=extra, **bounds)


__all__ = ["Annotated", "Declaration", "FloatArray", "Number", "setting"]

"""What a client may say on the stream."""

from typing import Annotated, Any, Literal, cast

from pydantic import Field, TypeAdapter

from app.engine.declaration import Declaration

Id = Annotated[int, Field(ge=0, le=2**53 - 1)]


class Advance(Declaration):
    """Rows `from` to `to`, both included, of an experiment's runs."""

    type: Literal["advance"]
    id: Id
    experiment: dict[str, Any]
    first: int = Field(0, ge=0, le=1_000_000, alias="from")
    last: int = Field(ge=0, le=1_000_000, alias="to")
    columns: tuple[Annotated[str, Field(max_length=64)], ...] | None = Field(None, max_length=64)
    every: int = Field(1, ge=1, le=1_000_000)
    probes: tuple[dict[str, Any], ...] = Field((), max_length=16)
    replaces: Id | None = None


class Cancel(Declaration):
    """Drop what is left of an advance."""

    type: Literal["cancel"]
    id: Id


class Ping(Declaration):
    """Is anybody there?"""

    type: Literal["ping"]
    id: Id


Message = Advance | Cancel | Ping

_MESSAGE: TypeAdapter[Message] = TypeAdapter(Annotated[Message, Field(discriminator="type")])


def read(raw: dict[str, Any]) -> Message:
    """The message of a JSON value; raises pydantic's `ValidationError`."""
    validator = _MESSAGE.validator  # without what the adapter does for options that nobody asks for
    return cast(Message, validator.validate_python(raw))

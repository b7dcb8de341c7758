"""What the calls answer, for the OpenAPI document: names and shapes that a client can rely on."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.engine.columns import TABLE
from app.engine.experiment import Experiment

Numbers = list[float | None] | list[list[float | None]]
Json = dict[str, Any]


class Answer(BaseModel):
    """More fields may come; these stay."""

    model_config = ConfigDict(extra="allow")


class Status(Answer):
    """How the process is."""

    status: str = Field(description="ok, busy, stopping, or dead: the compute thread had ended, and is started again.")


class Address(Answer):
    """An address of the machine on a network."""

    host: str = Field(description="An IPv4 address.")
    answers: bool = Field(description="Whether the server answers there, at the port that was asked.")


class Addresses(Answer):
    """Where the machine is on its networks."""

    addresses: list[Address] = Field(description="The likeliest first; empty for whoever asks from elsewhere.")


class ProblemItem(Answer):
    """One mistake of a request."""

    path: str = Field(description="JSON path of the value, such as $.runs[0].learning_rate.")
    expected: str = Field(description="What was expected there.")
    got: str = Field(description="What came.")


class Problem(Answer):
    """Problem details by RFC 9457."""

    type: str = Field(description="What kind of problem it is, as a URN.")
    title: str = Field(description="The kind in words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What was wrong this time.")
    errors: list[ProblemItem] = Field(default=[], description="Each mistake with its place.")
    setting: str | None = Field(None, description="Of a limit: the setting that raises it.")
    retry_after: int | None = Field(None, description="Of a refusal for the moment: seconds until asked again.")
    request_id: str | None = Field(None, description="Of a server error: under what the server's log has more.")


class OutcomeAnswer(Answer):
    """How a run ended."""

    status: Literal["running", "converged", "stalled", "stopped", "diverged"] = Field(description="How it stands.")
    step: int | None = Field(description="Since when; null while it goes on.")
    message: str = Field(description="One sentence.")


class RunAnswer(Answer):
    """A run's columns. Row k belongs to w_k; null stands for what is no number."""

    label: str = Field(description="The run's label, or its optimizer's name.")
    outcome: OutcomeAnswer
    columns: dict[str, Numbers] = Field(description=f"Scalars (rows), vectors (rows, d), by name.\n\n{TABLE}")


class TraceAnswer(Answer):
    """A whole trace."""

    experiment: Experiment = Field(description="The experiment, completed.")
    runs: list[RunAnswer] = Field(description="Its runs, in their order.")


class SurfaceAnswer(Answer):
    """Losses on a grid."""

    x: list[float] = Field(description="Places along w1.")
    y: list[float] | None = Field(None, description="Places along w2; absent in one dimension.")
    z: Numbers = Field(description="z[j][i] is the loss at (x[i], y[j]); z[i] in one dimension.")


class FigureAnswer(Answer):
    """A Plotly figure."""

    data: list[Json] = Field(description="Traces of the figure.")
    layout: Json = Field(description="Axes, colours, words.")

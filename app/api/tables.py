"""The API's calls for tables of one's own: text or a file in, a data set out, with all that was assumed."""

from collections.abc import Generator
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from app.api.answers import Answer
from app.api.common import ServiceHere, answering
from app.api.replies import JSON
from app.engine.datasets.custom import Custom
from app.engine.mistakes import Location
from app.engine.runs.live_runs import aside
from app.engine.tables import ReadTable, Refused, TableChoices, read_table
from app.errors import TEXT_BODY, BadRequest, Item, validated
from app.formats import dumps

router = APIRouter(prefix="/api/v1", tags=["networks"])

TABLE = "x,y,class\n0,0,no\n0,1,yes\n1,0,yes\n1,1,no\n"
ROOM = 8192
"""Bytes of an experiment beside its table."""
FORM = {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}, "required": ["file"]}
BODY = {
    "requestBody": {
        "content": {
            "text/csv": {"schema": {"type": "string"}, "example": TABLE},
            "multipart/form-data": {"schema": FORM},
        }
    }
}


class TableColumnAnswer(Answer):
    """A column of a table as it was found."""

    name: str
    kind: str = Field(description="number, words, date or empty.")
    part: str = Field(description="input, target or left out.")
    why: str = Field(description="Why it is left out.")
    missing: int = Field(description="Cells that are missing.")
    different: int = Field(description="Different cells beside those.")
    categories: list[str] | None = Field(description="Its words, if there are few.")
    low: float | None
    high: float | None


class TablePreview(Answer):
    """What a person looks at before anything is trained."""

    columns: list[TableColumnAnswer] = Field(description="All columns of the table.")
    rows: list[list[str]] = Field(description="The first rows as they stand in the table.")
    row_count: int = Field(description="Rows in all, without that of the names.")
    task: str | None = Field(description="classes or regression; null where the table was refused.")


class TableAnswer(Answer):
    """A table as the settings of a data set."""

    dataset: Custom = Field(description="Settings for problem.dataset.")
    assumptions: list[str] = Field(description="What was found out, left out, filled or supposed, a sentence each.")
    preview: TablePreview


class TableRefused(BadRequest):
    """A table that cannot be read as it is."""

    def __init__(self, error: Refused) -> None:
        said = str(error)
        location: Location = TEXT_BODY
        if error.choice and said.startswith(f"{error.choice}: "):
            location, said = ("query", error.choice), said.removeprefix(f"{error.choice}: ")
        super().__init__(location, said, None)
        self.items, self.said = [Item(location, said, "the table")], said
        self.found, self.choice = error.table, error.choice

    def members(self) -> dict[str, Any]:
        """Which choice would help, and what was found so far."""
        return {"choice": self.choice or None, **(self.found or {})}


Choices = Annotated[TableChoices, Query()]


@router.post(
    "/tables",
    response_class=JSON,
    responses=answering(TableAnswer),
    openapi_extra=BODY,
    summary="A table as a data set",
)
async def tables(service: ServiceHere, request: Request, choices: Choices) -> Response:
    """Read a table as raw text, or as the first file or field of a form, in any ordinary form of writing.

    What is not said is found out, and named in `assumptions`. Refusals name row, column and reason, and bear the
    preview as far as there is one.
    """
    data = await _data(request)

    def read() -> bytes:
        table = read_table(data, choices)
        dataset = validated(Custom.model_validate, table.settings).model_dump(mode="json")
        _check_size(len(dumps(dataset)), service.settings.max_body_bytes, table)
        return dumps({"dataset": dataset, "assumptions": table.assumptions, "preview": table.preview})

    def work() -> Generator[None, None, bytes]:
        return (yield from aside(read))

    try:
        return Response(await service.compute.run(work()), media_type="application/json")
    except Refused as error:
        raise TableRefused(error) from None


def _check_size(size: int, most: int, table: ReadTable) -> None:
    """Refuse what could be looked at, but not trained on: the experiment goes along with every request."""
    if size + ROOM > most:
        raise Refused(
            f"expected a table of at most {most:,} bytes as an experiment, got {size:,}: leave columns or rows out, or "
            "raise FALLLINE_MAX_BODY_BYTES",
            "leave_out",
            {"preview": table.preview, "assumptions": table.assumptions},
        )


router.add_api_route(
    "/datasets/csv",
    tables,
    methods=["POST"],
    name="csv",
    response_class=JSON,
    responses=answering(TableAnswer),
    openapi_extra=BODY,
    summary="A table as a data set, under its first address",
)


async def _data(request: Request) -> bytes:
    """The bytes of the body, or those of the first file or text of a form."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await request.body()
    try:
        form = await request.form(max_files=4, max_fields=20)
    except HTTPException as error:
        raise BadRequest.of([Item(TEXT_BODY, "a form with a file", "another body")], str(error.detail)) from None
    try:
        return await _first(form)
    finally:
        await form.close()


async def _first(form: FormData) -> bytes:
    values = [value for _, value in form.multi_items()]
    file = next((value for value in values if isinstance(value, UploadFile)), None)
    if file is not None:
        return await file.read()
    text = next((value for value in values if isinstance(value, str)), None)
    if text is None:
        raise BadRequest.of([Item(TEXT_BODY, "a form with a file", "an empty form")], "expected a form with a file")
    return text.encode("utf-8", "surrogatepass")

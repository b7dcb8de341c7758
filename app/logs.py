"""The log: as text for people, or a JSON object a line for programs; each line bears the request's id."""

import json
import logging
from contextvars import ContextVar
from typing import Any

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request that is being answered; empty outside of one."""
FIELDS = ("method", "route", "status", "ms")
"""What a line about a request has beside its words."""


class Text(logging.Formatter):
    """A line of text, with the request's id where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        name = REQUEST_ID.get()
        return super().format(record) + (f" [{name}]" if name else "")


class Json(logging.Formatter):
    """A JSON object in one line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if name := REQUEST_ID.get():
            line["request_id"] = name
        line |= {field: getattr(record, field) for field in FIELDS if hasattr(record, field)}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line)


def log_config(form: str, level: str) -> dict[str, Any]:
    """The configuration of `logging` for the server and what it is made of."""
    made = {"()": "app.logs.Json"} if form == "json" else {"()": "app.logs.Text", "fmt": "%(levelname)s %(message)s"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": made},
        "handlers": {"err": {"class": "logging.StreamHandler", "formatter": "line", "stream": "ext://sys.stderr"}},
        "root": {"handlers": ["err"], "level": "WARNING"},
        "loggers": {"fallline": {"level": level.upper()}, "uvicorn": {"level": "WARNING"}},
    }

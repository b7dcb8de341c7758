"""A trace as JSON, NDJSON, CSV, NPZ or safetensors: one place for REST, the WebSocket and the command line."""

from app.formats.documents import DOCUMENTS, run_values, to_json
from app.formats.jsontext import dumps
from app.formats.rows import ROWS, Rows, csv_rows, ndjson_rows
from app.formats.tensors import frame, outcomes_text, tensors, to_npz, to_safetensors

MEDIA_TYPES = {
    "json": "application/json",
    "ndjson": "application/x-ndjson",
    "csv": "text/csv; charset=utf-8",
    "npz": "application/x-npz",
    "safetensors": "application/vnd.safetensors",
}

__all__ = [
    "DOCUMENTS",
    "MEDIA_TYPES",
    "ROWS",
    "Rows",
    "csv_rows",
    "dumps",
    "frame",
    "ndjson_rows",
    "outcomes_text",
    "run_values",
    "tensors",
    "to_json",
    "to_npz",
    "to_safetensors",
]

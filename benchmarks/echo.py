"""A WebSocket that answers every message with the same bytes: what a stream costs before anything is computed."""

import sys

import uvicorn
from fastapi import FastAPI, WebSocket
from starlette.responses import Response
from starlette.websockets import WebSocketDisconnect

from app.cli.serve import SERVER
from app.engine.experiment import Experiment
from app.engine.runs.live_runs import LiveRuns
from app.engine.runs.traces import slice_of
from app.formats import frame, tensors
from benchmarks.stream_load import COLUMNS, experiment

ROWS = 10


def answer() -> bytes:
    """A frame as large as those that the clients get from Fall Line."""
    race = LiveRuns().race(Experiment.model_validate(experiment(0, 1)))
    for _ in race.compute(ROWS - 1):
        pass
    return frame(tensors(slice_of(race, 0, ROWS - 1, COLUMNS)), {"id": "0", "from": "0", "to": "9", "last": "true"})


def create_app() -> FastAPI:
    """The application."""
    app = FastAPI(openapi_url=None)
    data = answer()

    @app.get("/healthz")
    async def healthz() -> Response:
        return Response(b"{}")

    @app.websocket("/api/v1/stream")
    async def stream(socket: WebSocket) -> None:
        await socket.accept()
        try:
            while True:
                await socket.receive_text()
                await socket.send_bytes(data)
        except WebSocketDisconnect:
            pass

    return app


if __name__ == "__main__":
    uvicorn.run("benchmarks.echo:create_app", factory=True, port=int(sys.argv[1]), **SERVER)

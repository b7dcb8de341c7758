"""`fallline serve`: the pages, the API and the stream."""

from typing import Annotated, Any

import typer

SERVER: dict[str, Any] = {
    "log_level": "warning",
    "ws": "websockets-sansio",
    "ws_per_message_deflate": False,
    "timeout_graceful_shutdown": 5,
}
"""How uvicorn serves, whatever the settings."""


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.", min=0, max=65535)] = None,
    workers: Annotated[int | None, typer.Option(help="Server processes.", min=1, max=64)] = None,
) -> None:
    """Serve the pages, the API and the stream."""
    import uvicorn

    from app.settings import Settings

    settings = Settings()
    host, port = host or settings.host, settings.port if port is None else port
    typer.echo(f"Fall Line: http://{'localhost' if host in ('127.0.0.1', '0.0.0.0', '::') else host}:{port}")
    uvicorn.run(
        "app.main:create_app",
        factory=True,
        host=host,
        port=port,
        workers=workers or settings.workers,
        **SERVER,
        ws_max_size=4 * settings.max_message_bytes,
    )

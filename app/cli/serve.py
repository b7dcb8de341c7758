"""`fallline serve`: the pages, the API and the stream."""

import os
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from app.cli.inputs import complaints

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
    check: Annotated[bool, typer.Option("--check", help="Say what would be served, and end.")] = False,
) -> None:
    """Serve the pages, the API and the stream."""
    import uvicorn

    from app.logs import log_config
    from app.settings_check import WrongSettings, settings_to_start_with, summary
    from app.spread.choice import hands_of

    try:
        settings = settings_to_start_with()
    except WrongSettings as error:
        typer.echo(error, err=True)
        raise typer.Exit(2) from None
    with complaints():  # what is missing is said once, not by each process
        hands_of(settings.sweep_processes, settings.dask, settings.cache_bytes)
    options = {"host": host, "port": port, "workers": workers}
    settings = settings.model_copy(update={name: value for name, value in options.items() if value is not None})
    host = "localhost" if settings.host in ("127.0.0.1", "0.0.0.0", "::") else settings.host
    address = f"http://{host}:{settings.port}"
    if check:
        typer.echo("\n".join(summary(settings, address)))
        return
    typer.echo(f"Fall Line: {address}")
    if settings.workers > 1:
        folder = TemporaryDirectory(prefix="fallline-metrics-")  # where workers share what they count
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder.name
    uvicorn.run(
        "app.main:create_app",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        log_config=log_config(settings.log_format, settings.log_level),
        **SERVER,
        forwarded_allow_ips=settings.trusted_proxies.split(),
        ws_max_size=4 * settings.max_message_bytes,
    )

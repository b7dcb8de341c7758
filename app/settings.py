"""Every setting of the server, read from FALLLINE_* environment variables."""

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "FALLLINE_"


class Settings(BaseSettings):
    """Limits and addresses of one server process."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True)

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on.")
    workers: int = Field(1, ge=1, le=64, description="Server processes; they share nothing.")
    root_path: str = Field(
        "", pattern=r"^(/[\w.~-]+)*$", description="Path of its host below which a proxy offers the server: /fallline."
    )
    trusted_proxies: str = Field(
        "127.0.0.1",
        description="Addresses and networks of proxies whose X-Forwarded headers are believed, with spaces between.",
    )
    max_steps: int = Field(1_000_000, ge=1, le=1_000_000, description="Most steps of an experiment.")
    max_runs: int = Field(8, ge=1, le=8, description="Most runs of an experiment.")
    max_parameters: int = Field(2_000_000, ge=1, le=2_000_000, description="Most parameters of a network.")
    max_samples: int = Field(100_000, ge=1, description="Most training samples of a problem.")
    max_rows: int = Field(400_000, ge=1, description="Most rows of one experiment: (steps + 1) × runs.")
    max_cells: int = Field(40_000, ge=2, le=40_000, description="Most cells of a map of outcomes.")
    max_map_rows: int = Field(
        200_000_000, ge=1, description="Most rows of all runs of a map on a landscape: (steps + 1) × cells."
    )
    max_network_map_rows: int = Field(
        20_000_000, ge=1, description="The same of a map on a network, where each takes longer."
    )
    sweep_seconds: float = Field(
        2.0,
        ge=0,
        description="How long a map may be expected to take on the compute thread; a bigger one goes to processes of "
        "its own, seconds. 0 is all of them.",
    )
    sweep_processes: int = Field(
        2, ge=0, le=256, description="Processes for big maps, started when one comes; 0 for none."
    )
    dask: str = Field(
        "",
        description="Address of a Dask scheduler that big maps go to in place of processes, tcp://…; empty for none.",
    )
    max_plane_products: int = Field(
        100_000_000_000, ge=1, description="Most products of a plane of a network: cells × samples × parameters."
    )
    max_request_bytes: int = Field(
        2 * 2**30,
        ge=2**20,
        description="Most memory that one request may need, as estimated before it begins, bytes.",
    )
    max_numbers: int = Field(
        5_000_000,
        ge=1,
        description="Most numbers of a network's vector columns in one answer: they are computed anew.",
    )
    max_sharpness_work: int = Field(
        2_000_000_000,
        ge=1,
        description="Most work for a network's sharpness in one answer: rows × training samples × parameters.",
    )
    max_streamed_rows: int = Field(
        10_000_000, ge=1, description="Most rows of one answer in NDJSON or CSV, which are computed as they are read."
    )
    max_body_bytes: int = Field(1_048_576, ge=1024, description="Largest request body, bytes.")
    max_message_bytes: int = Field(1_048_576, ge=1024, description="Largest WebSocket message, bytes.")
    max_connections: int = Field(500, ge=1, description="Most open WebSockets of one process.")
    max_client_connections: int = Field(20, ge=1, description="Most open WebSockets of a client in one process.")
    max_client_requests: int = Field(
        100, ge=1, description="Most requests of the API and advances of a client a second, over five seconds."
    )
    max_waiting: int = Field(1000, ge=1, description="Most computations waiting or under way in one process.")
    max_client_running: int = Field(
        16, ge=1, description="Most computations of a client that are under way at once; others wait until one ends."
    )
    max_client_waiting: int = Field(100, ge=1, description="Most computations of a client waiting or under way.")
    max_seconds: float = Field(
        300, gt=0, description="Most seconds of the compute thread's time for one computation, its turns together."
    )
    address_share: int = Field(
        10, ge=1, description="How many clients an address counts for whose requests bear no client's token."
    )
    max_resolution: int = Field(401, ge=11, description="Most points along one side of a surface or a plane.")
    cache_bytes: int = Field(
        256 * 2**20,
        ge=2**20,
        description="Memory for what is kept between requests: runs, problems, data, formulas; bytes.",
    )
    slice_seconds: float = Field(
        0.015, gt=0, le=1, description="Time that one computation may take before the next has its turn, seconds."
    )
    log_format: Literal["text", "json"] = Field(
        "text", description="The log's lines: text for people, json for programs."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "warning", description="Least level of the log's lines; at info each request has one."
    )
    cors_origins: str = Field(
        "",
        description="Origins whose scripts may call the API, with spaces between them, or *; empty for none.",
    )
    course_folder: Path | None = Field(None, description="A folder with chapters of one's own for the course.")
    allowed_hosts: str = Field(
        "*",
        description="Names that the server may be called by, with spaces between them; *.school.example for all below.",
    )
    frame_ancestors: str = Field("'self'", description="Who may embed the pages: the CSP's frame-ancestors.")

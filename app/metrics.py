"""What the server counts of itself, for /metrics and /status: of one process, or of all workers of a machine."""

import os
import re
from collections.abc import Iterable
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable with the folder in which workers share their numbers; prometheus-client reads it when it is imported."""
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
STREAM = "stream"
"""The kind of what the stream is asked for; any other kind is the address of a route."""
RESIDENT = re.compile(r"^VmRSS:\s+(\d+) kB$", re.MULTILINE)
OF_PROCESS = re.compile(r"_(\d+)\.db$")
disable_created_metrics()  # type: ignore[no-untyped-call]  # when a counter began is nobody's question


class Metrics:
    """Counters, gauges and latencies of one application."""

    def __init__(self) -> None:
        self._shared = os.environ.get(FOLDER)
        self._registry = CollectorRegistry()
        own = None if self._shared else self._registry
        self.requests = Counter(
            "fallline_requests", "Requests answered, by the route's address and the status.", ["kind", "status"],
            registry=own,
        )  # fmt: skip
        self.seconds = Histogram(
            "fallline_request_seconds", "From a request to the end of its answer.", ["kind"], buckets=BUCKETS,
            registry=own,
        )  # fmt: skip
        self.refusals = Counter(
            "fallline_refusals", "What a limit refused, by the setting that raises it.", ["setting"], registry=own
        )
        self.steps = Counter("fallline_steps", "Steps of runs computed.", registry=own)
        self._hits = Counter("fallline_cache_hits", "Things asked for that were kept.", ["kind"], registry=own)
        self._misses = Counter("fallline_cache_misses", "Things that had to be made.", ["kind"], registry=own)
        self._gauges = {
            name: Gauge(f"fallline_{name}", text, registry=own, multiprocess_mode="livesum")
            for name, text in GAUGES.items()
        }
        self._kept = Gauge(
            "fallline_cache_bytes", "Bytes that are kept.", ["kind"], registry=own, multiprocess_mode="livesum"
        )
        self._counted: dict[tuple[str, str], float] = {}

    def answered(self, kind: str, status: int, seconds: float | None = None, setting: str = "") -> None:
        """Count a request, with its time, and with the setting of the limit that refused it."""
        self.requests.labels(kind, status).inc()
        if seconds is not None:
            self.seconds.labels(kind).observe(seconds)
        if setting:
            self.refusals.labels(setting).inc()

    def gauge(self, name: str, value: float) -> None:
        """Say how much there is of something of this process now."""
        self._gauges[name].set(value)

    def cache(self, hits: Iterable[tuple[str, int]], misses: Iterable[tuple[str, int]], kept: dict[str, int]) -> None:
        """Say how often things of each kind were there and were made so far, and how many bytes they take."""
        for counter, name, found in ((self._hits, "hits", hits), (self._misses, "misses", misses)):
            for kind, count in found:
                self._grow(counter.labels(kind), (name, kind), count)
        for kind, size in kept.items():
            self._kept.labels(kind).set(size)

    def computed(self, steps: int) -> None:
        """Say how many steps were computed so far."""
        self._grow(self.steps, ("steps", ""), steps)

    def _grow(self, counter: Counter, name: tuple[str, str], count: float) -> None:
        counter.inc(max(0.0, count - self._counted.get(name, 0.0)))
        self._counted[name] = count

    def collected(self) -> list[Metric]:
        """Everything, summed over all workers where there are several."""
        registry = self._registry
        if self._shared:
            _bury(Path(self._shared))
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # it has no types
        return list(registry.collect())

    def text(self) -> bytes:
        """Everything as Prometheus reads it."""
        found = self.collected()

        class Found(CollectorRegistry):
            def collect(self) -> list[Metric]:
                return found

        return generate_latest(Found())


GAUGES = {
    "connections": "Open WebSockets.",
    "computations_waiting": "Computations waiting or under way.",
    "memory_bytes": "Memory that is resident.",
    "workers": "Server processes.",
}


def resident_bytes() -> int:
    """Memory of this process that is resident, bytes; 0 where the system does not tell."""
    try:
        found = RESIDENT.search(Path("/proc/self/status").read_text())
    except OSError:
        return 0
    return int(found[1]) * 1024 if found else 0


def _bury(folder: Path) -> None:
    """Take the gauges of workers that are no more out of the sum."""
    for file in folder.glob("gauge_live*.db"):
        found = OF_PROCESS.search(file.name)
        if found and not Path(f"/proc/{found[1]}").exists():
            mark_process_dead(int(found[1]), str(folder))  # type: ignore[no-untyped-call]  # it has no types

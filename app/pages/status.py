"""A quiet page for whoever hosts Fall Line: how many are here, what is slow, how much memory it takes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from fastapi import APIRouter, Request, Response
from prometheus_client.metrics_core import Metric

from app.pages.templating import page
from app.version import VERSION

router = APIRouter(include_in_schema=False, default_response_class=Response)

NAMES = {
    "stream": "what playing pages ask for",
    "files": "scripts, styles and fonts",
    "other": "addresses that are not there",
}
MB = 2**20


@dataclass(frozen=True)
class Kind:
    """How requests of one kind fared."""

    name: str
    answered: int
    refused: int
    """With a status of 400 and more."""
    half: str
    """Milliseconds within which half of the answers came, as far as the latencies' buckets tell."""
    most: str
    """The same of 99 in 100."""


@dataclass(frozen=True)
class Status:
    """What the page says."""

    connections: int
    waiting: int
    workers: int
    memory: str
    kept: str
    steps: str
    kinds: Sequence[Kind]
    refusals: Sequence[tuple[str, int]]


@router.get("/status")
async def status(request: Request) -> Response:
    """How the server fares, of all its workers, since it was started."""
    service = request.app.state.service
    service.count()
    found = page("status.html", "/status", status=read(service.metrics.collected()), version=VERSION)
    found = found.below(service.settings.root_path)
    return Response(found.text, media_type=found.media_type, headers={"Cache-Control": "no-store"})


def read(metrics: Sequence[Metric]) -> Status:
    """What the page says of these numbers."""
    sums: dict[str, float] = defaultdict(float)
    requests: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    buckets: dict[str, dict[float, float]] = defaultdict(dict)
    refusals: dict[str, int] = {}
    for metric in metrics:
        for sample in metric.samples:
            if sample.name == "fallline_requests_total":
                requests[sample.labels["kind"]][sample.labels["status"]] += sample.value
            elif sample.name == "fallline_request_seconds_bucket":
                buckets[sample.labels["kind"]][float(sample.labels["le"])] = sample.value
            elif sample.name == "fallline_refusals_total":
                refusals[sample.labels["setting"]] = int(sample.value)
            else:
                sums[sample.name] += sample.value
    return Status(
        connections=int(sums["fallline_connections"]),
        waiting=int(sums["fallline_computations_waiting"]),
        workers=int(sums["fallline_workers"]),
        memory=f"{sums['fallline_memory_bytes'] / MB:,.0f} MB",
        kept=f"{sums['fallline_cache_bytes'] / MB:,.0f} MB",
        steps=f"{sums['fallline_steps_total']:,.0f}",
        kinds=sorted((_kind(name, by, buckets[name]) for name, by in requests.items()), key=lambda kind: kind.name),
        refusals=sorted(refusals.items()),
    )


def _kind(name: str, by_status: Mapping[str, float], buckets: Mapping[float, float]) -> Kind:
    return Kind(
        NAMES.get(name, name),
        int(sum(by_status.values())),
        int(sum(count for status, count in by_status.items() if int(status) >= 400)),
        milliseconds(quantile(buckets, 0.5)),
        milliseconds(quantile(buckets, 0.99)),
    )


def quantile(buckets: Mapping[float, float], share: float) -> float:
    """Seconds within which a share of the answers came: on a straight line inside the bucket where it lies.

    `buckets` say how many came within so many seconds. NaN where nothing came, infinite beyond the last bucket.
    """
    steps = sorted({0.0: 0.0, **buckets}.items())
    wanted = share * steps[-1][1]
    if wanted == 0:
        return float("nan")
    for (low, before), (high, until) in pairwise(steps):
        if until >= wanted:
            return inf if high == inf else low + (high - low) * (wanted - before) / (until - before)
    return inf


def milliseconds(seconds: float) -> str:
    """'12 ms', '1.5 s', 'more than 30 s'."""
    if seconds != seconds:  # nothing came
        return "–"
    if seconds == inf:
        return "more than 30 s"
    return f"{1000 * seconds:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"

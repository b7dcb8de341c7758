"""Big maps on a Dask scheduler: the same bits, also where a worker dies; what is missing is said with its setting."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest
from distributed import Client, LocalCluster
from starlette.testclient import TestClient

from app.engine import sweep
from app.formats import dumps
from app.main import create_app
from app.settings import Settings
from app.spread import remote
from app.spread.choice import hands_of
from app.spread.dask import Dask
from app.spread.hands import NoHands
from app.spread.progress import Progress
from tests.spread.swept import ALONE, CACHE, LONG, STACKED, XOR, swept, until

pytestmark = pytest.mark.filterwarnings("ignore")
NOWHERE = "tcp://127.0.0.1:9"
SMALL: dict[str, Any] = {"experiment": {**XOR, "steps": 5}, "x": {"values": [0.1, 0.2]}}


@pytest.fixture(scope="module")
def cluster() -> Any:
    """Two worker processes on this machine."""
    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address=None,
        silence_logs=logging.CRITICAL,
    ) as cluster:
        yield cluster


@pytest.fixture
async def hands(cluster: Any) -> AsyncIterator[Dask]:
    hands = Dask(cluster.scheduler_address, CACHE)
    yield hands
    await hands.close()


def pids(cluster: Any) -> list[int]:
    return [nanny.pid for nanny in cluster.workers.values() if nanny.pid]


async def test_a_map_is_the_same_there(hands: Dask) -> None:
    assert await swept(ALONE, hands) == dumps(sweep(**ALONE))


async def test_a_worker_that_is_killed_costs_no_cell(cluster: Any, hands: Dask) -> None:
    killed: list[int] = []

    def kill(_: Progress) -> None:
        if not killed:
            killed.append(pids(cluster)[0])
            os.kill(killed[0], signal.SIGKILL)

    assert await swept(STACKED, hands, tell=kill) == dumps(sweep(**STACKED))
    assert killed
    assert killed[0] not in pids(cluster)
    await until(lambda: len(pids(cluster)) == 2)


async def test_who_goes_frees_the_workers(cluster: Any, hands: Dask) -> None:
    connected = Client(cluster.scheduler_address, asynchronous=True, set_as_default=False)
    async with asyncio.timeout(60), connected as client:
        task = asyncio.create_task(swept(LONG, hands))
        while sorted((await client.run(remote.under_way)).values()) != [1, 1]:
            await asyncio.sleep(0.1)
        before = pids(cluster)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        while any((await client.run(remote.under_way)).values()):
            await asyncio.sleep(0.1)
        assert pids(cluster) == before


async def test_workers_of_another_version_are_refused(hands: Dask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "VERSIONS", ("0.0.1", "1.0"))
    with pytest.raises(
        NoHands, match=r"FALLLINE_DASK: expected the same versions .* Fall Line 0\.0\.1 with NumPy 1\.0"
    ):
        await swept(ALONE, hands)


def test_over_http(cluster: Any) -> None:
    body = {**STACKED, "measure": {"name": "final_loss"}}
    with TestClient(create_app(Settings(dask=cluster.scheduler_address, sweep_seconds=0))) as client:
        assert client.post("/api/v1/sweeps", json=body).content == dumps(sweep(**body))


def test_no_scheduler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.spread.dask.SECONDS", 0.5)
    with TestClient(create_app(Settings(dask=NOWHERE, sweep_seconds=0))) as client:
        for accept in ("application/json", "application/x-ndjson"):
            answer = client.post("/api/v1/sweeps", json=STACKED, headers={"Accept": accept})
            assert answer.status_code == 503
            assert answer.json()["detail"] == f"FALLLINE_DASK: expected a scheduler at {NOWHERE}, got no answer."
    with TestClient(create_app(Settings(dask=NOWHERE, sweep_seconds=60))) as client:
        assert client.post("/api/v1/sweeps", json=SMALL).status_code == 200, "small ones do not need it"


def test_without_the_extra_a_server_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(NoHands, match=r"^FALLLINE_DASK: expected the package distributed.*fallline\[dask\]"):
        hands_of(2, NOWHERE, CACHE)


def test_an_address_that_is_none() -> None:
    with pytest.raises(NoHands, match=r"^FALLLINE_DASK: expected an address such as tcp://.*, got 'localhost'"):
        hands_of(2, "localhost", CACHE)

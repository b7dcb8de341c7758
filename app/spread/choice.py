"""Who computes big sweeps, by the settings."""

from app.spread.dask import Dask
from app.spread.hands import Hands
from app.spread.processes import Processes


def hands_of(processes: int, dask: str, cache_bytes: int) -> Hands | None:
    """A Dask scheduler's workers where there is an address, else processes; None where there are none of those either.

    Raises `NoHands` where what Dask needs is not installed.
    """
    if dask:
        return Dask(dask, cache_bytes)
    return Processes(processes, cache_bytes) if processes else None

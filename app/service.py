"""What the API and the stream share: the live runs, the compute thread, the limits."""

from collections.abc import Generator, Sequence

from app.compute import Compute
from app.engine.experiment import Experiment
from app.engine.landscapes import landscapes
from app.engine.live import LiveRuns, Race
from app.engine.trace import Trace, check_columns, recomputed_numbers, slice_of
from app.errors import LimitExceeded
from app.settings import Settings

FIRST_LANDSCAPE = "rosenbrock"


class Service:
    """One server process's engine room."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.compute = Compute(settings.slice_seconds, settings.max_waiting)
        self.live = LiveRuns(settings.cache_bytes)
        self.connections = 0
        self.counters = {"traces": 0, "advances": 0, "surfaces": 0, "explanations": 0}

    def warming(self) -> Generator[None, None, None]:
        """Work for the compute thread: what the first visitor would wait for, the algebra and a landscape."""
        yield
        _ = landscapes[FIRST_LANDSCAPE].functions.point

    def check(self, experiment: Experiment) -> None:
        """Raise `LimitExceeded` for more rows than this server gives."""
        rows = (experiment.steps + 1) * len(experiment.runs)
        if rows > self.settings.max_rows:
            limit = f"at most {self.settings.max_rows:,} rows, (steps + 1) × runs"
            raise LimitExceeded("$.steps", limit, f"{rows:,}", "FALLLINE_MAX_ROWS")

    def check_vectors(self, race: Race, columns: Sequence[str] | None, rows: int) -> None:
        """Raise `LimitExceeded` for more parameters, gradients and states than this server gives at once."""
        numbers = recomputed_numbers(race, columns, rows)
        if numbers > self.settings.max_numbers:
            limit = f"at most {self.settings.max_numbers:,} numbers in vector columns"
            raise LimitExceeded("?columns", limit, f"{numbers:,}", "FALLLINE_MAX_NUMBERS")

    def tracing(
        self, experiment: Experiment, columns: Sequence[str] | None, every: int
    ) -> Generator[None, None, Trace]:
        """Work for the compute thread: the whole trace of an experiment, as its return value."""
        race = self.live.race(experiment)
        if columns is not None:
            check_columns(race, columns)
        self.check_vectors(race, columns, experiment.steps + 1)
        yield from race.compute(experiment.steps)
        return slice_of(race, 0, experiment.steps, columns, every)

    async def trace(self, experiment: Experiment, columns: Sequence[str] | None = None, every: int = 1) -> Trace:
        """The whole trace of an experiment."""
        self.check(experiment)
        self.counters["traces"] += 1
        return await self.compute.run(self.tracing(experiment, columns, every))

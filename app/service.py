"""What the API and the stream share: the live runs, the compute thread, the limits."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator, Sequence
from contextlib import aclosing
from typing import Any
from weakref import WeakValueDictionary

import orjson

from app.clients import Clients
from app.compute import Compute
from app.engine.experiment import Experiment
from app.engine.landscapes import landscapes
from app.engine.maps.outcome_map import MapRequest, OutcomeMap
from app.engine.memory.store import digest
from app.engine.mistakes import Location
from app.engine.planes.choice import PlaneRequest
from app.engine.problems import Problem
from app.engine.problems.base import ProblemSettings
from app.engine.rate_tests.choice import RateTestRequest
from app.engine.runs.cut import check_columns, recomputed_numbers, sharpened, thinned
from app.engine.runs.live_runs import LiveRuns
from app.engine.runs.needs import Need, needs_of
from app.engine.runs.race import Race
from app.engine.runs.row_stream import all_parts, first_parts
from app.engine.runs.traces import Trace, slicing
from app.engine.stepping.descent import FEW
from app.errors import LimitExceeded, at
from app.formats import Rows
from app.metrics import Metrics, resident_bytes
from app.settings import Settings
from app.spread.choice import hands_of
from app.spread.sweeping import Sweeping

FIRST_LANDSCAPE = "rosenbrock"
FILLED = 0.8
"""Share of the cache that is filled with what is kept: the rest lies between, where nothing of its size fits in."""

Columns = Sequence[str] | Callable[[Problem], Sequence[str] | None]
"""Names of columns, or what says them of a problem."""


class Service:
    """One server process's engine room."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clients = Clients(settings)
        self.compute = Compute(settings)
        self.live = LiveRuns(int(FILLED * settings.cache_bytes))
        self.hands = hands_of(settings.sweep_processes, settings.dask, settings.cache_bytes)
        self._known: WeakValueDictionary[bytes, Race] = WeakValueDictionary()
        self.metrics = Metrics()

    def known(self, asked: dict[str, Any]) -> Race | None:
        """The race of an experiment as a client wrote it, if it is still kept; nothing has to be checked again."""
        race = self._known.get(digest(orjson.dumps(asked)))
        if race is not None:
            self.live.touch(race)
        return race

    def remember(self, asked: dict[str, Any], race: Race) -> None:
        """Know a race again by what a client wrote, as long as it is kept."""
        self._known[digest(orjson.dumps(asked))] = race

    def count(self) -> None:
        """Tell the metrics how things stand now."""
        store, gauge = self.live.store, self.metrics.gauge
        self.metrics.computed(store.steps)
        self.metrics.cache(list(store.hits.items()), list(store.misses.items()), store.used_by_kind())
        gauge("connections", self.clients.connections)
        gauge("computations_waiting", self.compute.waiting)
        gauge("memory_bytes", resident_bytes())
        gauge("workers", 1)

    def warming(self) -> Generator[None, None, None]:
        """Work for the compute thread: what the first visitor would wait for, the algebra and a landscape."""
        yield
        _ = landscapes[FIRST_LANDSCAPE].functions.point

    def check(self, experiment: Experiment, columns: Sequence[str] | None = None) -> None:
        """Raise `LimitExceeded` for more rows, or more memory, than this server gives at once."""
        self._check_rows(experiment, self.settings.max_rows, "FALLLINE_MAX_ROWS")
        self._check_needs(needs_of(experiment, columns))

    def check_problem(self, problem: ProblemSettings) -> None:
        """Raise `LimitExceeded` for a larger problem than this server takes."""
        self._check_most(("problem",), "max_samples", problem.sample_count, "samples")
        self._check_most(("problem",), "max_parameters", problem.dimension, "parameters")

    def _check_most(self, location: Location, name: str, came: int, what: str) -> None:
        most = getattr(self.settings, name)
        if came > most:
            raise LimitExceeded(location, f"at most {most:,} {what}", f"{came:,}", f"FALLLINE_{name.upper()}")

    def _check_needs(self, needs: Sequence[Need]) -> None:
        total, most = sum(need.nbytes for need in needs), self.settings.max_request_bytes
        if total > most:
            largest = max(needs, key=lambda need: need.nbytes)
            got = f"about {total / 2**20:,.0f} MB, of which {largest.nbytes / 2**20:,.0f} MB here"
            limit = f"a need of at most {most / 2**20:,.0f} MB in all"
            raise LimitExceeded(largest.location, limit, got, "FALLLINE_MAX_REQUEST_BYTES")

    def _check_rows(self, experiment: Experiment, most: int, setting: str) -> None:
        self._check_size(experiment)
        rows = (experiment.steps + 1) * len(experiment.runs)
        if rows > most:
            raise LimitExceeded(("steps",), f"at most {most:,} rows, (steps + 1) × runs", f"{rows:,}", setting)

    def sweeping(self, outcome_map: OutcomeMap) -> Sweeping:
        """A map's pieces, from whoever computes them."""
        return Sweeping(self.compute, self.live, outcome_map, self.hands, self.settings.sweep_seconds)

    def _check_size(self, experiment: Experiment) -> None:
        self.check_problem(experiment.problem)
        self._check_most(("runs",), "max_runs", len(experiment.runs), "runs")
        self._check_most(("steps",), "max_steps", experiment.steps, "steps")

    async def begin(self, experiment: Experiment) -> None:
        """Have the experiment's runs, whatever is asked of them: what its problem lacks is told of its own place."""
        await self.compute.run(self.live.racing(experiment))

    def check_trials(self, experiment: Experiment, trials: int) -> None:
        """Raise `LimitExceeded` for more rows than this server gives at once, where a run is computed so many times."""
        rows, most = (experiment.steps + 1) * trials, self.settings.max_rows
        if rows > most:
            limit = f"at most {most:,} rows, (steps + 1) × trials"
            raise LimitExceeded(("steps",), limit, f"{rows:,} for up to {trials} trials", "FALLLINE_MAX_ROWS")

    def check_map(self, asked: MapRequest) -> None:
        """Raise `LimitExceeded` for a map of more rows, cells included, or runs that need more memory than there is."""
        self._check_most((), "max_cells", asked.cells, "cells")
        with at("experiment"):
            self._check_size(asked.experiment)
            self._check_needs(needs_of(asked.experiment))
            learns = asked.experiment.problem.dimension > FEW
            name = "max_network_map_rows" if learns else "max_map_rows"
            rows, most = (asked.experiment.steps + 1) * asked.cells, getattr(self.settings, name)
            if rows > most:
                limit = f"at most {most:,} rows, (steps + 1) × cells"
                raise LimitExceeded(("steps",), limit, f"{rows:,} in {asked.cells:,} cells", f"FALLLINE_{name.upper()}")

    def check_plane(self, asked: PlaneRequest) -> None:
        """Raise `LimitExceeded` for a plane with more points, work or memory than this server gives at once."""
        with at("experiment"):
            self.check(asked.experiment)
        most = self.settings.max_resolution
        if asked.resolution > most:
            limit = f"at most {most:,} points along a side"
            raise LimitExceeded(("resolution",), limit, f"{asked.resolution:,}", "FALLLINE_MAX_RESOLUTION")
        problem = asked.experiment.problem
        products, most = asked.cells * asked.most_samples * problem.dimension, self.settings.max_plane_products
        if products > most:
            limit = f"at most {most:,} products, cells × samples × parameters"
            got = f"{products:,}: {asked.cells:,} × {asked.most_samples:,} × {problem.dimension:,}"
            raise LimitExceeded(("resolution",), limit, got, "FALLLINE_MAX_PLANE_PRODUCTS")
        numbers, most = asked.path_points * problem.dimension, self.settings.max_numbers
        if numbers > most:
            limit = f"at most {most:,} numbers of points along the path"
            raise LimitExceeded(("path_every",), limit, f"{numbers:,}", "FALLLINE_MAX_NUMBERS")

    def check_rate_test(self, asked: RateTestRequest) -> None:
        """Raise `LimitExceeded` for a test of more rows, or of a run that needs more memory, than this server gives."""
        self._check_rows(asked.test, self.settings.max_rows, "FALLLINE_MAX_ROWS")
        with at("experiment"):
            self._check_needs(needs_of(asked.test))

    def check_vectors(self, race: Race, columns: Sequence[str] | None, rows: int) -> None:
        """Raise `LimitExceeded`, at the columns, for more numbers in vectors than this server gives at once."""
        numbers = recomputed_numbers(race, columns, rows)
        if numbers > self.settings.max_numbers:
            limit = f"at most {self.settings.max_numbers:,} numbers in vector columns"
            raise LimitExceeded((), limit, f"{numbers:,}", "FALLLINE_MAX_NUMBERS")

    def check_sharpness(self, race: Race, columns: Sequence[str] | None, rows: int) -> None:
        """Raise `LimitExceeded`, at the columns, for more sharpness of networks than this server gives at once."""
        if not sharpened(race, columns):
            return
        problem, most = race.problem, self.settings.max_sharpness_work
        work = rows * len(race.runs) * problem.samples * problem.dimension
        if work > most:
            limit = f"at most {most:,} rows × samples × parameters of sharpness and stability_limit"
            got = f"{rows * len(race.runs):,} × {problem.samples:,} × {problem.dimension:,}"
            raise LimitExceeded((), limit, got, "FALLLINE_MAX_SHARPNESS_WORK")

    def tracing(self, experiment: Experiment, columns: Columns | None, every: int) -> Generator[None, None, Trace]:
        """Work for the compute thread: the whole trace of an experiment, as its return value."""
        race = yield from self.live.racing(experiment)
        if callable(columns):
            columns = columns(race.problem)
        with at("query", "columns"):
            check_columns(race, columns or ())
            self.check_vectors(race, columns, experiment.steps + 1)
            self.check_sharpness(race, columns, thinned(experiment.steps + 1, every))
        yield from race.compute(experiment.steps)
        return (yield from slicing(race, 0, experiment.steps, columns, every))

    async def document(
        self,
        experiment: Experiment,
        columns: Columns | None,
        every: int,
        write: Callable[[Trace], Iterator[bytes]],
    ) -> bytes:
        """The whole trace of an experiment as one document, computed and written a bit at a time."""
        self.check(experiment, None if callable(columns) else columns)

        def work() -> Generator[None, None, bytes]:
            trace = yield from self.tracing(experiment, columns, every)
            pieces = []
            for piece in write(trace):
                pieces.append(piece)
                yield
            return b"".join(pieces)

        return await self.compute.run(work())

    async def rows(
        self, experiment: Experiment, columns: Sequence[str] | None, every: int, write: Rows
    ) -> AsyncIterator[bytes]:
        """Lines of text, computed as they are read, at most a piece ahead of the reader."""
        self._check_rows(experiment, self.settings.max_streamed_rows, "FALLLINE_MAX_STREAMED_ROWS")
        self._check_needs([need for need in needs_of(experiment) if need.location != ("steps",)])
        return await self.lines(self._lines(experiment, columns, every, write))

    async def lines(self, work: Generator[bytes | None, None, None]) -> AsyncIterator[bytes]:
        """What `work` yields, at most a piece ahead of the reader; begun, so that what it refuses is raised here."""
        return await begun(self.compute.stream(work))

    def _lines(
        self, experiment: Experiment, columns: Sequence[str] | None, every: int, write: Rows
    ) -> Generator[bytes | None, None, None]:
        yield from self.live.preparing(experiment.problem, experiment.seed)
        race = self.live.fresh(experiment)
        with at("query", "columns"):
            check_columns(race, columns or ())
        yield from write(first_parts(race, columns), all_parts(race, columns, every))


async def begun(pieces: AsyncGenerator[bytes, None]) -> AsyncIterator[bytes]:
    """The pieces, the first of which is there, so that whatever is refused is raised here."""
    return _with(await anext(pieces, b""), pieces)


async def _with(first: bytes, pieces: AsyncGenerator[bytes, None]) -> AsyncIterator[bytes]:
    """The first piece, which says that there will be an answer, and then the others."""
    async with aclosing(pieces):
        yield first
        async for piece in pieces:
            yield piece

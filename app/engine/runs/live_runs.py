"""Runs that are kept alive by what determines their rows, in one store with their problems and data."""

from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, wait
from functools import partial
from threading import Thread
from typing import TypeVar
from weakref import ReferenceType, WeakValueDictionary, ref

from app.engine.experiment import Experiment, Run
from app.engine.memory.store import Key, Store, digest
from app.engine.problems import Problem, ProblemSettings
from app.engine.runs.live_run import LiveRun
from app.engine.runs.race import Race

T = TypeVar("T")

PAUSE_SECONDS = 0.002
"""How long a shared thread waits for another one before it turns to other work."""
LOOKED_BACK = 3
"""Latest changes of a run that others may differ in and still share the rows before."""


class LiveRuns:
    """Live runs, the least recently used dropped. Used from one thread only."""

    def __init__(self, max_bytes: int = 256 * 2**20) -> None:
        self.store = Store(max_bytes)
        self._relatives: WeakValueDictionary[Key, LiveRun] = WeakValueDictionary()

    def preparing(self, settings: ProblemSettings, seed: int) -> Iterator[None]:
        """Work for a shared thread: what takes long to make of a problem is made beside it, in a thread of its own."""
        for key, make in settings.ingredients(seed):
            if self.store.peek(key) is None:
                made = yield from aside(make)
                self.store.get(key, lambda made=made: made)  # type: ignore[misc]  # bound at once

    def racing(self, experiment: Experiment) -> Generator[None, None, Race]:
        """Work for a shared thread whose return value is the race."""
        yield from self.preparing(experiment.problem, experiment.seed)
        return self.race(experiment)

    def race(self, experiment: Experiment) -> Race:
        """The experiment's runs: those that live already, those that share a past, or new ones."""
        seed = b"%d" % experiment.seed
        losses = {run.loss: experiment.problem_of(run) for run in experiment.runs}
        pasts = {loss: digest(problem.digest(), seed) for loss, problem in losses.items()}
        names = [[("run", digest(pasts[run.loss], name)) for name in run.digests()] for run in experiment.runs]
        shown = [name for run, keys in zip(experiment.runs, names, strict=True) for name in (keys[-1][1], *_texts(run))]
        whole = pasts.get(None) or digest(experiment.problem.digest(), seed)
        key = ("race", digest(whole, b"%d" % experiment.steps, *shown))
        return self.store.get(key, lambda: self._race(experiment, names, key))

    def touch(self, race: Race) -> None:
        """A race is asked for again."""
        if race.key is not None:
            self.store.touch(race.key)

    def problem(self, settings: ProblemSettings, seed: int) -> Problem:
        """The problem that these settings describe, built once."""
        key = ("problem", digest(settings.digest(), b"%d" % seed))
        return self.store.get(key, lambda: settings.build(seed, self.store))

    def fresh(self, experiment: Experiment) -> Race:
        """The experiment's runs, shared with nobody, on a problem that may be known already."""
        problem = self.problem(experiment.problem, experiment.seed)
        return Race(experiment, problem, [self._live(experiment, index) for index in range(len(experiment.runs))])

    def _live(self, experiment: Experiment, index: int, weigh: Callable[[], object] = lambda: None) -> LiveRun:
        """A run at its start, on the problem as it sees it."""
        problem = self.problem(experiment.problem_of(experiment.runs[index]), experiment.seed)
        return LiveRun(experiment, index, problem, weigh)

    def _race(self, experiment: Experiment, names: list[list[Key]], key: Key) -> Race:
        problem = self.problem(experiment.problem, experiment.seed)
        runs = [
            self.store.get(keys[-1], partial(self._born, experiment, index, keys)) for index, keys in enumerate(names)
        ]
        return Race(experiment, problem, runs, key)

    def _born(self, experiment: Experiment, index: int, keys: list[Key]) -> LiveRun:
        meter = _Meter(ref(self.store), keys[-1])
        live = self._live(experiment, index, meter)
        self._share_past(experiment.runs[index], live, keys)
        meter.rows = live.rows
        for key in keys[-1 - LOOKED_BACK : -1]:
            self._relatives[key] = live
        return live

    def _share_past(self, run: Run, live: LiveRun, keys: list[Key]) -> None:
        """Take over what the nearest relative has: the run without the last changes, or one that changed otherwise."""
        for count in reversed(range(len(run.changes))):
            steps = run.changes[count].at
            shared = [
                (min(steps, parted), past)
                for past, parted in (
                    (self.store.peek(keys[count]), steps),
                    *((past, past.changes[count].at) for past in [self._relatives.get(keys[count])] if past),
                )
                if past is not None
            ]
            if shared:
                most, past = max(shared, key=lambda pair: min(pair[0], pair[1].rows))
                live.inherit(past, most)
                return


def aside(make: Callable[[], T]) -> Generator[None, None, T]:
    """Work for a shared thread that waits while another one makes something; its return value is what was made."""
    result: Future[T] = Future()

    def run() -> None:
        try:
            result.set_result(make())
        except BaseException as error:
            result.set_exception(error)

    Thread(target=run, name="ingredient", daemon=True).start()
    while not result.done():
        wait([result], timeout=PAUSE_SECONDS)
        yield
    return result.result()


def _texts(run: Run) -> tuple[bytes, bytes]:
    """What an answer says of a run beside its rows: its label, and whether it names its loss."""
    loss = b"" if run.loss is None else run.loss.model_dump_json().encode()
    return run.label.encode("utf-8", "surrogatepass"), loss


class _Meter:
    """Has the store look at a run that grew, and count the rows that it grew by."""

    def __init__(self, store: "ReferenceType[Store]", key: Key) -> None:
        self._store, self._key = store, key
        self.rows = 0

    def __call__(self) -> None:
        """Weigh and count."""
        store = self._store()
        if store is None:
            return
        run = store.peek(self._key)
        if run is not None:
            store.steps += max(0, run.rows - self.rows)
            self.rows = run.rows
        store.weigh(self._key)

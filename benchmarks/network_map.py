"""A map of learning rate × momentum on a network: 32 × 32 runs of 300 steps of 2-8-8-1 with batches of 32.

Then the same with more steps, on the clock on the wall: on the compute thread, in one process and in two.
"""

import asyncio
import time

from app.compute import Compute
from app.engine import sweep
from app.engine.experiment import Experiment
from app.engine.maps.outcome_map import MapRequest, OutcomeMap
from app.engine.runs.live_runs import LiveRuns
from app.engine.setting_paths import varied
from app.settings import Settings
from app.spread.hands import Hands
from app.spread.processes import Processes
from app.spread.sweeping import Sweeping, whole
from benchmarks.timing import interleaved, say, table

SIDE, STEPS, SOME = 32, 300, 16
LONG, ROUNDS = 600, 3
CACHE = 64 * 2**20
EXPERIMENT = {
    "problem": {
        "kind": "network",
        "dataset": {"name": "spiral", "samples": 300},
        "hidden": [{"units": 8}, {"units": 8}],
        "evaluate_every": STEPS,
    },
    "runs": [{"batch_size": 32}],
    "steps": STEPS,
}
RATES = {"path": "learning_rate", "from": 1e-3, "to": 10, "count": SIDE, "scale": "log"}
MOMENTA = {"path": "optimizer.momentum", "from": 0, "to": 0.99, "count": SIDE}


def ours() -> object:
    """All runs as one array."""
    return sweep(EXPERIMENT, RATES, MOMENTA)


def one_by_one() -> object:
    """A share of the runs, each by itself, measured at its ends alone."""
    lives = LiveRuns()
    base = Experiment.model_validate(EXPERIMENT)
    for number in range(SOME):
        race = lives.fresh(varied(base, 0, "learning_rate", 0.001 * (number + 1)))
        for _ in race.compute(STEPS):
            pass
    return None


class Spread:
    """The longer map by whoever computes it. Children stay, as they do in a server."""

    def __init__(self) -> None:
        self.runner = asyncio.Runner()
        self.compute = Compute(Settings())
        self.request = MapRequest.model_validate(
            {"experiment": {**EXPERIMENT, "steps": LONG}, "x": RATES, "y": MOMENTA}
        )

    def map(self, hands: Hands | None) -> object:
        """All of it."""
        lives = LiveRuns(CACHE)
        outcome_map = OutcomeMap(lives, self.request)
        sweeping = Sweeping(self.compute, lives, outcome_map, hands, seconds=0)
        return self.runner.run(whole(sweeping, outcome_map, self.request))

    def close(self, *all_hands: Hands) -> None:
        """End thread and processes."""
        for hands in all_hands:
            self.runner.run(hands.close())
        self.compute.stop()
        self.runner.close()


def spread() -> None:
    """Print how long the longer map takes by the clock on the wall."""
    say(f"The same with {LONG} steps, by the clock on the wall")
    spread, one, two = Spread(), Processes(1, CACHE), Processes(2, CACHE)
    maps = [spread.map(hands) for hands in (None, one, two)]
    if maps.count(maps[0]) < len(maps):
        raise SystemExit("the maps differ")
    rivals = {
        "the compute thread": lambda: spread.map(None),
        "one process": lambda: spread.map(one),
        "two processes": lambda: spread.map(two),
    }
    table(interleaved(rivals, ROUNDS, time.perf_counter), "one process")
    spread.close(one, two)


def main() -> None:
    """Print the medians; the loop's for as many runs as the map has."""
    say(f"A map of {SIDE} × {SIDE} runs of 2-8-8-1, batches of 32, {STEPS} steps each")
    measured = interleaved({"the map": ours, f"{SOME} of its runs one by one": one_by_one})
    table(measured, "the map")
    say(f"  a loop over all {SIDE**2} takes {SIDE**2 // SOME} times the second line")
    spread()


if __name__ == "__main__":
    main()

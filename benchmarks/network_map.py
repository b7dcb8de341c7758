"""A map of learning rate × momentum on a network: 32 × 32 runs of 300 steps of 2-8-8-1 with batches of 32."""

from app.engine import sweep
from app.engine.experiment import Experiment
from app.engine.runs.live_runs import LiveRuns
from app.engine.setting_paths import varied
from benchmarks.timing import interleaved, say, table

SIDE, STEPS, SOME = 32, 300, 16
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


def main() -> None:
    """Print the medians; the loop's for as many runs as the map has."""
    say(f"A map of {SIDE} × {SIDE} runs of 2-8-8-1, batches of 32, {STEPS} steps each")
    measured = interleaved({"the map": ours, f"{SOME} of its runs one by one": one_by_one})
    table(measured, "the map")
    say(f"  a loop over all {SIDE**2} takes {SIDE**2 // SOME} times the second line")


if __name__ == "__main__":
    main()

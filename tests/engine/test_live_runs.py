"""Runs that are kept: what they share, when they end, what may be seen meanwhile, and what they weigh."""

import threading
from typing import Any

import numpy as np
import pytest

from app.engine.experiment import Experiment
from app.engine.memory.store import Store, digest
from app.engine.runs.live_runs import LiveRuns
from app.engine.runs.race import Race
from app.engine.runs.traces import slice_of, trace
from app.engine.stepping.descent import Descent

NETWORK = {"kind": "network", "dataset": {"name": "moons", "samples": 24}, "hidden": [{"units": 3}]}
STOPPING = {**NETWORK, "evaluate_every": 5, "early_stopping": {"patience": 3, "min_delta": 0.01}}


def experiment(problem: dict[str, Any], steps: int = 300, **run: Any) -> Experiment:
    """A single run."""
    return Experiment.model_validate({"problem": problem, "runs": [run], "steps": steps})


def computed(race: Race, last: int) -> Race:
    """With all rows up to and with `last`."""
    for _ in race.compute(last):
        pass
    return race


def test_a_shorter_request_does_not_get_a_longer_one_s_end() -> None:
    lives = LiveRuns()
    whole = computed(lives.race(experiment(STOPPING, 300, learning_rate=0.5)), 300)
    ended = whole.runs[0].ended
    assert ended is not None and ended.status == "stopped"
    for steps in (ended.step - 1, ended.step, ended.step + 1):
        body = experiment(STOPPING, steps, learning_rate=0.5)
        asked, alone = slice_of(computed(lives.race(body), steps), 0, steps), trace(body)
        assert asked.runs[0].outcome == alone.runs[0].outcome
        for name, values in alone.runs[0].columns.items():
            np.testing.assert_array_equal(asked.runs[0][name], values, err_msg=name)


@pytest.mark.parametrize("run", [{"learning_rate": 1.0}, {"learning_rate": 0.5, "optimizer": "lbfgs"}])
def test_who_sees_that_a_run_has_ended_sees_all_of_its_rows(
    run: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader looks in after every step of the stepping loop, where another thread would."""
    live = LiveRuns().race(experiment({"kind": "landscape", "name": "quadratic_k10"}, 2000, **run)).runs[0]
    advance, seen = Descent.advance, []

    def watched(self: Descent, *arguments: Any) -> Any:
        rows = advance(self, *arguments)
        seen.append((live.ended, live.rows))
        return rows

    monkeypatch.setattr(Descent, "advance", watched)
    live.extend(2001)
    assert seen and all(ended is None for ended, _ in seen)
    assert live.ended is None or live.rows in (live.ended.step, live.ended.step + 1)


@pytest.mark.parametrize("problem", [{"kind": "landscape", "samples": 16, "noise": 2.0}, NETWORK])
@pytest.mark.parametrize("cut", [0, 1, 90, 100, 299])
def test_a_moved_setting_takes_over_every_shared_row(problem: dict[str, Any], cut: int) -> None:
    lives = LiveRuns()
    computed(lives.race(experiment(problem, learning_rate=0.001)), 299)
    for rate in (0.002, 0.003, 0.004):
        changes = [{"at": cut, "learning_rate": rate}]
        body = experiment(problem, learning_rate=0.001, changes=changes)
        moved = lives.race(body)
        assert moved.runs[0].rows == cut
        whole = slice_of(computed(moved, 300), 0, 300)
        for name, values in trace(body).runs[0].columns.items():
            np.testing.assert_array_equal(whole.runs[0][name], values, err_msg=name)


def test_a_moved_setting_finds_the_run_that_was_changed_otherwise() -> None:
    """The page may be opened with a change in its link: the run without it was never asked for."""
    lives = LiveRuns()
    first = experiment(NETWORK, changes=[{"at": 200, "learning_rate": 0.01}])
    computed(lives.race(first), 300)
    other = lives.race(experiment(NETWORK, changes=[{"at": 150, "learning_rate": 0.02}]))
    assert other.runs[0].rows == 150


def test_a_probe_at_the_last_row_costs_no_second_computation(monkeypatch: pytest.MonkeyPatch) -> None:
    race = LiveRuns().race(experiment(NETWORK, 600))
    epoch = type(race.problem.epoch(None))
    evaluate, calls = epoch.evaluate, []  # type: ignore[attr-defined]  # the network's own
    monkeypatch.setattr(epoch, "evaluate", lambda *given: calls.append(1) or evaluate(*given))
    computed(race, 600)
    race.runs[0].point(600)
    race.runs[0].measured(600)
    assert len(calls) == 601


def test_keys_of_runs_with_many_changes_are_cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each change is read once a request, however many prefixes of the run are looked for."""
    changes = [{"at": k, "learning_rate": 0.001 + k * 1e-6} for k in range(1000)]
    lives, body = LiveRuns(), experiment({"kind": "landscape"}, 2000, changes=changes)
    lives.race(body)
    dumped: list[int] = []
    dump = type(body.runs[0].changes[0]).model_dump_json
    monkeypatch.setattr(
        type(body.runs[0].changes[0]), "model_dump_json", lambda *a, **k: dumped.append(1) or dump(*a, **k)
    )
    lives.race(body)
    assert len(dumped) == 1000


def test_equal_data_are_held_once() -> None:
    lives = LiveRuns()
    table = {"name": "custom", "inputs": [[k / 9] for k in range(40)], "targets": [0, 1] * 20}
    races = [
        lives.race(experiment({**NETWORK, "dataset": table, "hidden": [{"units": units}]}, learning_rate=rate))
        for units in (2, 3)
        for rate in (0.1, 0.2)
    ]
    data = {id(race.problem.data) for race in races}  # type: ignore[attr-defined]  # the network's own
    assert len(data) == 1
    settings = {id(race.experiment.problem) for race in races}
    assert len(settings) == len({id(race.problem) for race in races}) == 2


def test_the_meter_is_what_the_things_weigh() -> None:
    lives = LiveRuns()
    for k in range(6):
        computed(
            lives.race(experiment(NETWORK, 50 * k + 10, optimizer="adam", learning_rate=0.01 + k / 100)), 50 * k + 10
        )
        computed(
            lives.race(experiment({"kind": "landscape"}, 100 * k + 10, learning_rate=1e-4 * (k + 1))), 100 * k + 10
        )
    entries = lives.store._entries.values()
    assert lives.store.used == sum(entry.value.nbytes for entry in entries) == sum(lives.store.used_by_kind().values())
    assert {"race", "run", "problem", "inputs", "samples"} == set(lives.store.used_by_kind())


def test_what_was_asked_for_longest_ago_leaves_first_and_with_it_all_that_is_made_of_it() -> None:
    class Thing:
        nbytes = 100

    store = Store(1000)

    def ask(name: str, base: str) -> None:
        store.get(("top", name.encode()), lambda: (store.get(("base", base.encode()), Thing), Thing())[1])

    ask("a", "A"), ask("b", "B"), ask("c", "A"), ask("a", "A")
    for number in range(6):
        ask(f"n{number}", "N")
        kept = {name.decode() for _, name in store._entries}
        assert store.used == 100 * len(kept) <= 1000
        for name, base in (("a", "A"), ("b", "B"), ("c", "A")):
            assert base in kept or name not in kept
    assert "b" not in kept and "a" in kept


def test_one_thing_larger_than_the_store_is_kept_while_it_is_worked_on() -> None:
    lives = LiveRuns(max_bytes=1)
    race = computed(lives.race(experiment({"kind": "landscape"}, 500)), 500)
    assert lives.race(experiment({"kind": "landscape"}, 500)) is race
    lives.race(experiment({"kind": "landscape"}, 500, learning_rate=0.01))
    assert lives.race(experiment({"kind": "landscape"}, 500)) is not race


def test_digests_tell_parts_apart() -> None:
    assert digest(b"ab", b"c") != digest(b"a", b"bc") != digest(b"abc")


def test_runs_may_be_weighed_by_another_thread() -> None:
    """The event loop extends runs while the compute thread asks for others."""
    lives = LiveRuns(max_bytes=300_000)
    race = lives.race(experiment({"kind": "landscape"}, 40_000))
    reader = threading.Thread(target=lambda: [race.runs[0].extend(rows) for rows in range(0, 40_000, 500)])
    reader.start()
    for k in range(200):
        lives.race(experiment({"kind": "landscape"}, 10, learning_rate=1e-4 + k * 1e-6))
    reader.join()
    assert lives.store.used == sum(entry.nbytes for entry in lives.store._entries.values())

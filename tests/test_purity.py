"""A run is a pure function of its experiment: whatever was asked before, the bits are those of a fresh process."""

import json
from contextlib import ExitStack
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, rule
from safetensors.numpy import load
from starlette.testclient import TestClient, WebSocketTestSession

from app.engine.experiment import Experiment
from app.engine.maps.together import running_together
from app.engine.measures.asking import measure
from app.engine.runs.live_runs import LiveRuns
from app.engine.runs.probing import asked_probes, probing
from app.engine.runs.row_stream import all_parts, first_parts
from app.engine.runs.traces import slicing
from app.engine.telling.explanation import explaining
from app.formats import ROWS, dumps, outcomes_text, tensors, to_json
from app.main import create_app
from app.settings import Settings

STEPS = (0, 1, 2, 17, 33, 41, 52, 64, 255, 256, 257, 300, 530)
TABLE = {"name": "custom", "inputs": [[k / 9, (k * k % 7) / 7] for k in range(12)], "targets": [0, 1, 1] * 4}
NETWORK = {"kind": "network", "dataset": {"name": "moons", "samples": 24}, "hidden": [{"units": 3}]}
STOPPING = {**NETWORK, "evaluate_every": 5, "early_stopping": {"patience": 3, "min_delta": 0.01}}
PROBLEMS: list[tuple[dict[str, Any], list[dict[str, Any]]]] = [
    ({"kind": "landscape", "name": "rosenbrock", "samples": 16, "noise": 3.0}, [
        {"optimizer": {"name": "sgd", "momentum": 0.9}, "batch_size": 5, "learning_rate": 0.0003},
        {"optimizer": "adam", "learning_rate": {"name": "cosine", "initial": 0.05, "T_max": 200}},
    ]),
    ({"kind": "landscape", "name": "quadratic_k10"}, [{"learning_rate": 0.25}, {"optimizer": "lbfgs"}]),
    ({"kind": "landscape", "name": "bowl", "samples": 8, "noise": 1.0}, [
        {"learning_rate": {"name": "reduce_on_plateau", "initial": 0.3, "patience": 4}, "batch_size": 3},
    ]),
    ({"kind": "formula", "expression": "x^4 - 3*x^2 + x", "window": [[-2, 2]]}, [{"optimizer": "rmsprop"}]),
    (STOPPING, [{"learning_rate": 0.5}, {"optimizer": "adam", "learning_rate": 0.05, "batch_size": 4}]),
    (STOPPING, [{"learning_rate": 0.3, "batch_size": 6}]),
    ({**NETWORK, "dropout": 0.3, "evaluate_every": 7}, [{"optimizer": "adam", "batch_size": 5}]),
    ({**NETWORK, "dataset": TABLE}, [{"optimizer": "lbfgs"}, {"learning_rate": 50.0, "batch_size": 5}]),
]  # fmt: skip
CHANGES = st.sampled_from([{"learning_rate": 0.01}, {"learning_rate": 0.2}, {"batch_size": 2}, {"batch_size": 7}])
MEASURES = st.sampled_from([
    {"name": "final_loss"}, {"name": "outcome"}, {"name": "spread"}, {"name": "winner"}, {"name": "weight_slope"},
    {"name": "accuracy_at", "step": 1}, {"name": "steps_to_loss", "loss": 0.5},
    {"name": "threshold", "low": 1e-3, "high": 0.5, "tolerance": 0.5},
])  # fmt: skip
FORMATS = ("json", "ndjson", "csv")
ENDS = st.lists(st.sampled_from(STEPS), min_size=2, max_size=2)
COLUMNS = st.sampled_from(
    [None, ["loss", "learning_rate"], ["step", "parameters", "update"], ["gradient", "loss"], ["sharpness"]]
)
PROBES: dict[str, list[dict[str, Any]]] = {
    "landscape": [],
    "formula": [],
    "network": [{"name": "boundary", "resolution": 11}, {"name": "confusion"}],
}


def done(work: Any) -> Any:
    """The return value of work for a shared thread."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


@lru_cache(maxsize=4096)
def fresh(text: str, what: str, *asked: str) -> Any:
    """What a process that was never asked anything gives."""
    experiment = Experiment.model_validate(json.loads(text))
    lives, (first, last, every, columns, probes) = LiveRuns(), (json.loads(part) for part in asked)
    if what == "explanation":
        return dumps(done(explaining(lives, experiment, first, last, sample=every)))
    if what in ROWS:
        race = lives.fresh(experiment)
        return b"".join(filter(None, ROWS[what](first_parts(race, columns), all_parts(race, columns, every))))
    race = lives.race(experiment)
    done(race.compute(last))
    arrays, notes = done(probing(race, last, asked_probes({"probes": probes})))
    trace = done(slicing(race, first, last, columns, every))
    if what == "json":
        return to_json(trace)
    return {**tensors(trace), **arrays}, outcomes_text(trace), dumps(notes) if notes else b""


def expected(experiment: dict[str, Any], what: str, *asked: Any) -> Any:
    """The same, remembered by what was asked."""
    return fresh(json.dumps(experiment), what, *map(json.dumps, asked))


Json = dict[str, Any]


class Ask(NamedTuple):
    """Rows of an experiment that a client of the stream asks for."""

    experiment: Json
    first: int
    last: int
    columns: list[str] | None = None
    probes: list[Json] = []  # noqa: RUF012  # a NamedTuple's default is never written to

    def message(self, number: int) -> Json:
        """The message that asks for them."""
        more = {"columns": self.columns} if self.columns else {}
        return {
            "type": "advance", "id": number, "experiment": self.experiment, "from": self.first, "to": self.last,
            "probes": self.probes, **more,
        }  # fmt: skip


class Client:
    """One socket, and what it was told."""

    def __init__(self, socket: WebSocketTestSession) -> None:
        self._socket = socket
        self._number = 0

    def send(self, ask: Ask, replaces: int | None = None) -> int:
        """Ask; the number of the question."""
        self._number += 1
        self._socket.send_json(ask.message(self._number) | ({} if replaces is None else {"replaces": replaces}))
        return self._number

    def cancel(self, number: int) -> None:
        """Take a question back."""
        self._socket.send_json({"type": "cancel", "id": number})

    def check(self, ask: Ask, number: int) -> None:
        """The frames that answer a question, put together, are a fresh process's; others are passed over."""
        pieces: dict[str, list[np.ndarray]] = {}
        while True:
            event = self._socket.receive()
            if event.get("bytes") is None:
                told = json.loads(event["text"])
                assert told["id"] != number, told
                continue
            about = json.loads(event["bytes"][8 : 8 + int.from_bytes(event["bytes"][:8], "little")])["__metadata__"]
            if about["id"] != str(number):
                continue
            for name, values in load(event["bytes"]).items():
                pieces.setdefault(name, []).append(values)
            if about["last"] == "true":
                break
        whole, said, noted = expected(ask.experiment, "frames", ask.first, ask.last, 1, ask.columns, ask.probes)
        assert set(pieces) == set(whole)
        for name, values in whole.items():
            np.testing.assert_array_equal(np.concatenate(pieces[name]), values, strict=True, err_msg=name)
        assert (about["outcomes"], about.get("notes", "")) == (said, noted.decode())


class Requests(RuleBasedStateMachine):
    """Several clients of one server that may keep very little."""

    experiments: Bundle[Json] = Bundle("experiments")

    @initialize(cache=st.sampled_from([2**20, 2**21, 2**28]), slice_seconds=st.sampled_from([1e-6, 0.015]))
    def begin(self, cache: int, slice_seconds: float) -> None:
        app = create_app(Settings(cache_bytes=cache, slice_seconds=slice_seconds))
        self.open = ExitStack()
        self.client = self.open.enter_context(TestClient(app))
        self.service, self.open_portal = app.state.service, self.client.portal
        connected = [self.client.websocket_connect("/api/v1/stream") for _ in range(2)]
        self.sockets = [Client(self.open.enter_context(socket)) for socket in connected]

    def teardown(self) -> None:
        if hasattr(self, "open"):
            self.open.close()

    @rule(target=experiments, kind=st.sampled_from(PROBLEMS), steps=st.sampled_from(STEPS[1:]), seed=st.integers(0, 1))
    def begun(self, kind: tuple[Json, list[Json]], steps: int, seed: int) -> Json:
        return {"problem": kind[0], "runs": kind[1], "steps": steps, "seed": seed}

    @rule(target=experiments, experiment=experiments, steps=st.sampled_from(STEPS[1:]))
    def of_another_length(self, experiment: Json, steps: int) -> Json:
        return {**experiment, "steps": steps}

    @rule(target=experiments, experiment=experiments, at=st.sampled_from(STEPS), change=CHANGES, moved=st.booleans())
    def changed(self, experiment: Json, at: int, change: Json, moved: bool) -> Json:
        """A setting is altered at a step, or altered otherwise than before."""
        run, *others = experiment["runs"]
        before = run.get("changes", [])
        before = before[:-1] if moved else before
        at = max([at, *(kept["at"] for kept in before)])
        return {**experiment, "runs": [{**run, "changes": [*before, {"at": at, **change}]}, *others]}

    @rule(experiment=experiments, columns=COLUMNS, every=st.sampled_from([1, 3, 50]), kind=st.sampled_from(FORMATS))
    def trace(self, experiment: Json, columns: list[str] | None, every: int, kind: str) -> None:
        query = f"format={kind}&every={every}" + (f"&columns={','.join(columns)}" if columns else "")
        answer = self.client.post(f"/api/v1/traces?{query}", json=experiment)
        assert answer.content == expected(experiment, kind, 0, experiment["steps"], every, columns, [])

    @rule(experiment=experiments, step=st.sampled_from(STEPS), sample=st.sampled_from([None, 3]), run=st.integers(0, 1))
    def explanation(self, experiment: Json, step: int, sample: int | None, run: int) -> None:
        step, run = min(step, experiment["steps"]), min(run, len(experiment["runs"]) - 1)
        sample = sample if experiment["problem"]["kind"] == "network" else None
        body = {"experiment": experiment, "run": run, "step": step, "sample": sample}
        answer = self.client.post("/api/v1/explanations", json=body)
        assert answer.content == expected(experiment, "explanation", run, step, sample, None, [])

    @rule(experiment=experiments, asked=MEASURES, run=st.integers(0, 1))
    def measured(self, experiment: Json, asked: Json, run: int) -> None:
        body = {"experiment": experiment, "run": min(run, len(experiment["runs"]) - 1), "measure": asked}
        answer = self.client.post("/api/v1/measures", json=body)
        try:
            found = measure(**body)
        except ValueError:
            assert answer.status_code == 422
            return
        assert answer.content == dumps(found)

    @rule(experiment=experiments, rates=st.lists(st.sampled_from([1e-4, 1e-3, 0.1, 0.3]), min_size=1, max_size=3))
    def sweep(self, experiment: Json, rates: list[float]) -> None:
        """A map on the same problem takes turns with everything else."""
        settings = Experiment.model_validate(experiment)
        if settings.problem.problem.has_hessian:  # of the kinds here, those that many runs at once are known for
            run, given = settings.runs[-1], (np.array(rates), min(60, settings.steps))
            problem = self.service.live.problem(settings.problem, settings.seed)
            found = self.open_portal.call(self.service.compute.run, running_together(problem, run.optimizer, *given))
            alone = done(running_together(settings.problem.build(settings.seed), run.optimizer, *given))
            for name in ("parameters", "loss", "diverged_at"):
                np.testing.assert_array_equal(getattr(found, name), getattr(alone, name))

    @rule(experiment=experiments, ends=ENDS, columns=COLUMNS, who=st.integers(0, 1), probed=st.booleans())
    def advance(self, experiment: Json, ends: list[int], columns: list[str] | None, who: int, probed: bool) -> None:
        first, last = sorted(min(end, experiment["steps"]) for end in ends)
        ask = Ask(experiment, first, last, columns, PROBES[experiment["problem"]["kind"]] if probed else [])
        self.sockets[who].check(ask, self.sockets[who].send(ask))

    @rule(one=experiments, other=experiments)
    def two_at_once(self, one: Json, other: Json) -> None:
        """Runs of two clients that may share their past are computed side by side."""
        asks = [Ask(one, 0, one["steps"]), Ask(other, 0, other["steps"], ["loss", "parameters"])]
        numbers = [socket.send(ask) for socket, ask in zip(self.sockets, asks, strict=True)]
        for socket, ask, number in zip(self.sockets, asks, numbers, strict=True):
            socket.check(ask, number)

    @rule(one=experiments, other=experiments, who=st.integers(0, 1))
    def replaced(self, one: Json, other: Json, who: int) -> None:
        """Of two quick choices the later is answered whole."""
        socket, ask = self.sockets[who], Ask(other, 0, other["steps"])
        socket.check(ask, socket.send(ask, socket.send(Ask(one, 0, one["steps"]))))

    @rule(experiment=experiments, who=st.integers(0, 1))
    def cancelled(self, experiment: Json, who: int) -> None:
        self.sockets[who].cancel(self.sockets[who].send(Ask(experiment, 0, experiment["steps"])))


Requests.TestCase.settings = settings(
    max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestRequests = Requests.TestCase

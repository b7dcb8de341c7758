"""Figures: Plotly accepts them, and what they show is the trace."""

import re
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest

from app.engine import trace
from app.engine.figures.palette import DASHES, MARKERS, PALETTES
from app.engine.landscapes import landscapes

STATIC = Path(__file__).parent.parent.parent / "static"
RACE = {
    "problem": {"kind": "landscape", "name": "rosenbrock"},
    "runs": [{"learning_rate": 0.001, "label": "slow"}, {"optimizer": "adam"}, {"learning_rate": 0.01}],
    "steps": 60,
}
LINE = {"problem": {"kind": "formula", "expression": "x**4 - 3*x**2", "window": [[-2, 2]]}, "steps": 20}
NETWORK = {
    "problem": {"kind": "network", "dataset": {"name": "moons", "samples": 80}, "evaluate_every": 10},
    "runs": [{"batch_size": 16}, {"optimizer": "adam"}],
    "steps": 45,
}
REGRESSION = {"problem": {"kind": "network", "dataset": "sine"}, "steps": 30}


def lines(figure: dict, run: int, axis: str | None = None) -> list[dict]:
    chosen = [item for item in figure["data"] if item.get("meta") == {"run": run, "role": "line"}]
    return [item for item in chosen if item.get("xaxis") == axis]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("experiment", [RACE, LINE, NETWORK, REGRESSION], ids=["race", "line", "network", "regression"])
def test_plotly_accepts_every_figure(experiment: dict, theme: str) -> None:
    figure = trace(experiment).to_figure(theme)
    assert isinstance(figure, go.Figure)
    assert figure.layout.paper_bgcolor == PALETTES[theme].paper


def test_a_formula_is_its_own_title() -> None:
    assert trace(LINE).figure()["layout"]["title"]["text"] == "f = x**4 - 3*x**2"


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("(a-1)^2+b^2", ["a", "b"]),
        ("w1^2+3w2^2", ["w<sub>1</sub>", "w<sub>2</sub>"]),
        ("θ₁₂^2", ["θ<sub>12</sub>", "loss"]),
    ],
)
def test_axes_have_the_letters_of_the_formula(expression: str, names: list[str]) -> None:
    layout = trace({"problem": {"kind": "formula", "expression": expression}, "steps": 3}).figure()["layout"]
    assert [layout[axis]["title"]["text"] for axis in ("xaxis", "yaxis")] == names


@pytest.mark.parametrize("name", list(landscapes))
def test_every_landscape_can_be_drawn(name: str) -> None:
    problem = {"kind": "landscape", "name": name}
    figure = trace({"problem": problem, "steps": 3}, ["step", "loss", "parameters"]).figure()
    go.Figure(figure)
    assert figure["layout"]["title"]["text"] == landscapes[name].title


def test_a_race_s_paths_and_losses_are_the_trace_s() -> None:
    result = trace(RACE)
    figure = result.figure()
    for index, run in enumerate(result.runs):
        (path,), (curve,) = lines(figure, index), lines(figure, index, "x2")
        np.testing.assert_array_equal(np.transpose([path["x"], path["y"]]), run["parameters"])
        np.testing.assert_array_equal(curve["y"], run["loss"])
        assert curve["x"] == curve["customdata"] == path["customdata"] == run["step"].tolist()
        assert path["line"]["dash"] == DASHES[index]
    heads = [item for item in figure["data"] if item.get("meta", {}).get("role") == "head"]
    assert [head["name"] for head in heads if head["showlegend"]] == ["slow", "Adam", "SGD"]
    assert [heads[0]["x"][0], heads[0]["y"][0]] == result.runs[0]["parameters"][-1].tolist()


def test_a_network_s_figure_has_what_was_measured() -> None:
    result = trace(NETWORK)
    figure = result.figure()
    assert lines(figure, 0)[0]["x"] == [0, 10, 20, 30, 40, 45]
    assert lines(figure, 1, "x2")[0]["y"][-1] == result.runs[1]["accuracy"][-1]
    assert len(lines(figure, 0)) == 2  # training and test


def test_a_run_that_diverges_does_not_flatten_the_others() -> None:
    top = trace(RACE).figure()["layout"]["yaxis2"]["range"][1]
    assert top < np.log10(30 * 24.2)


def test_long_runs_are_thinned_and_keep_their_end() -> None:
    result = trace(
        {**RACE, "runs": [{"optimizer": "adam"}], "steps": 20_000}, trace(RACE).experiment.problem.figure_columns
    )
    (path,) = lines(result.figure(), 0)
    assert len(path["x"]) == 4000
    assert path["customdata"][-1] == 20_000


def test_a_figure_says_what_it_lacks() -> None:
    with pytest.raises(ValueError, match="needs the columns step, loss, parameters; the trace has loss"):
        trace(RACE, ["loss"]).to_figure()
    with pytest.raises(ValueError, match="light, dark, got 'blue'"):
        trace(RACE).figure("blue")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_are_those_of_the_pages(theme: str) -> None:
    sheet = (STATIC / "css" / "tokens.css").read_text()
    first, second = sheet.split("--paper: #fdfcf9", 1)[1].split("--paper: #12181f", 1)
    tokens = dict(
        re.findall(
            r"--([\w-]+): (#\w{6})", ("--paper: #fdfcf9" + first) if theme == "light" else ("--paper: #12181f" + second)
        )
    )
    palette = PALETTES[theme]
    assert palette.runs == tuple(tokens[f"run-{slot}"] for slot in range(1, 9))
    for name in ("ink", "ink3", "rule", "hair", "contour"):
        assert getattr(palette, name) == tokens[name], name
    script = (STATIC / "js" / "lib" / "colors.js").read_text()
    loss = re.search(rf'const LOSS = {{.*?{theme}: split\("([^"]+)"\)', script, re.DOTALL)
    assert loss is not None
    assert palette.loss == tuple(f"#{part.lower()}" for part in loss[1].split())


def test_dashes_and_markers_are_those_of_the_pages() -> None:
    script = (STATIC / "js" / "lib" / "colors.js").read_text()
    text = script[script.index("const RUNS = [") :]
    runs = re.findall(r'\[\[([\d., ]*)\], "([\w-]+)"\]', text[: text.index("];")])
    names = {"triangle": "triangle-up", "plus": "cross", "cross": "x"}
    assert tuple(names.get(marker, marker) for _, marker in runs) == MARKERS
    dashes = [",".join(f"{part.strip()}px" for part in dash.split(",")) if dash else "solid" for dash, _ in runs]
    assert tuple(dashes) == DASHES

"""`fallline explain`: one step, number by number."""

import sys
from typing import Annotated, Any

import typer

from app.cli.inputs import ExperimentArgument, complaints, read_experiment
from app.cli.terminal import plain_console, plain_latex, printable

SHOWN = 8
"""Components of a vector that are printed."""


def explain(
    experiment: ExperimentArgument,
    run: Annotated[int, typer.Option(help="Number of the run, from 0.", min=0)] = 0,
    step: Annotated[int, typer.Option(help="Number of the step, from 0.", min=0)] = 0,
    sample: Annotated[int | None, typer.Option(help="Number of a sample, for networks.", min=0)] = None,
    json: Annotated[bool, typer.Option("--json", help="All of it as JSON, as the API gives it.")] = False,
) -> None:
    """Explain one step: the optimizer's rule with its numbers, the stability limit, what is happening."""
    with complaints():
        from app.engine.telling.explanation import explain as explained
        from app.formats import dumps

        answer = explained(read_experiment(experiment), run, step, sample)
    if json:
        sys.stdout.buffer.write(dumps(answer) + b"\n")
        return
    _print(answer)


def _print(answer: dict[str, Any]) -> None:
    from rich.text import Text

    console = plain_console()
    settings = ", ".join(f"{name} {value}" for name, value in answer["optimizer"].items() if name != "name")
    step = Text(f"step {answer['step']:,}", style="bold")
    console.print(step + Text(f" · {answer['optimizer']['name']} · {settings}"))
    console.print(
        f"loss {answer['loss']:.6g} · batch loss {answer['batch_loss']:.6g} · η {answer['learning_rate']:.6g}\n"
    )
    console.print(_layers(answer) if "layers" in answer else _rule(answer))
    if answer.get("sample"):
        console.print(_passes(answer["sample"]))
    if answer.get("stability") and answer["stability"]["limit"]:
        shown = answer["stability"]
        console.print(f"\nλₘₐₓ {shown['sharpness']:.6g}, largest stable η {shown['limit']:.6g}")
    console.print("\n" + printable("".join(part["text"] for part in answer["diagnosis"]["sentence"])))


def _rule(answer: dict[str, Any]) -> Any:
    from rich.table import Table

    table = Table("quantity", "rule", "value", box=None, pad_edge=False, header_style="dim")
    table.add_row("w", "w_k", _numbers(answer["parameters"]))
    for line in answer["lines"]:
        table.add_row(line["name"], plain_latex(line["latex"]), _numbers(line["value"]))
    return table


def _layers(answer: dict[str, Any]) -> Any:
    from rich.table import Table

    table = Table("layer", "units", "activation", "typical weight", "gradient", "step", box=None, pad_edge=False)
    for layer in answer["layers"]:
        sizes = [f"{layer[name]:.4g}" for name in ("weight", "gradient", "update")]
        table.add_row(layer["name"], f"{layer['inputs']} → {layer['units']}", layer["activation"] or "–", *sizes)
    return table


def _passes(sample: dict[str, Any]) -> Any:
    from rich.table import Table

    title = f"\nsample {sample['index']}: inputs {_numbers(sample['inputs'])}"
    table = Table("layer", "z", "a", "δ", title=title, title_justify="left", box=None, pad_edge=False)
    for number, layer in enumerate(sample["layers"], 1):
        table.add_row(str(number), *[_numbers(layer[name]) for name in ("z", "a", "delta")])
    return table


def _numbers(values: Any) -> str:
    if values is None:
        return "–"
    listed = [f"{value:.6g}" if value is not None else "–" for value in list(values)[:SHOWN]]
    return ", ".join(listed) + (" …" if len(values) > SHOWN else "")

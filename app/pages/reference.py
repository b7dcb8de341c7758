"""The reference: every entry of the engine's registries with its formula, picture, settings, source and a link."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup, escape

from app.engine.catalog_entries import catalog
from app.engine.experiment import Experiment
from app.engine.landscapes import landscapes
from app.engine.networks.activations import activations
from app.engine.networks.initializers import initializers
from app.engine.networks.losses import Loss, losses
from app.engine.optimizers import optimizers
from app.engine.problems import problems
from app.engine.schedules import schedules
from app.pages import reference_links as links
from app.pages.reference_curves import activation_picture, initializer_picture, loss_picture, schedule_picture
from app.pages.reference_data import dataset_picture
from app.pages.reference_drawing import Picture, readable
from app.pages.reference_maps import landscape_picture, optimizer_picture, path_ground
from app.pages.reference_text import Formula, Parameter, formula, marked_up, parameters, words

MADE_FOR_TEACHING = "Made for teaching"
DIGITS = 6
"""Of what is known about a landscape, to be compared with other books."""


@dataclass(frozen=True)
class Fact:
    """One line of what is known about an entry."""

    name: str
    text: Markup


@dataclass(frozen=True)
class Entry:
    """All that the page says about one thing that an experiment can name."""

    anchor: str
    name: str
    title: str
    group: str
    summary: Markup
    formulas: list[Formula]
    picture: Picture
    parameters: list[Parameter]
    facts: list[Fact]
    notes: list[Markup]
    source: Markup
    licence: str
    link: str


@dataclass(frozen=True)
class Kind:
    """One kind of entry: where the catalog lists it and what the page makes of it."""

    key: str
    singular: str
    title: str
    introduction: str
    place: str
    picture: Callable[[str], Picture]
    experiment: Callable[[str], Experiment]


KINDS = (
    Kind(
        "landscapes", "landscape", "Landscapes",
        "Loss surfaces in one or two parameters. The rate and the start are those that the lab begins with. On a map "
        "low loss carries the colour, a ring marks the start and a cross each global minimum.",
        '"problem": {"kind": "landscape", "name": …}',
        lambda name: landscape_picture(landscapes[name]), links.landscape_experiment,
    ),
    Kind(
        "optimizers", "optimizer", "Optimizers",
        "What each makes of the gradient. All of them are shown on the same bowl, ten times as curved across as along, "
        "from the same start; each has the round rate that serves it best with steps no longer than 1.",
        '"runs": [{"optimizer": {"name": …}}]',
        lambda name: optimizer_picture(optimizers[name]), links.optimizer_experiment,
    ),
    Kind(
        "schedules", "schedule", "Schedules",
        "How the learning rate changes with the step $t = 0, 1, 2, \\dots$, from the base rate $\\eta_0$.",
        '"runs": [{"learning_rate": {"name": …, "initial": 0.1}}]',
        lambda name: schedule_picture(schedules[name]), lambda name: links.schedule_experiment(schedules[name]),
    ),
    Kind(
        "datasets", "dataset", "Data sets",
        "What networks learn from. Generated data are drawn anew for each seed, here 0; in their formulas $\\xi$ is "
        "normal with standard deviation 1 and $\\theta$ an angle.",
        '"problem": {"kind": "network", "dataset": {"name": …}}',
        dataset_picture, links.dataset_experiment,
    ),
    Kind(
        "activations", "activation", "Activations",
        "What a unit makes of the sum $z$ of its weighted inputs. The slope is what back-propagation multiplies with.",
        '"problem": {"kind": "network", "hidden": [{"units": 8, "activation": {"name": …}}]}',
        lambda name: activation_picture(activations[name]), links.activation_experiment,
    ),
    Kind(
        "losses", "loss", "Losses",
        "How wrong the outputs $o$ are, given the targets $t$. The slope is where back-propagation begins.",
        '"problem": {"kind": "network", "loss": {"name": …}}',
        lambda name: loss_picture(losses[name]), lambda name: links.loss_experiment(losses[name]),
    ),
    Kind(
        "initializers", "initializer", "Initialisers",
        "Where the first weights come from. Biases start at 0 unless an entry says otherwise.",
        '"problem": {"kind": "network", "initializer": {"name": …}}',
        lambda name: initializer_picture(initializers[name]), links.initializer_experiment,
    ),
)  # fmt: skip


@dataclass
class Section:
    """A kind with its entries, and the settings that all of them share."""

    kind: Kind
    entries: list[Entry] = field(default_factory=list)
    shared: list[Parameter] = field(default_factory=list)
    ground: Markup | None = None

    @property
    def introduction(self) -> Markup:
        """What the kind is, with its formulas marked."""
        return marked_up(self.kind.introduction)

    @property
    def grouped(self) -> list[tuple[str, list[Entry]]]:
        """Entries by their group, in the order of the groups."""
        groups: dict[str, list[Entry]] = {}
        for entry in self.entries:
            groups.setdefault(entry.group, []).append(entry)
        return list(groups.items())


def reference() -> Generator[None, None, list[Section]]:
    """Work for the compute thread, one entry at a time: all sections, as its return value."""
    known = catalog()
    sections = []
    for kind in KINDS:
        listed = sorted(known[kind.key], key=_order) if kind.key == "landscapes" else known[kind.key]
        section = Section(kind)
        if kind.key == "landscapes":
            section.shared = parameters(problems["landscape"].model_json_schema())
        if kind.key == "losses":
            section.shared = parameters(Loss.model_json_schema())
        if kind.key == "optimizers":
            section.ground = path_ground()
        for values in listed:
            yield
            section.entries.append(_entry(kind, values, [parameter.name for parameter in section.shared]))
        sections.append(section)
    return sections


def _order(values: dict[str, Any]) -> tuple[int, str]:
    """Landscapes in one dimension first, then by family."""
    return values["dimension"], values["family"]


def _entry(kind: Kind, values: dict[str, Any], shared: list[str]) -> Entry:
    name, schema = values["name"], values.get("schema", {})
    described = values.get("description") or schema.get("description") or values["summary"]
    formulas = _formulas(values)
    said = words(described, [line.latex for line in formulas], kind.key in PLAIN_NOTES)
    return Entry(
        anchor=f"{kind.singular}-{name}",
        name=name,
        title=values["title"],
        group=values.get("family", ""),
        summary=said.summary,
        formulas=formulas,
        picture=kind.picture(name),
        parameters=[parameter for parameter in parameters(schema) if parameter.name not in shared],
        facts=_facts(values) if kind.key == "landscapes" else [],
        notes=[*said.notes, *([marked_up(optimizers[name].about_l1())] if kind.key == "optimizers" else [])],
        source=said.source or Markup(escape(values["reference"] or MADE_FOR_TEACHING)),
        licence=values.get("licence", ""),
        link=kind.experiment(name).link,
    )


PLAIN_NOTES = ("optimizers", "schedules")
"""Kinds whose formulas say all that a paragraph of formulas could repeat."""


def _formulas(values: dict[str, Any]) -> list[Formula]:
    latex = values["latex"]
    if isinstance(latex, str):
        return [formula(_named(latex, values))] if latex else []
    return [
        formula(line["latex"], line["role"] or ("" if "=" in line["latex"] else line["name"]), line["role"])
        for line in latex
        if line["role"] != "step"
    ]


def _named(latex: str, values: dict[str, Any]) -> str:
    """A landscape's formula with f(w) before it."""
    if "family" not in values or latex.startswith("f("):
        return latex
    return rf"f(w) = {latex}"


def _facts(values: dict[str, Any]) -> list[Fact]:
    """What a student asks about a landscape."""
    domain = " × ".join(f"[{readable(low, DIGITS)}, {readable(high, DIGITS)}]" for low, high in values["domain"])
    minima = [f"{_point(minimum['point'])}, loss {readable(minimum['value'], DIGITS)}" for minimum in values["minima"]]
    smoothness = values["smoothness"].rstrip(".").replace("C∞", "C<sup>∞</sup>")
    return [
        Fact("Domain", Markup(domain)),
        Fact("Minima" if len(minima) > 1 else "Minimum", Markup("<br>".join(minima) or "none: unbounded below")),
        Fact("Start", Markup(_point(values["start"]))),
        Fact("Learning rate", Markup(readable(values["learning_rate"]))),
        Fact("Smoothness", Markup(smoothness)),
    ]


def _point(point: tuple[float, ...]) -> str:
    numbers = [readable(value, DIGITS) for value in point]
    return numbers[0] if len(numbers) == 1 else f"({', '.join(numbers)})"

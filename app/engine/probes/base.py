"""What a probe is: a look at a problem at one step, computed when somebody asks for it."""

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any, ClassVar

from numpy.typing import NDArray

from app.engine.declaration import Declaration, FloatArray
from app.engine.problems import Problem
from app.engine.registry import Registry

Array = NDArray[Any]


@dataclass(frozen=True)
class Findings:
    """What a probe found: arrays by name, and notes that are no numbers (JSON-ready)."""

    arrays: dict[str, Array]
    note: dict[str, Any] = field(default_factory=dict)


class Probe(Declaration):
    """Base of all probes; the fields are its settings. A subclass is registered with `@probes.register`.

    Every subclass declares `name: Literal["…"]`. A base for each kind of problem says what its probes look at, and has
    that in place of `Any`.
    """

    looks_at: ClassVar[type[Problem]]
    """The kind of problem that it looks at."""

    @classmethod
    def offered_by(cls, problem: Any) -> bool:
        """Whether this problem, of the kind that is looked at, has such a thing to show."""
        raise NotImplementedError

    def look(self, problem: Any, parameters: FloatArray) -> Findings:
        """What there is to see at `parameters` (d,), in the problem's inner order."""
        raise NotImplementedError

    def looking(self, problem: Any, parameters: FloatArray) -> Generator[None, None, Findings]:
        """Work for a shared thread: `look`, with breathers where it takes long."""
        yield from ()
        return self.look(problem, parameters)

    @classmethod
    def key(cls) -> str:
        """The name in requests."""
        return str(cls.model_fields["name"].default)


probes: Registry[type[Probe]] = Registry("probe", "app.engine.probes", lambda cls: cls.key())


def offered_probes(problem: Problem) -> list[str]:
    """Names of the probes that a problem offers."""
    fitting = ((name, probe) for name, probe in probes.items() if isinstance(problem, probe.looks_at))
    return [name for name, probe in fitting if probe.offered_by(problem)]

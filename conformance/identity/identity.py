"""What something is: the variants that it conforms to, or the nearest one, and where it departs from that."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from goldstep.adapters.contract import AdapterError
from goldstep.adapters.loading import Backend
from goldstep.conformance.figures import figure
from goldstep.conformance.outcome import Departure


@dataclass(frozen=True)
class Match:
    """A variant whose goldens it reproduces.

    `settings` are arguments that must have these values, since the variant has no hyperparameter for them; `contract`
    says where it has to be declared to round. Of the `unnamed` arguments it is not known what they are.
    """

    algorithm: str
    variant: str
    told: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    contract: Mapping[str, str] = field(default_factory=dict)
    unnamed: tuple[str, ...] = ()
    backend: Backend = field(kw_only=True, compare=False, repr=False)

    @property
    def name(self) -> str:
        return f"{self.algorithm}@{self.variant}"


@dataclass(frozen=True)
class Nearest:
    """The variant that it follows longest: for so many steps of a case, and how it departs then.

    `explained` has what would account for all of its steps. Of the `unnamed` arguments it is not known what they are.
    """

    algorithm: str
    variant: str
    told: str
    case: str
    followed: int
    steps: int
    departure: Departure | None
    reason: str
    explained: tuple[str, ...]
    unnamed: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.algorithm}@{self.variant}"


@dataclass(frozen=True)
class Identity:
    """What was found; `tried` counts variants on a start that is known, `judged` those on goldens."""

    target: str
    matches: Sequence[Match]
    nearest: Nearest | None
    tried: int
    judged: int

    @property
    def recognised(self) -> bool:
        """Whether it conforms to a variant with all that it can be told."""
        return any(not match.settings for match in self.matches)

    @property
    def text(self) -> str:
        """What a person reads."""
        whole = [match for match in self.matches if not match.settings]
        parts = [match for match in self.matches if match.settings]
        lines = []
        if whole:
            lines += [f"this is {whole[0].name}{_rounding(whole[0])}: {whole[0].told}"]
            lines += ["also conforms: " + ", ".join(match.name for match in whole[1:])] if whole[1:] else []
            lines += _unnamed(whole[0].unnamed)
        else:
            lines.append("this is no variant of an algorithm that is known here")
        for settings in dict.fromkeys(_settings(match) for match in parts):
            names = ", ".join(match.name for match in parts if _settings(match) == settings)
            lines.append(f"where {settings}, it is {names}")
        if self.nearest and not whole:
            lines += _nearest(self.nearest)
        lines.append(f"{self.tried} variants tried, {self.judged} of them on their goldens")
        return "\n".join([self.target, *(f"  {line}" for line in lines)])

    __str__ = __repr__ = text.fget  # type: ignore[attr-defined]

    @property
    def as_json(self) -> dict[str, Any]:
        """The same as data."""
        matches = [{k: v for k, v in vars(match).items() if k != "backend"} for match in self.matches]
        nearest = None
        if self.nearest:
            nearest = {**vars(self.nearest), "departure": None}
            if departure := self.nearest.departure:
                nearest["departure"] = {**asdict(departure), "expected": float(departure.expected)}
        counts = {"tried": self.tried, "judged": self.judged}
        return {"target": self.target, "recognised": self.recognised, "matches": matches, "nearest": nearest, **counts}


def _rounding(match: Match) -> str:
    return "".join(f" with {part} in {how} precision" for part, how in match.contract.items())


def _settings(match: Match) -> str:
    return " and ".join(f"{name}={value}" for name, value in match.settings.items())


def _nearest(nearest: Nearest) -> list[str]:
    steps = f"{nearest.followed} of {nearest.steps} steps of {nearest.case}"
    lines = [f"nearest is {nearest.name}, which it follows for {steps}: {nearest.told}"]
    if d := nearest.departure:
        expected, got = figure(float(d.expected), d.got), figure(d.got, float(d.expected))
        lines.append(
            f"they part at step {d.step} in {d.quantity} of parameter {d.parameter}, element {d.element}: "
            f"{got} instead of {expected} ({', '.join(d.clauses)})"
        )
    elif nearest.reason:
        lines.append(nearest.reason)
    lines += [f"explained: {note}" for note in nearest.explained] or ["nothing that was tried explains that"]
    return lines + _unnamed(nearest.unnamed)


def _unnamed(arguments: Sequence[str]) -> list[str]:
    """How to say what arguments are that nothing here is called."""
    if not arguments:
        return []
    what, first = ", ".join(arguments), arguments[0]
    return [f"nothing here is called {what}; if it is a hyperparameter, say which, such as --map lr={first}"]


def found(identity: Identity) -> Match:
    """What it is. Raises AdapterError where that is nothing known: with what it comes nearest to."""
    whole = [match for match in identity.matches if not match.settings]
    if whole:
        return whole[0]
    near = f"; the nearest is {identity.nearest.name}" if identity.nearest else ""
    raise AdapterError(
        f"{identity.target!r} has no adapter and is no variant that is known here{near}: say by --as ALGORITHM what it "
        f"is to be judged as; `goldstep identify {identity.target}` says how it departs"
    )

"""What a user asks for: which backend, which part of its battery, and how long to search."""

import shlex
from dataclasses import asdict, dataclass
from typing import Any

HYPOTHESES = 2000  # that are tried to explain what one subject does wrong, unless somebody asks for another number


@dataclass(frozen=True)
class Request:
    """One run, as the processes that judge it are told; empty tuples mean all, of the modes those that are not
    judged on request only; `all_modes` includes these. If it is not to be `whole`, a plan that is wide is drawn from.

    `fuzz` is the number of seconds that each cell of the property tier is searched on for, from `fuzz_seed` on.
    What has no adapter is `like` an algorithm or one of its variants; `names` and `flags` say what it calls things, and
    `contract` where it rounds. At most so many `hypotheses` are tried to explain what a subject does wrong.
    """

    adapter: str
    algorithms: tuple[str, ...] = ()
    dtypes: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    device: str = "cpu"
    deviations: str | None = None
    fuzz: float | None = None
    fuzz_seed: int = 0
    like: str = ""
    names: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    contract: tuple[str, ...] = ()
    all_modes: bool = False
    hypotheses: int = HYPOTHESES
    whole: bool = True

    @property
    def is_wide(self) -> bool:
        """Whether a part will do: nothing was asked for by a name."""
        return not (self.whole or self.all_modes or self.fuzz or self.algorithms or self.checks or self.cases)

    @property
    def again(self) -> str:
        """What a command needs besides the name of the backend, to ask for it once more."""
        told = {
            "as": (self.like,) if self.like else (),
            "map": self.names,
            "set": self.flags,
            "contract": self.contract,
        }
        return "".join(f" --{option} {shlex.quote(x)}" for option, given in told.items() for x in given)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> "Request":
        members: dict[str, Any] = {k: tuple(x) if isinstance(x, list) else x for k, x in given.items()}
        return cls(**members)

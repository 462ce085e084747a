"""What adversaries share: a sound backend to spoil, and what must come of each of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from goldstep.adapters.contract import Info
from goldstep.adapters.numpy import Numpy

HERE = "here"  # judged in a copy of a process that has imported everything, which costs next to nothing
CHECK, TWO, PYTEST, PYTEST_TWO = "check", "check -n 2", "pytest", "pytest -n 2"
ALONE, EVERYWHERE = (CHECK,), (CHECK, TWO, PYTEST, PYTEST_TWO)
STEPS = ("--check", "smoke", "--check", "one-step")  # three cells of `Sound`


@dataclass(frozen=True)
class Expected:
    """What must come of an adversary.

    `code` is the exit code of `goldstep check`; `verdicts` counts the verdicts of its cells, and is None where no cell
    may be begun; `says` are words that the output must hold. It is judged with the options in `words`, in each of
    `ways`, within `seconds`, with these `deviations` declared. The first of the `ways` belongs to every run of the
    tests if that is HERE, or if `often`.
    """

    code: int
    verdicts: Mapping[str, int] | None
    says: tuple[str, ...]
    words: tuple[str, ...]
    ways: tuple[str, ...]
    seconds: float
    deviations: str
    often: bool


def must(
    code: int,
    verdicts: dict[str, int] | None,
    *says: str,
    words: tuple[str, ...] = STEPS,
    ways: tuple[str, ...] = (HERE, CHECK),
    seconds: float = 60.0,
    deviations: str = "",
    often: bool = False,
) -> Callable[[Any], Any]:
    """Enter an adversary into the table."""

    def entered(adversary: Any) -> Any:
        adversary.expected = Expected(code, verdicts, says, words, ways, seconds, deviations, often)
        return adversary

    return entered


class Sound(Numpy):
    """A correct SGD with momentum: what its adversaries do besides is their own."""

    algorithms: Any = {"sgd": ["paper-momentum"]}  # noqa: RUF012  (nobody changes it)
    dtypes: Any = ("float64",)

    def info(self) -> Any:
        return Info("sound", "1", self.algorithms, self.dtypes)


class Wrong(Sound):
    """The same with a learning rate that is off by a thousandth."""

    def step(self, gradients: Any, hyper: Any) -> None:
        super().step(gradients, {**hyper, "lr": hyper["lr"] * 1.001})

"""How small an error of the learning rate the checks convict: a correct backend whose rate is 1 + k u times the given.

u is the unit roundoff of the dtype and k a power of two. What is measured is the least k that a check convicts.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from goldstep.adapters.contract import Info, Setup
from goldstep.adapters.loading import Backend
from goldstep.conformance.battery import cells
from goldstep.conformance.checks import CHECKS, get
from goldstep.conformance.outcome import Verdict
from goldstep.conformance.performer import Performer
from goldstep.conformance.subject import Selection
from goldstep.reference import registry
from goldstep.reference.algorithm import Algorithm
from goldstep.reference.arithmetics.dtypes import DTYPES, Dtype
from goldstep.reference.arithmetics.floats import Floats
from goldstep.reference.arithmetics.nearest import rounded
from goldstep.reference.errors import GoldstepError

SHOWN = ("one-step", "trajectory", "monte-carlo")
ALL = "all"
DTYPES_SHOWN = ("float64", "float32", "bfloat16")


class BrokenControl(GoldstepError):
    """A backend whose learning rate is right was convicted, so that no conviction of a wrong one says anything."""


class Stored(Floats):
    """Computes in float64 and rounds what it keeps to `kept`, as a kernel for 16 bits does."""

    def __init__(self, kept: Dtype) -> None:
        super().__init__(np.float64)
        self.kept = kept

    def filled(self, value: float, size: int) -> Any:
        return self.store(super().filled(value, size))

    def store(self, x: Any) -> Any:
        return rounded(x, self.kept)


class WrongRate(Performer):
    """A correct backend, but for a learning rate that is 1 + `error` times the one it is given."""

    def __init__(self, algorithm: Algorithm, variant: str, error: Fraction) -> None:
        super().__init__(algorithm, variant)
        self.error = error

    def info(self) -> Info:
        return replace(super().info(), dtypes=DTYPES_SHOWN)

    def init(self, setup: Setup) -> None:
        own = DTYPES[setup.dtype]
        if setup.dtype not in ("float64", "float32"):
            self.make_arithmetic = lambda dtype: Stored(own)
            params = [rounded(np.asarray(p), own) for p in setup.params]
            setup = replace(setup, dtype="float64", params=params)
        super().init(setup)

    def _tensor(self, x: Any) -> Any:
        return self.arithmetic.store(super()._tensor(x))

    def _hyper(self, given: Mapping[str, float]) -> dict[str, Fraction]:
        hyper = super()._hyper(given)
        return {**hyper, "lr": hyper["lr"] * (1 + self.error)}


@dataclass(frozen=True)
class Threshold:
    """The least exponent j for which an error of 2**j roundoffs is convicted; None: not even one of 100 %.

    `judged` is false where the check has nothing to say of the dtype.
    """

    exponent: int | None
    judged: bool = True


@dataclass(frozen=True)
class Measured:
    """The thresholds of one algorithm in one dtype, by check."""

    algorithm: str
    variant: str
    dtype: str
    thresholds: Mapping[str, Threshold]


def known() -> list[str]:
    """The optimizers that have a learning rate."""
    return [name for name in registry.of_family("optimizers") if _has_rate(registry.get(name))]


def measure(name: str, dtype: str, checks: Iterable[str] = (*SHOWN, ALL)) -> Measured:
    """The thresholds of `checks` for an algorithm, of which "all" is the least that any check of the battery has.

    Raises BrokenControl where the right rate is convicted, UnknownName for a check that does not exist.
    """
    algorithm, wanted = registry.get(name), tuple(checks)
    variant = representative(algorithm)
    each = dict.fromkeys((*(check for check in wanted if check != ALL), *(SHOWN if ALL in wanted else ())))
    found = {check: threshold(algorithm, variant, dtype, [check]) for check in each}
    if ALL in wanted:
        least = min((t.exponent for t in found.values() if t.exponent is not None), default=None)
        better = threshold(algorithm, variant, dtype, [c.name for c in CHECKS if c.name not in found], below=least)
        found[ALL] = better if better.exponent is not None else Threshold(least)
    return Measured(name, variant, dtype, {check: found[check] for check in wanted})


def representative(algorithm: Algorithm) -> str:
    """Of the variants with a learning rate the paper's, or else the first; raises GoldstepError where none has one."""
    names = [variant.name for variant in algorithm.variants if "lr" in variant.defaults]
    if not names:
        raise GoldstepError(f"{algorithm.name} has no learning rate; known are {', '.join(known())}")
    return "paper" if "paper" in names else names[0]


def threshold(algorithm: Algorithm, variant: str, dtype: str, checks: list[str], below: int | None = None) -> Threshold:
    """The least exponent that one of `checks` convicts, of those up to an error of 100 %, or of those `below`.

    By bisection: whatever is convicted is taken to be convicted with a larger error as well.
    """

    def verdicts(error: Fraction) -> Iterator[Verdict]:
        return _verdicts(algorithm, variant, dtype, checks, error)

    def convicted(exponent: int) -> bool:
        return Verdict.VIOLATES in verdicts(2**exponent * Fraction(DTYPES[dtype].roundoff))

    right = set(verdicts(Fraction(0)))
    if Verdict.VIOLATES in right:
        raise BrokenControl(
            f"{algorithm.name} {variant} in {dtype} is convicted by {', '.join(checks)} with its own rate"
        )
    if right <= {Verdict.UNTESTED}:
        return Threshold(None, judged=False)
    low, high = -1, DTYPES[dtype].precision if below is None else below - 1
    if high < 0 or not convicted(high):
        return Threshold(None)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if convicted(middle) else (middle, high)
    return Threshold(high)


def _verdicts(algorithm: Algorithm, variant: str, dtype: str, checks: list[str], error: Fraction) -> Iterator[Verdict]:
    backend = Backend(f"rate of {algorithm.name} off by {float(error):g}", lambda: WrongRate(algorithm, variant, error))
    for check in checks:
        for cell in cells(backend, Selection((algorithm.name,), (dtype,)), get(check)):
            outcome = cell.judge(diagnose=False)
            if outcome.verdict is Verdict.ERROR:
                raise GoldstepError(f"{cell.id}: {outcome.reason}")
            yield outcome.verdict


def _has_rate(algorithm: Algorithm) -> bool:
    return any("lr" in variant.defaults for variant in algorithm.variants)


def record(measured: Iterable[Measured]) -> dict[str, Any]:
    """The thresholds as the page on verdicts reads them: an exponent, null for none, or "untested"."""
    document: dict[str, Any] = {}
    for each in measured:
        row = document.setdefault(each.algorithm, {"variant": each.variant})
        row[each.dtype] = {check: t.exponent if t.judged else "untested" for check, t in each.thresholds.items()}
    return document

"""Finds the value of one hyperparameter that explains a backend's steps.

Where no variant and no impostor fits, the fault is often a constant: a default that was never overridden, a value
read in another unit. For each hyperparameter the value is found by bisection on the element that fixes it most
sharply, and accepted when it explains all others. The element itself fixes it only within its own budget, so every
element gets twice its budget: since no other reacts more strongly in units of its budget, that suffices.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from functools import partial

import numpy as np

from goldstep.conformance.drive import Trace
from goldstep.conformance.evaluation import Rule
from goldstep.conformance.expected import Expected, one_step_expected
from goldstep.conformance.figures import figure
from goldstep.conformance.judge import got, margins
from goldstep.conformance.subject import Subject
from goldstep.reference.arithmetics.dependencies import clauses_using
from goldstep.reference.errors import OutOfDomain
from goldstep.reference.trajectory import Case

Reading = tuple[str, Callable[[Subject, Case, Trace], bool]]  # a sentence, and whether it explains a run

_DIGITS = (1, 2, 3, 4, 6, 8, 10, 12)  # of a value that somebody wrote
_STEPS = 60  # of bisection: the bracket shrinks to 2**-60 of itself
_FACTORS = [Fraction(2) ** k for k in (-40, -20, -10, -4, -1, 1, 4, 10, 20, 40)]


def readings(subject: Subject, case: Case, trace: Trace) -> Iterator[Reading]:
    """For each hyperparameter of which another value explains everything: what that may be in other runs as well."""
    for name, found, clauses in fit(subject, case, trace):
        value, given = _rounded(subject, case, trace, name, found), case.hypers_at(case.steps[0])[name]
        behind = f" ({', '.join(clauses)})" if clauses else ""
        other, own = float(value), float(given)
        told = f"it behaves as if {name} were {figure(other, own)} instead of {figure(own, other)}"
        for how, make in _ways(name, value, given).items():
            read_as = partial(_read_as, name, make)
            if read_as(subject, case, trace):
                yield f"{told}{how}{behind}", read_as


def _rounded(subject: Subject, case: Case, trace: Trace, name: str, value: Fraction) -> Fraction:
    """A value with the fewest digits that explain this run: a search ends anywhere within a budget."""
    for digits in _DIGITS:
        short = Fraction(f"{float(value):.{digits}g}")
        if _read_as(name, _always(short), subject, case, trace):
            return short
    return value


def _ways(name: str, value: Fraction, given: Fraction) -> dict[str, Callable[[Fraction], Fraction]]:
    """How the value may come about: from nothing, as the rest of one, as a multiple, as a power."""
    found: dict[str, Callable[[Fraction], Fraction]] = {"": _always(value), f", which is 1 - {name}": lambda x: 1 - x}
    if given and value:
        factor = Fraction(f"{float(value / given):.6g}")
        found[f", which is {name} · {figure(float(factor))}"] = lambda x: x * factor
        found |= {f", which is {name}^2": lambda x: x**2, f", which is {name}^3": lambda x: x**3}
        found[f", which is √{name}"] = lambda x: Fraction(float(x) ** 0.5)
    return found


def _always(value: Fraction) -> Callable[[Fraction], Fraction]:
    return lambda x: value


def _read_as(name: str, make: Callable[[Fraction], Fraction], subject: Subject, case: Case, trace: Trace) -> bool:
    """Whether a run is right where one hyperparameter is what `make` makes of it, whenever it is told."""

    def made(given: Mapping[str, Fraction]) -> dict[str, Fraction]:
        return {k: make(x) if k == name else x for k, x in given.items()}

    with suppress(OutOfDomain):
        changes, groups = {t: made(x) for t, x in case.changes.items()}, tuple(map(made, case.groups))
        other = replace(case, hyper=made(case.hyper), changes=changes, groups=groups)
        return _explains(subject, other, trace)
    return False


def fit(subject: Subject, case: Case, trace: Trace) -> Iterator[tuple[str, Fraction, tuple[str, ...]]]:
    """(name, value, clauses) for each hyperparameter of which another value explains everything."""
    if subject.unreadable or not _finite(trace):
        return
    changed = {name for change in case.changes.values() for name in change}
    for name in (name for name in case.hyper if name not in changed):
        if subject.algorithm.hyper(name).integer:
            continue
        given = case.hypers_at(case.steps[0])[name]
        for value in _candidates(subject, case, trace, name, given):
            if value != given and _explains(subject, _with(case, name, value), trace):
                clauses = clauses_using(subject.algorithm, subject.variant, name)
                yield name, value, clauses
                break


def _finite(trace: Trace) -> bool:
    return all(np.isfinite(x).all() for state in trace.after for tensors in state.values() for x in tensors)


def _with(case: Case, name: str, value: Fraction) -> Case:
    return replace(case, hyper={**case.hyper, name: value})


def _candidates(subject: Subject, case: Case, trace: Trace, name: str, given: Fraction) -> Iterator[Fraction]:
    """Zero, and the root of the deviation of the most telling element in each bracket where it changes sign."""
    domain = subject.algorithm.hyper(name).domain
    yield from (v for v in (Fraction(0),) if v in domain and v != given)
    grid = sorted({given * f for f in _FACTORS if given * f in domain and given} | {given})
    grid += [1 - (1 - given) * f for f in _FACTORS if 0 < given < 1 and 0 < (1 - given) * f < 1]
    grid = sorted({Fraction(float(v)) for v in grid if v in domain})
    values = [_all(subject, _with(case, name, v), trace) for v in grid]
    if len(values) < 2:
        return
    with np.errstate(all="ignore"):  # a budget of 0 and a value that is infinite tell nothing
        spread = np.nan_to_num(np.abs(values[-1][0] - values[0][0]) / values[0][1], posinf=0.0)
    if not spread.size or not spread.any():
        return
    k = int(spread.argmax())
    yield from (v for v, (deviations, budgets) in zip(grid, values, strict=True) if abs(deviations[k]) <= budgets[k])
    for low, high, a, b in zip(grid, grid[1:], values, values[1:], strict=False):
        if a[0][k] * b[0][k] < 0:
            yield _bisect(subject, case, trace, name, low, high, k, a[0][k])


def _bisect(
    subject: Subject, case: Case, trace: Trace, name: str, low: Fraction, high: Fraction, k: int, at_low: float
) -> Fraction:
    """A value at which element `k` is within its budget, or the narrowest bracket's end."""
    for _ in range(_STEPS):
        middle = Fraction(float((low + high) / 2))
        deviations, budgets = _all(subject, _with(case, name, middle), trace)
        at_middle = deviations[k]
        if middle in (low, high) or abs(at_middle) <= budgets[k]:
            return middle
        low, high = (middle, high) if at_middle * at_low > 0 else (low, middle)
    return low


def _all(subject: Subject, case: Case, trace: Trace) -> tuple[np.ndarray, np.ndarray]:
    """Signed deviations and budgets of every judged value."""
    deviations, budgets = [], []
    for e in _expected(subject, case, trace):
        with np.errstate(all="ignore"):
            deviations.append(((got(e, [trace]) - e.high) - e.low).reshape(-1))
        budgets.append(e.budget.reshape(-1))
    return np.concatenate(deviations), np.concatenate(budgets)


def _explains(subject: Subject, case: Case, trace: Trace) -> bool:
    judged = 0
    for e in _expected(subject, case, trace):
        margin, empty = margins(got(e, [trace]), e, subject.dtype)
        if (margin > 2).any():
            return False
        judged += int((~empty).sum())
    return judged > 0


def _expected(subject: Subject, case: Case, trace: Trace) -> list[Expected]:
    return list(one_step_expected(Rule.of(subject), [(case, replace(trace, start={}))]))

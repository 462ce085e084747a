"""What a backend says it cannot do with hyperparameters, so that it is judged on the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from goldstep.adapters.contract import Info
from goldstep.conformance.figures import figure
from goldstep.reference.algorithm import Algorithm, Hyper, Interval, exact_double
from goldstep.reference.trajectory import Case

EVERY = "*"

Hypers = Mapping[str, Fraction]


@dataclass(frozen=True)
class Limits:
    """The declarations of an `Info` about one algorithm; ``"*"`` stands for all algorithms and all hyperparameters."""

    info: Info
    algorithm: Algorithm

    @cached_property
    def fixed(self) -> dict[str, Fraction]:
        """Hyperparameters that always have the same value."""
        known = {hyper.name for hyper in self.algorithm.hypers}
        given = {**self.info.fixed.get(EVERY, {}), **self.info.fixed.get(self.algorithm.name, {})}
        return {name: exact_double(value) for name, value in given.items() if name in known}

    @cached_property
    def constant(self) -> frozenset[str]:
        """Hyperparameters that keep the value of `init` throughout a run."""
        return self._named(self.info.constant)

    @cached_property
    def common(self) -> frozenset[str]:
        """Hyperparameters that all parameters share."""
        return self._named(self.info.common)

    def _named(self, field: Mapping[str, Sequence[str]]) -> frozenset[str]:
        known = frozenset(hyper.name for hyper in self.algorithm.hypers)
        names = frozenset(name for key in (EVERY, self.algorithm.name) for name in field.get(key, ()))
        return known if EVERY in names else known & names

    def domain(self, hyper: Hyper) -> Interval:
        """The values that `init` takes."""
        given = {**self.info.bounds.get(EVERY, {}), **self.info.bounds.get(self.algorithm.name, {})}
        return Interval(given[hyper.name]) if hyper.name in given else hyper.domain

    def adapted(self, case: Case) -> Case:
        """The case with the values that are fixed, and without changes that cannot be; itself where it has none."""
        hyper = {name: self.fixed.get(name, value) for name, value in case.hyper.items()}
        changes = {t: kept for t, new in case.changes.items() if (kept := self._free(new, self.constant))}
        groups = tuple(self._free(group, self.common) for group in case.groups)
        groups = groups if any(groups) else ()
        if (hyper, changes, groups) == (case.hyper, case.changes, case.groups):
            return case
        return replace(case, hyper=hyper, changes=changes, groups=groups)

    def _free(self, values: Hypers, bound: frozenset[str]) -> dict[str, Fraction]:
        return {name: value for name, value in values.items() if name not in self.fixed and name not in bound}

    def outside(self, case: Case) -> str:
        """What value of a case the backend does not take; empty where it takes all."""
        for values in (case.hyper, *case.changes.values(), *case.groups):
            for name, value in values.items():
                domain = self.domain(self.algorithm.hyper(name))
                if value not in domain:
                    return f"{name} = {figure(float(value))} is outside of {domain.text}, which is declared"
        return ""

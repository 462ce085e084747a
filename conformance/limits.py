"""What a backend says it cannot do with hyperparameters, so that it is judged on the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from goldstep.adapters.contract import Info
from goldstep.conformance.figures import figure
from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Variant, exact_double
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
        """The case with values that are taken, and without changes that cannot be; itself where all is so already."""
        hyper = {n: value if n in case.silent else self._taken(n, value) for n, value in case.hyper.items()}
        changes = {t: kept for t, new in case.changes.items() if (kept := self._free(new, self.constant))}
        groups = tuple(self._free(group, self.common) for group in case.groups)
        groups = groups if any(groups) else ()
        if (hyper, changes, groups) == (case.hyper, case.changes, case.groups):
            return case
        return replace(case, hyper=hyper, changes=changes, groups=groups)

    def _free(self, values: Hypers, bound: frozenset[str]) -> dict[str, Fraction]:
        return {
            name: self._taken(name, value)
            for name, value in values.items()
            if name not in self.fixed and name not in bound
        }

    def _taken(self, name: str, value: Fraction) -> Fraction:
        """The value, or the nearest that may be drawn where it is not taken."""
        hyper = self.algorithm.hyper(name)
        if name in self.fixed or value not in self.domain(hyper):
            low, high = self.drawn(hyper)
            near = min(max(value, low), high)
            return near if name in self.fixed else Fraction(int(near) if hyper.integer else float(near))
        return value

    def drawn(self, hyper: Hyper) -> tuple[Fraction, Fraction]:
        """The ends between which a value may be drawn: within the range of proven budgets, of what `init` takes."""
        if hyper.name in self.fixed:
            return self.fixed[hyper.name], self.fixed[hyper.name]
        domain, (low, high), (least, most) = self.domain(hyper), hyper.drawn.bounds, self.domain(hyper).bounds
        assert high is not None
        most = max(high, least + 1) if most is None else most
        low, high = (max(low, least), min(high, most)) if low < most and high > least else (least, most)
        inwards = 1 if hyper.integer else (high - low) / 4  # from an end that is not in the domain itself
        low, high = low if low in domain else low + inwards, high if high in domain else high - inwards
        return low, max(low, high)

    def refused(self, case: Case, variant: Variant) -> str:
        """What of a case, for a variant that may have more hyperparameters, it does not take; empty if it takes all."""
        if not (self.info.fixed or self.info.bounds or self.info.constant or self.info.common):
            return ""
        later = ((name, value, "change", self.constant) for new in case.changes.values() for name, value in new.items())
        apart = ((name, value, "differ", self.common) for own in case.groups for name, value in own.items())
        complete = case.hypers_at(0)
        given = ((name, complete[name], "", frozenset[str]()) for name in variant.defaults)
        return next(filter(None, (self._refused(case, *one) for one in (*given, *later, *apart))), "")

    def _refused(self, case: Case, name: str, value: Fraction, verb: str, bound: frozenset[str]) -> str:
        domain = self.domain(self.algorithm.hyper(name))
        if value != self.fixed.get(name, value):
            return f"{name} = {figure(float(value))} is not {figure(float(self.fixed[name]))}, as which it is declared"
        if value not in domain:
            return f"{name} = {figure(float(value))} is outside of {domain.text}, which is declared"
        return f"{name} cannot {verb}, as is declared" if name in bound and value != case.hyper.get(name, value) else ""

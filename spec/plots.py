"""Learning rates as pictures: the variants of schedules over each other, and what backends compute."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from goldstep.golden import catalogue
from goldstep.reference.algorithm import exact_double
from goldstep.reference.arithmetics.floats import Floats
from goldstep.reference.errors import UnknownName
from goldstep.reference.registry import get, of_family
from goldstep.reference.trajectory import Case, follow
from goldstep.spec.drawing import Curve, Picture


def cases_of(name: str, hyper: Mapping[str, float], steps: int | None) -> list[Case]:
    """A case for each variant of a schedule, written ``NAME`` or ``NAME@VARIANT``, with values of one's own."""
    schedule, _, variant = name.partition("@")
    if schedule not in of_family("schedules"):
        raise UnknownName("schedule", schedule, of_family("schedules"))
    algorithm = get(schedule)
    variants = [algorithm.variant(variant)] if variant else algorithm.variants
    cases = catalogue.of_algorithm(schedule)
    found = []
    for one in variants:
        alike = (c for c in cases if algorithm.variant(c.variant).switches == one.switches and not c.groups)
        case = next((c for c in alike if c.hyper.keys() == one.defaults.keys()), None)
        if case:
            found.append(_changed(replace(case, variant=one.name), hyper, steps))
    return found


def _changed(case: Case, hyper: Mapping[str, float], steps: int | None) -> Case:
    """The case with other hyperparameters, and with so many steps; a metric goes on as it was at the last."""
    known = {name: exact_double(value) for name, value in hyper.items() if name in case.hyper}
    rows = case.gradients
    if steps:
        rows = (rows + rows[-1:] * steps)[:steps]
    rate = known.get("lr", case.params[0][0])
    return replace(case, hyper={**case.hyper, **known}, params=((rate,),), gradients=rows, changes={})


def check_known(names: Iterable[str], hyper: Iterable[str]) -> None:
    """Refuse a hyperparameter that none of the schedules has."""
    known = {h.name for name in names for h in get(name.partition("@")[0]).hypers}
    for name in hyper:
        if name not in known:
            raise UnknownName("hyperparameter", name, known)


def reference_curves(cases: Iterable[Case]) -> list[Curve]:
    """One curve for each different course; variants that coincide share it."""
    courses: dict[tuple[float, ...], tuple[tuple[float, ...], dict[str, list[str]]]] = {}
    for case in cases:
        rates = tuple(float(moment.states[0]["theta"][0]) for moment in follow(case, Floats()))
        _, variants = courses.setdefault(tuple(round(rate, 12) for rate in rates), (rates, {}))
        variants.setdefault(case.algorithm, []).append(case.variant)
    return [
        Curve("; ".join(f"{name} {', '.join(group)}" for name, group in variants.items()), rates)
        for rates, variants in courses.values()
    ]


def picture(curves: Sequence[Curve], title: str = "") -> Picture:
    """Courses over each other."""
    return Picture(curves, "completed steps e", "learning rate", title, dots=True)

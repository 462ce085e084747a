"""What a backend may be instead of what it says: variants, impostors, and what is told and keeps the same."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from goldstep.conformance.impostors.impostor import of_algorithm
from goldstep.conformance.subject import Subject
from goldstep.reference import registry
from goldstep.reference.algorithm import Algorithm, Variant
from goldstep.reference.switched import neighbours


@dataclass(frozen=True)
class Suspect:
    """What a backend may be instead: a variant of the algorithm that `build` gives."""

    label: str
    build: Callable[[], Algorithm]
    variant: Variant

    @classmethod
    def of(cls, label: str, algorithm: Algorithm, variant: Variant) -> "Suspect":
        """That of an algorithm that there is."""
        return cls(label, lambda: algorithm, variant)


def variants(subject: Subject) -> Iterator[Suspect]:
    """The other variants, and what differs from the declared one in a single switch and has no name."""
    algorithm, own = subject.algorithm, subject.variant
    switches = {tuple(sorted(own.switches.items()))}
    for variant in (*algorithm.variants, *neighbours(algorithm, own)):
        setting = tuple(sorted(variant.switches.items()))
        if setting not in switches and variant.defaults.keys() <= own.defaults.keys():
            switches.add(setting)
            label = f"the variant {variant.name} ({variant.source}): {_difference(own, variant)}"
            yield Suspect.of(label, algorithm, variant)


def two_away(subject: Subject) -> Iterator[Suspect]:
    """What differs from the declared variant in two switches; those that have a name were looked at before."""
    algorithm, own = subject.algorithm, subject.variant
    seen = {tuple(sorted(v.switches.items())) for v in (*algorithm.variants, *neighbours(algorithm, own))}
    for near in neighbours(algorithm, own):
        for variant in neighbours(algorithm, near):
            setting = tuple(sorted(variant.switches.items()))
            if setting not in seen and variant.defaults.keys() <= own.defaults.keys():
                seen.add(setting)
                label = f"{own.name} with two other switches: {_difference(own, variant)}"
                yield Suspect.of(label, algorithm, variant)


def impostors(subject: Subject) -> Iterator[Suspect]:
    for impostor in of_algorithm(subject.algorithm_name):
        label = f"{impostor.name}: {impostor.wrong} ({impostor.clause}; {impostor.source})"
        yield Suspect(label, impostor.build, subject.variant)


def both(subject: Subject) -> Iterator[Suspect]:
    """Each impostor with one switch set otherwise."""
    for variant in neighbours(subject.algorithm, subject.variant):
        if variant.defaults.keys() <= subject.variant.defaults.keys():
            for impostor in of_algorithm(subject.algorithm_name):
                switch = _difference(subject.variant, variant)
                label = f"{impostor.name}: {impostor.wrong} ({impostor.clause}); with {switch}"
                yield Suspect(label, impostor.build, variant)


def relatives(subject: Subject) -> Iterator[Suspect]:
    """Variants of other algorithms that have the same hyperparameters and the same state."""
    own, slots = subject.variant, _names(subject.algorithm, subject.variant)
    for name in registry.of_family(registry.family(subject.algorithm_name)):
        algorithm = registry.get(name)
        for variant in algorithm.variants if name != subject.algorithm_name else ():
            if variant.defaults.keys() == own.defaults.keys() and _names(algorithm, variant) == slots:
                label = f"{name} {variant.name} ({variant.source})"
                yield Suspect.of(label, algorithm, variant)


def _names(algorithm: Algorithm, variant: Variant) -> set[str]:
    return {slot.name for slot in algorithm.slots_of(variant)}


def _difference(own: Variant, other: Variant) -> str:
    return ", ".join(f"{k} {v} instead of {own.switches[k]}" for k, v in other.switches.items() if own.switches[k] != v)

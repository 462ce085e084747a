"""What a shell offers for a value when somebody presses Tab; each kind imports what it offers."""

from collections.abc import Callable, Iterable

from click import Context, Parameter

Completion = Callable[[Context, Parameter, str], list[str]]


def _of(names: Callable[[], Iterable[str]]) -> Completion:
    def complete(context: Context, parameter: Parameter, begun: str) -> list[str]:
        return [name for name in names() if name.lower().startswith(begun.lower())]

    return complete


def kinds(names: tuple[str, ...]) -> Completion:
    """These words, and the names of algorithms."""
    return _of(lambda: (*names, *_algorithms()))


def _algorithms() -> list[str]:
    from goldstep.reference import registry

    return registry.names()


def _variants() -> list[str]:
    """Algorithms, and each with its variants: ``adam``, ``adam@paper``."""
    from goldstep.reference import registry

    return [x for name in registry.names() for x in (name, *(f"{name}@{v.name}" for v in registry.get(name).variants))]


def _named() -> list[str]:
    from goldstep.spec.clauses import clauses

    return [*_algorithms(), *clauses()]


def _backends() -> list[str]:
    from goldstep.adapters.loading import BUILT_IN

    return list(BUILT_IN)


def _dtypes() -> list[str]:
    from goldstep.reference.arithmetics.dtypes import DTYPES

    return list(DTYPES)


def _checks() -> list[str]:
    from goldstep.conformance.checks import CHECKS

    return [check.name for check in CHECKS]


def _cases() -> list[str]:
    from goldstep.golden.catalogue import all_cases

    return [case.id for case in all_cases()]


algorithms, variants, named = _of(_algorithms), _of(_variants), _of(_named)
backends, dtypes, checks, cases = _of(_backends), _of(_dtypes), _of(_checks), _of(_cases)

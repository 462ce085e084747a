"""The clause ids that the code of an algorithm carries."""

from functools import cache

from goldstep.reference.algorithm import Algorithm
from goldstep.reference.arithmetics.dependencies import clauses_at

GENERAL = tuple(f"STEP-{n}" for n in range(1, 25))


@cache
def _of(name: str) -> tuple[str, ...]:
    from goldstep.reference.registry import get

    algorithm = get(name)
    found = {algorithm.start_clause, *algorithm.search_clauses}
    if algorithm.behaviour_clause:
        found.add(algorithm.behaviour_clause)
    for variant in algorithm.variants:
        for t in (1, 2, 3):
            found |= clauses_at(algorithm, variant, t)
    return tuple(sorted(found, key=lambda clause: int(clause.rsplit("-", 1)[1])))


def clauses_of(algorithm: Algorithm) -> tuple[str, ...]:
    """Every clause of an algorithm in order: those of its quantities, its start and its behaviour."""
    return _of(algorithm.name)

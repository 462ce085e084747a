"""Large tensors, and many: threads, vector bodies with their tails, and chunks, where a step may leave elements out.

A tile of a prime number of elements is repeated over a tensor, so that no two elements at the ends of a chunk or of a
vector are alike. What is exact and what rounding can cause is worked out for the tile alone; every element is compared.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from goldstep.adapters.arrays import to_float64
from goldstep.adapters.contract import AdapterError
from goldstep.adapters.loading import broken
from goldstep.conformance import generated
from goldstep.conformance.checks import coupled_sizes
from goldstep.conformance.checks.check import Check
from goldstep.conformance.evaluation import Rule
from goldstep.conformance.expected import Expected, trajectory_expected
from goldstep.conformance.judge import LIMIT, margins
from goldstep.conformance.outcome import Outcome, Verdict
from goldstep.conformance.subject import Subject
from goldstep.reference.trajectory import Case

CLAUSE = "STEP-17"
BLOCK = 256 * generated.TILE  # elements that are compared at once: what is between fits in a cache


@dataclass(frozen=True)
class Size:
    """So many tensors of so many elements; some for the first variant and dtype only, some only where asked for."""

    elements: int
    tensors: int = 1
    first_only: bool = False
    on_request: bool = False


SIZES = {
    "1009": Size(1009),
    "66001": Size(66_001),  # more than two chunks of 2^15, which is what a thread gets at least
    "300-tensors": Size(generated.TILE, tensors=300, first_only=True),
    "1000003": Size(1_000_003, first_only=True),
    "10000019": Size(10_000_019, first_only=True, on_request=True),
}


def cells(subject: Subject) -> list[str]:
    return _of(subject, on_request=False)


def on_request(subject: Subject) -> list[str]:
    return _of(subject, on_request=True)


def _coupled(subject: Subject) -> bool:
    """Whether elements are judged together; a number has none, and a costly mode would take too long for them."""
    return _judged(subject) and coupled_sizes.applies(subject)


def _judged(subject: Subject) -> bool:
    return not (subject.algorithm.number or subject.mode in subject.backend.info.costly)


def _of(subject: Subject, *, on_request: bool) -> list[str]:
    if not _judged(subject):
        return []
    first = _first(subject)
    if _coupled(subject):
        return coupled_sizes.cells(subject, first=first, on_request=on_request)
    return [n for n, size in SIZES.items() if size.on_request is on_request and (first or not size.first_only)]


def _first(subject: Subject) -> bool:
    """Whether it is the first dtype of the first variant that is judged as this one is."""
    info, name = subject.backend.info, subject.algorithm_name
    alike = [
        variant
        for variant in subject.backend.declared(name)
        if bool(subject.algorithm.coupling(subject.algorithm.variant(variant))) is coupled_sizes.applies(subject)
    ]
    dtypes = info.dtypes_in(name)
    return (subject.variant_name, subject.dtype_name) == (alike[0], next(iter(dtypes)))


def run(subject: Subject, cell: str) -> Outcome:
    return coupled_sizes.run(subject, cell, CLAUSE) if _coupled(subject) else _tile_by_tile(subject, cell)


def _tile_by_tile(subject: Subject, cell: str) -> Outcome:
    size, case = SIZES[cell], _case(subject)
    adapter, worst, judged = _begun(subject, case, size), 0.0, 0
    expected = subject.memory.recall(("tile", case, *subject.numbers), lambda: list(_expected(subject, case)))
    for t in case.steps:
        with broken(subject.backend.name, "step %s with %s", t, cell):
            adapter.step(_tiled(case.float_gradient(t), case.input_shapes, size), subject.hyper(case, t))
            state = adapter.state()
        for each in (e for e in expected if e.lanes[0][1] == t):
            margin = _margins(_values(subject, state, each.slot, size), each, subject)
            worst, judged = max(worst, margin.max(initial=0.0)), judged + margin.size
            if worst > LIMIT:
                place = np.argwhere(margin > LIMIT)[0].tolist()
                reason = f"{cell}: {each.slot} of tensor {place[0]} is beyond its budget at element {place[-1]}"
                reason = f"{reason} after step {t}, first of {int((margin > LIMIT).sum())}"
                return Outcome(Verdict.VIOLATES, reason, worst, 1, clauses=(CLAUSE,), evidence=(case, False))
    return Outcome(subject.good, margin=worst, judged=judged)


def _case(subject: Subject) -> Case:
    return subject.limits.adapted(generated.tile(subject))


def _begun(subject: Subject, case: Case, size: Size) -> Any:
    """An adapter at the start of a run over tiled parameters."""
    setup = replace(subject.setup(case), params=_tiled(case.float_params, case.shapes, size))
    with broken(subject.backend.name, "init"):
        adapter = subject.backend.adapter()
        adapter.init(setup)
    return adapter


def _tiled(rows: Any, shapes: Any, size: Size) -> list[np.ndarray]:
    """The values of the tile over and over, along the last axis, for each tensor."""
    tile = np.array(rows[0], np.float64).reshape(shapes[0])
    repeated = np.tile(tile, -(-size.elements // generated.TILE))[..., : size.elements]
    return [repeated.copy() for _ in range(size.tensors)]


def _expected(subject: Subject, case: Case) -> Iterator[Expected]:
    """Of each step on its own what the tile must have."""
    slots = {"theta", *subject.slots} - set(subject.unreadable)
    for e in trajectory_expected(Rule.of(subject), [case], slots):
        for lane in range(len(e.lanes)):
            yield e.part([lane])


def _values(subject: Subject, state: Mapping[str, Any], slot: str, size: Size) -> np.ndarray:
    """The values of a slot as float64, with the tensors along the first axis."""
    name = f"{subject.backend.name}: state()[{slot!r}]"
    if slot not in state or len(state[slot]) != size.tensors:
        raise AdapterError(f"{name} must have an array for each of the {size.tensors} tensors")
    return np.stack(to_float64(state[slot], name))


def _margins(values: np.ndarray, e: Expected, subject: Subject) -> np.ndarray:
    """The margin of every element, by the bounds of that of the tile which it repeats.

    `values` has the shape (tensors, ..., elements), or (tensors,) for a number that a tensor has but once.
    """
    if len(e.high) % generated.TILE:
        return margins(values.reshape(1, -1), e, subject.dtype)[0].ravel()
    rows = values.reshape(len(values), len(e.high) // generated.TILE, -1)
    whole = rows.shape[2] - rows.shape[2] % generated.TILE
    bounds = [x.reshape(rows.shape[1], 1, generated.TILE) for x in (e.high, e.low, e.budget, e.scale)]

    def part(x: np.ndarray, n: int) -> np.ndarray:
        high, low, budget, scale = (bound[..., :n] for bound in bounds)
        own = replace(e, high=high, low=low, budget=budget, scale=scale)
        return margins(x.reshape(*rows.shape[:2], -1, n), own, subject.dtype)[0].reshape(*rows.shape[:2], -1)

    blocks = [part(rows[..., k : min(k + BLOCK, whole)], generated.TILE) for k in range(0, whole, BLOCK)]
    tail = [part(rows[..., whole:], rows.shape[2] - whole)] if whole < rows.shape[2] else []
    return np.concatenate([*blocks, *tail], axis=2)


CHECK = Check(
    "sizes",
    "every element of large tensors and of many is right, whatever threads, vectors and chunks they are cut into",
    cells=cells,
    run=run,
    clauses=lambda subject: (CLAUSE,),
    on_request=on_request,
    cases=lambda subject, cell: [coupled_sizes.case(subject, cell) if _coupled(subject) else _case(subject)],
)

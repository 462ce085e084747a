"""The part of a wide plan that is judged where nobody asks for all of it, or for anything by its name.

A formula is judged in every case, variant and mode, and each other case of every check in every algorithm; of the
variants, dtypes, modes and sizes in which the same stands, one is drawn. Where each run in a mode takes a compilation,
the mode of a formula is drawn as well. What draws is a digest of the cell, so a cell that comes or goes moves no other;
the checks of one case of a formula are drawn together, since they follow one run.
"""

import hashlib
from collections.abc import Sequence

from goldstep.conformance.battery import Cell
from goldstep.conformance.checks import FORMULAS, sizes

WHOLE = 4000  # cells at most that are all judged: those of a few algorithms


def drawn(cells: Sequence[Cell]) -> list[Cell]:
    """Of each case one place, in the order of `cells`; all where there are few."""
    if len(cells) <= WHOLE:
        return list(cells)
    costly = any(cell.subject.mode in cell.subject.backend.info.costly for cell in cells)
    first: dict[tuple[str, ...], tuple[bytes, int]] = {}
    for number, cell in enumerate(cells):
        case = case_of(cell, "" if costly else cell.subject.mode)
        turn = _turn(cell), number
        first[case] = min(turn, first.get(case, turn))
    kept = {number for _, number in first.values()}
    return [cell for number, cell in enumerate(cells) if number in kept]


def _turn(cell: Cell) -> bytes:
    """What draws; the checks of a formula share the run of a case."""
    return hashlib.sha256((cell.label if cell.check.name in FORMULAS else cell.id).encode()).digest()


def case_of(cell: Cell, mode: str) -> tuple[str, ...]:
    """What is the same wherever it stands; of a formula that is so in each variant, and in each mode that is told."""
    case, _, variant = cell.short.partition("@")
    check, algorithm = cell.check.name, cell.subject.algorithm_name
    if check in FORMULAS:
        return check, algorithm, case, variant, mode
    return (check, algorithm) if check == sizes.CHECK.name else (check, algorithm, case)

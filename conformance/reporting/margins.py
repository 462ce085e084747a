"""A picture of what a run used of its budgets: for each algorithm the largest margin of each check, by dtype."""

from collections.abc import Iterable, Sequence

from goldstep.conformance.places import Line
from goldstep.reference.errors import GoldstepError
from goldstep.spec.drawing import Curve, Rows


class NoMargins(GoldstepError):
    """A run in which no deviation was measured."""


def picture(header: Line, results: Sequence[Line], where: str) -> Rows:
    """Up to 1 the axis is linear, beyond it logarithmic. Raises NoMargins, which names `where`."""
    measured = [line for line in results if line["margin"] is not None]
    if not measured:
        raise NoMargins(f"{where} has no margins: in none of its {len(results)} results a deviation was measured")
    rows = sorted({line["algorithm"] for line in measured}, reverse=True)  # the first is at the top
    dtypes = list(dict.fromkeys(line["dtype"] for line in sorted(measured, key=lambda line: line["dtype"])))
    worst = {dtype: _worst(line for line in measured if line["dtype"] == dtype) for dtype in dtypes}
    curves = [
        Curve(dtype, [rows.index(algorithm) for algorithm, _ in found], list(found.values()))
        for dtype, found in worst.items()
    ]
    backend = header["backend"]
    return Rows(
        curves,
        "deviation as a fraction of its budget",
        "algorithm",
        f"{backend['name']} {backend['version']}: the largest of each check",
        names=rows,
    )


def _worst(results: Iterable[Line]) -> dict[tuple[str, str], float]:
    """The largest margin by algorithm and check."""
    found: dict[tuple[str, str], float] = {}
    for line in results:
        key = line["algorithm"], line["check"]
        found[key] = max(found.get(key, 0.0), float(line["margin"]))
    return dict(sorted(found.items()))

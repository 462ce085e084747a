"""The table at the end of a run: a row an algorithm, a column a dtype and mode."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from goldstep.conformance.outcome import Verdict
from goldstep.reference.arithmetics.dtypes import DTYPES

MARKS = {
    Verdict.ERROR: "error",
    Verdict.VIOLATES: "VIOLATES",
    "deviation": "deviation",
    Verdict.UNTESTED: "untested",
    Verdict.VARIANT: "variant",
    Verdict.CONFORMS: "conforms",
}


def cell_mark(lines: list[dict[str, Any]]) -> str:
    """The worst verdict of a cell, with the largest margin where all is well."""
    counts: Counter[str] = Counter("deviation" if line["deviation"] else line["verdict"] for line in lines)
    margins = [float(line["margin"]) for line in lines if line["margin"] is not None]
    for mark in (Verdict.ERROR, Verdict.VIOLATES, "deviation"):
        if counts[mark]:
            return f"{MARKS[mark]} {counts[mark]}/{len(lines)}"
    for mark in (Verdict.VARIANT, Verdict.CONFORMS):
        if counts[mark]:
            return f"{MARKS[mark]} {max(margins, default=0.0):.2f}"
    return MARKS[Verdict.UNTESTED]


def rows(lines: Iterable[dict[str, Any]]) -> tuple[list[str], list[list[str]]]:
    """Column heads and rows: algorithm, variant and mode against dtype."""
    lines = list(lines)
    columns = [name for name in DTYPES if any(line["dtype"] == name for line in lines)]
    names = sorted({(line["algorithm"], line["variant"], line["mode"]) for line in lines})
    body = []
    for name in names:
        here = [line for line in lines if (line["algorithm"], line["variant"], line["mode"]) == name]
        of_dtype = [[line for line in here if line["dtype"] == column] for column in columns]
        body.append([*name, *(cell_mark(group) if group else "-" for group in of_dtype)])
    return ["algorithm", "variant", "mode", *columns], body


def counts(lines: Iterable[dict[str, Any]]) -> dict[str, int]:
    """How many results there are of each verdict, declared deviations apart."""
    found: Counter[str] = Counter("deviation" if line["deviation"] else line["verdict"] for line in lines)
    order = ["conforms", "variant", "violates", "error", "untested", "deviation"]
    return {name: found[name] for name in order}


def reasons(lines: Iterable[dict[str, Any]]) -> list[tuple[str, int]]:
    """Why cells were untested, and how many."""
    return Counter(line["reason"] for line in lines if line["verdict"] == "untested").most_common()


def render(lines: list[dict[str, Any]]) -> Iterable[str]:
    """Plain text for pytest's summary."""
    heads, body = rows(lines)
    widths = [max(len(row[i]) for row in [heads, *body]) for i in range(len(heads))]
    for row in [heads, *body]:
        yield "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
    yield ", ".join(f"{n} {name}" for name, n in counts(lines).items() if n)
    for reason, n in reasons(lines):
        yield f"untested {n}: {reason}"

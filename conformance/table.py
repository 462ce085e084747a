"""The table at the end of a run: a row an algorithm, a column a dtype and mode."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from goldstep.conformance.outcome import Verdict

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
    """Column heads and rows: algorithm and variant against dtype and mode."""
    lines = list(lines)
    columns = list(dict.fromkeys((line["dtype"], line["mode"]) for line in lines))
    names = list(dict.fromkeys((line["algorithm"], line["variant"]) for line in lines))
    plain = all(mode == "default" for _, mode in columns)
    heads = ["algorithm", "variant", *(dtype if plain else f"{dtype} {mode}" for dtype, mode in columns)]
    body = []
    for name in names:
        marks = []
        for column in columns:
            here = [x for x in lines if (x["algorithm"], x["variant"]) == name and (x["dtype"], x["mode"]) == column]
            marks.append(cell_mark(here) if here else "-")
        body.append([*name, *marks])
    return heads, body


def counts(lines: Iterable[dict[str, Any]]) -> dict[str, int]:
    """How many results there are of each verdict, declared deviations apart."""
    found: Counter[str] = Counter("deviation" if line["deviation"] else line["verdict"] for line in lines)
    order = ["conforms", "variant", "violates", "error", "untested", "deviation"]
    return {name: found[name] for name in order}


def reasons(lines: Iterable[dict[str, Any]]) -> list[tuple[str, int]]:
    """Why cells were untested, and how many."""
    return Counter(line["reason"] for line in lines if line["verdict"] == "untested").most_common()


def render(lines: list[dict[str, Any]], checks: list[str]) -> Iterable[str]:
    """Plain text for pytest's summary."""
    heads, body = rows(lines)
    widths = [max(len(row[i]) for row in [heads, *body]) for i in range(len(heads))]
    for row in [heads, *body]:
        yield "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
    yield ", ".join(f"{n} {name}" for name, n in counts(lines).items() if n)
    for reason, n in reasons(lines):
        yield f"untested {n}: {reason}"

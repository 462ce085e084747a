"""Verdicts in words for people: who follows a framework conforms, and what is followed stands in parentheses."""

from collections import Counter
from collections.abc import Iterable

from goldstep.conformance.table import Line, kind

BAD = {"error": "in error", "violates": "violates", "deviation": "declared deviation"}  # the worst first


def worded(line: Line) -> str:
    """The verdict of one result: ``conforms (pytorch-2.13)`` for what the run file calls a variant."""
    name = kind(line)
    return f"conforms ({line['variant']})" if name == "variant" else BAD.get(name, name)


def worst(lines: Iterable[Line]) -> str:
    """The one kind that stands for these results: what fails, else what was found, else untested."""
    found = {"conforms" if name == "variant" else name for name in map(kind, lines)}
    return next(name for name in (*BAD, "conforms", "sound", "untested") if name in found)


def summed(lines: list[Line]) -> str:
    """All these results in a few words, such as ``conforms (paper, pytorch-2.13)`` or ``violates 3 of 40``."""
    name = worst(lines)
    if name in BAD:
        return f"{BAD[name]} {Counter(map(kind, lines))[name]} of {len(lines)}"
    if name != "conforms":
        return name
    followed = sorted({line["variant"] for line in lines if kind(line) == "variant"})
    paper = ["paper"] if any(kind(line) == "conforms" for line in lines) else []
    return f"conforms ({', '.join([*paper, *followed])})" if followed else "conforms"

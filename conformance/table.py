"""The table at the end of a run: rows against dtypes, as fine as fits on a screen, what fails first."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

from goldstep.reference.arithmetics.dtypes import DTYPES
from goldstep.reference.registry import family

_NAMED = 3  # algorithms that a line names
SCREEN = 16  # rows of a table that leaves room for what stands around it
NONE = "none: "  # begins what is said where nothing explains a failure
ORDER = ("conforms", "variant", "sound", "violates", "error", "untested", "deviation")

Line = dict[str, Any]
Rows = tuple[list[str], list[list[str]]]


def kind(line: Line) -> str:
    """What a line counts as: its verdict, declared deviations apart."""
    return "deviation" if line["deviation"] else str(line["verdict"])


def failed(line: Line) -> bool:
    return kind(line) in ("violates", "error")


def counts(lines: Iterable[Line]) -> dict[str, int]:
    """How many results there are of each kind."""
    found = Counter(map(kind, lines))
    return {name: found[name] for name in ORDER}


def told(lines: Iterable[Line]) -> str:
    """The same in words."""
    lines = list(lines)
    n = counts(lines)
    good = n["conforms"] + n["variant"]
    words = [f"{good} conform{_to(lines, good)}"] if good else []
    words += [f"{n['sound']} adapter {'checks' if n['sound'] > 1 else 'check'} sound"] if n["sound"] else []
    others = {"violates": "violate", "error": "in error", "untested": "untested", "deviation": "declared deviations"}
    return ", ".join([*words, *(f"{n[name]} {word}" for name, word in others.items() if n[name])]) or "no results"


def _to(lines: list[Line], good: int) -> str:
    """The formulas beside the paper's that these conform to, by name if it is one."""
    followed = [line["variant"] for line in lines if kind(line) == "variant"]
    which = followed[0] if len(set(followed)) == 1 else "other formulas than the paper's"
    return f" ({which if len(followed) == good else f'{len(followed)} to {which}'})" if followed else ""


def tested(lines: Iterable[Line]) -> bool:
    """Whether anything was found out about the optimizer."""
    return any(kind(line) not in ("untested", "sound") for line in lines)


def reasons(lines: Iterable[Line]) -> list[tuple[str, int]]:
    """Why cells were untested, and how many."""
    return Counter(line["reason"] for line in lines if line["verdict"] == "untested").most_common()


def explained(line: Line) -> list[str]:
    """What explains a failure, without what is said where nothing does."""
    return [note for note in line.get("diagnosis", ()) if not note.startswith(NONE)]


def explanations(lines: Iterable[Line]) -> list[str]:
    """How many of the failing cells of a variant each explanation explains, the one that explains most first."""
    of_variants: dict[tuple[str, ...], list[Line]] = {}
    for line in filter(failed, lines):
        of_variants.setdefault((line["algorithm"], line["variant"]), []).append(line)
    return [text for (name, variant), found in of_variants.items() for text in _explaining(f"{name} {variant}", found)]


def _explaining(name: str, lines: list[Line]) -> Iterator[str]:
    found = Counter(note for line in lines for note in explained(line))
    for note, count in found.most_common():
        yield f"explains {count} of {len(lines)} failing cells of {name}: {note.partition(': ')[0]}"


def contracts(header: Line, lines: Iterable[Line]) -> list[str]:
    """What a backend has declared about its rounding, where that is not usual: the budgets of a run follow from it."""
    alike: dict[str, list[str]] = {}
    for name, mode in dict.fromkeys((line["algorithm"], line["mode"]) for line in lines):
        values, own = _contract(header["backend"], name, mode)
        text = ", ".join(f"{key} = {value}" for key, value in values.items())
        names = alike.setdefault(text, [])
        called = f"{name}/{mode}" if own else name
        names += [called] if called not in names else []
    return [f"declared contract{_of(names, len(alike))}: {text}" for text, names in alike.items() if text]


def _contract(backend: Line, name: str, mode: str) -> tuple[dict[str, Any], bool]:
    """What is not usual of the contract of an algorithm in a mode, and whether it is of that mode alone."""
    declared, here = backend.get("contracts", {}), backend.get("contracts_in", {}).get(mode, {})
    if name in here:
        return here[name], True
    if name in declared:
        return declared[name], False
    return (here["*"], True) if "*" in here else (declared.get("*", {}), False)


def unasked(header: Line) -> list[str]:
    """What a backend has that nobody asked for, and how to ask: modes, and the cells that a part was drawn from."""
    names, cells = header["backend"].get("unasked", []), header.get("drawn_from", 0)
    modes = [f"not asked for: mode {', '.join(names)} (--mode {names[0]}, or --all-modes)"] if names else []
    return modes + [f"not asked for: all {cells} cells, from which each case was drawn once (--whole)"] * bool(cells)


def _of(names: list[str], of: int) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f" of {', '.join(names[:_NAMED])}{more}" if of > 1 else ""


def mark(lines: list[Line]) -> str:
    """The worst verdict of some results, with the largest margin where all is well."""
    found = Counter(map(kind, lines))
    for name, text in (("error", "error"), ("violates", "VIOLATES"), ("deviation", "deviation")):
        if found[name]:
            return f"{text} {found[name]}/{len(lines)}"
    if found["variant"] or found["conforms"]:
        margins = [float(line["margin"]) for line in lines if line["margin"] is not None]
        return f"conforms {max(margins, default=0.0):.2f}"
    return "sound" if found["sound"] else "untested"


def _of_variant(line: Line) -> tuple[str, ...]:
    return line["algorithm"], line["variant"], line["mode"]


def _of_algorithm(line: Line) -> tuple[str, ...]:
    return family(line["algorithm"]), line["algorithm"]


def _of_family(line: Line) -> tuple[str, ...]:
    return (family(line["algorithm"]),)


def rows(lines: list[Line], *, full: bool = True) -> Rows:
    """Column heads and rows: of each variant and mode, or of algorithms or families where these are too many.

    What fails has its own rows, before all others.
    """
    if full or len(set(map(_of_variant, lines))) <= SCREEN:
        return _table(lines, ["algorithm", "variant", "mode"], _of_variant)
    if len(set(map(_of_algorithm, lines))) <= SCREEN:
        return _table(lines, ["family", "algorithm", "variants"], _of_algorithm)
    bad = {line["algorithm"] for line in lines if failed(line)}
    names = ["family", "algorithm", "variants"]
    heads, worst = _table([x for x in lines if x["algorithm"] in bad], names, _of_algorithm, _columns(lines))
    _, rest = _table([x for x in lines if x["algorithm"] not in bad], names, _of_family, _columns(lines))
    left = SCREEN - len(rest)
    more = [["...", f"{len(worst) - left} more", *[""] * (len(heads) - 2)]] if len(worst) > left else []
    return heads, [*worst[:left], *more, *rest]


def _columns(lines: Iterable[Line]) -> list[str]:
    found = {line["dtype"] for line in lines}
    return [name for name in DTYPES if name in found]


def _table(
    lines: list[Line], heads: list[str], key: Callable[[Line], tuple[str, ...]], columns: list[str] | None = None
) -> Rows:
    columns = columns or _columns(lines)
    body = []
    for place, group in groupby(sorted(lines, key=key), key):
        here = list(group)
        marks = [mark(of) if (of := [x for x in here if x["dtype"] == name]) else "-" for name in columns]
        body.append([*_named(place, here, len(heads)), *marks])
    worst = {"VIOLATES": 0, "error": 0, "deviation": 1}
    body.sort(key=lambda row: min(worst.get(text.split(" ")[0], 2) for text in row[len(heads) :]))
    return [*heads, *columns], body


def _named(place: tuple[str, ...], lines: list[Line], width: int) -> list[str]:
    """The first columns of a row, with the numbers of what it comprises."""
    if len(place) == width:
        return list(place)
    algorithms = {line["algorithm"] for line in lines}
    variants = {(line["algorithm"], line["variant"]) for line in lines}
    return [*place, *([] if len(place) > 1 else [f"{len(algorithms)} algorithms"]), str(len(variants))]


def named(lines: Iterable[Line]) -> list[str]:
    """Every failing cell, those of a check, algorithm and dtype on one line."""
    parts = sorted((line["id"].split("/", 3) for line in lines if failed(line)), key=lambda part: part[:3])
    return [f"{'/'.join(place)}: {', '.join(p[3] for p in group)}" for place, group in groupby(parts, lambda p: p[:3])]


def render(lines: list[Line]) -> Iterable[str]:
    """Plain text for pytest's summary."""
    heads, body = rows(lines, full=False)
    widths = [max(len(row[i]) for row in [heads, *body]) for i in range(len(heads))]
    for row in [heads, *body]:
        yield "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
    yield from explanations(lines)
    yield told(lines)
    for reason, n in reasons(lines):
        yield f"untested {n}: {reason}"

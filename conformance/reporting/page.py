"""Run files as an HTML page that needs nothing else: no network, no other file, and its script only for filters."""

from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from goldstep.adapters.text import lines as printable
from goldstep.conformance import table
from goldstep.conformance.reporting.changes import KINDS, Change, circumstances
from goldstep.conformance.reporting.standings import Run, all_algorithms, decimal, finding
from goldstep.conformance.reporting.wording import worded

MARKS = {"conforms": "✓", "violates": "✗", "error": "!", "deviation": "~", "sound": "○", "untested": "·"}
_SHOWN = 3  # failures of an algorithm that are shown in full


def report(runs: list[Run]) -> str:
    """Backend × algorithm × verdict; each cell leads to its first departure, diagnosis and command."""
    return _environment().get_template("report.html").render(runs=runs, groups=list(all_algorithms(runs)))


def comparison(before: Run, after: Run, changed: list[Change]) -> str:
    """What changed, the worst first."""
    groups = [(name, about, [x for x in changed if x.kind == name]) for name, about in KINDS.items()]
    shown = {"before": before, "after": after, "told": circumstances(before, after)}
    return _environment().get_template("comparison.html").render(**shown, groups=[g for g in groups if g[2]])


def _environment() -> Environment:
    """Everything that comes from a run file is escaped, and has no character that a terminal or browser would obey."""
    folder = files("goldstep.conformance.reporting").joinpath("templates")
    made = Environment(
        loader=FunctionLoader(lambda name: folder.joinpath(name).read_text(encoding="utf-8")),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "MARKS": MARKS, "SHOWN": _SHOWN, "contracts": table.contracts, "unasked": table.unasked, "rows": table.rows,
        "told": table.told, "reasons": table.reasons, "explanations": table.explanations, "finding": finding,
        "worded": worded, "decimal": decimal,
    }  # fmt: skip
    return made


def _shown(value: Any) -> Any:
    return printable(value, longest=10**9) if isinstance(value, str) and not isinstance(value, Markup) else value

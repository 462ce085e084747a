"""Curves as a picture in SVG, the same on every run, and their numbers as text.

Lines and letters have the colour of the text around them, so a picture suits a light page and a dark one.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from goldstep.reference.errors import GoldstepError

_TEXT = "#010203"  # stands for the colour of the text until the picture is made
STYLE = {
    "svg.hashsalt": "goldstep",  # else the ids, and so the bytes, differ from build to build
    "svg.fonttype": "none",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    **dict.fromkeys(("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color"), _TEXT),
}
COLOURS = 10  # then they come again
MARKERS = "x+12"  # that hide nothing
DARK = "<style>@media (prefers-color-scheme: dark) { svg { color: #ddd } }</style>"


@dataclass(frozen=True)
class Curve:
    """Points that belong together; `computed` by a backend, or by the reference. Without `x`: at 0, 1, ..."""

    label: str
    y: Sequence[float]
    x: Sequence[float] | None = None
    computed: bool = False

    @property
    def points(self) -> list[tuple[float, float]]:
        return list(zip(range(len(self.y)) if self.x is None else self.x, self.y, strict=True))


@dataclass(frozen=True)
class Picture:
    """Curves over each other; `dots` marks each point, `levels` are lines of equal height, thin and without a name."""

    curves: Sequence[Curve]
    x: str
    y: str
    title: str = ""
    log: bool = False
    dots: bool = False
    levels: Sequence[Curve] = ()

    def svg(self) -> str:
        """The picture as text; raises GoldstepError without matplotlib."""
        try:
            import matplotlib
            from matplotlib.figure import Figure
        except ImportError:
            raise GoldstepError("plots need matplotlib: pip install 'goldstep[plot]'") from None
        with matplotlib.rc_context(STYLE):
            figure = Figure(figsize=(7, 2.8 + 0.18 * len(self.curves)), layout="constrained")
            axes = figure.add_subplot()
            for level in self.levels:
                axes.plot(*zip(*level.points, strict=True), color=_TEXT, linewidth=0.4, alpha=0.5)
            for k, curve in enumerate(self.curves):
                axes.plot(*zip(*curve.points, strict=True), label=curve.label, **self._style(k, curve))
            axes.set(xlabel=self.x, ylabel=self.y, title=self.title, yscale="log" if self.log else "linear")
            axes.legend(frameon=False, fontsize=8, loc="upper left", bbox_to_anchor=(0, -0.18))
            out = io.StringIO()
            figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
        text = out.getvalue().replace(_TEXT, "currentColor").replace("<defs>", f"{DARK}\n <defs>", 1)
        return text.replace("<text ", '<text fill="currentColor" ')

    def _style(self, k: int, curve: Curve) -> dict[str, Any]:
        if curve.computed:
            return {"linestyle": "", "marker": MARKERS[k % 4], "color": _TEXT}
        drawn = sum(not curve.computed for curve in self.curves)  # the first is the widest, so that none is hidden
        dots = {"marker": "o", "markersize": 3} if self.dots else {"linestyle": "-" if k < COLOURS else "--"}
        return {"linewidth": 1 + 4 * (1 - (k + 1) / drawn) if self.dots else 1.2, **dots}

    def csv(self) -> str:
        """Every number of it, a row each: the curve's name, x and y."""
        out = io.StringIO()
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(["curve", self.x, self.y])
        rows.writerows((curve.label, x, y) for curve in self.curves for x, y in curve.points)
        return out.getvalue()

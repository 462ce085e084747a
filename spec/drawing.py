"""Curves as a picture in SVG, the same on every run, and their numbers as text.

Lines and letters have the colour of the text around them, so a picture suits a light page and a dark one.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite
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
            figure = Figure(figsize=(7, self._height()), layout="constrained")
            axes = figure.add_subplot()
            for level in self.levels:
                axes.plot(*zip(*level.points, strict=True), color=_TEXT, linewidth=0.4, alpha=0.5)
            for k, curve in enumerate(self.curves):
                axes.plot(*zip(*self._drawn(curve), strict=True), label=curve.label, **self._style(k, curve))
            axes.set(xlabel=self.x, ylabel=self.y, title=self.title, yscale="log" if self.log else "linear")
            self._arrange(axes)
            out = io.StringIO()
            figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
        text = out.getvalue().replace(_TEXT, "currentColor").replace("<defs>", f"{DARK}\n <defs>", 1)
        return text.replace("<text ", '<text fill="currentColor" ')

    def _height(self) -> float:
        return 2.8 + 0.18 * len(self.curves)

    def _drawn(self, curve: Curve) -> list[tuple[float, float]]:
        return curve.points

    def _arrange(self, axes: Any) -> None:
        axes.legend(frameon=False, fontsize=8, loc="upper left", bbox_to_anchor=(0, -0.18))

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
        rows.writerows((curve.label, x, self._told(y)) for curve in self.curves for x, y in curve.points)
        return out.getvalue()

    def _told(self, y: float) -> float | str:
        return y


@dataclass(frozen=True)
class Rows(Picture):
    """A row of marks for each of `names`, the first at the bottom: y is its number, x is linear up to a limit of 1.

    Beyond the limit x is logarithmic, and an infinite one stands at the right end.
    """

    names: Sequence[str] = ()

    def _height(self) -> float:
        return 1.4 + 0.18 * (len(self.names) + len(self.curves))

    def _end(self) -> float:
        xs = [x for curve in self.curves for x, _ in curve.points]
        return max((1.0, *(x for x in xs if isfinite(x)))) * (10 if inf in xs else 1)

    def _drawn(self, curve: Curve) -> list[tuple[float, float]]:
        return [(min(x, self._end()), y) for x, y in curve.points]

    def _arrange(self, axes: Any) -> None:
        axes.set_xscale("symlog", linthresh=1)
        axes.set(xlim=(-0.02, 1.2 * self._end()), ylim=(-0.7, len(self.names) - 0.3), ylabel="")
        decades = [10**k for k in range(1, 400) if 10**k <= self._end()]
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1, *decades], minor=False)
        axes.xaxis.set_major_formatter("{x:g}")
        axes.set_yticks(range(len(self.names)), self.names, fontsize=8)
        axes.axvline(1, color=_TEXT, linewidth=0.8)
        axes.legend(frameon=False, fontsize=8, loc="upper left", bbox_to_anchor=(0, -0.6 / self._height()))

    def _style(self, k: int, curve: Curve) -> dict[str, Any]:
        return {"linestyle": "", "marker": "|", "markersize": 9}

    def _told(self, y: float) -> float | str:
        return self.names[int(y)]

"""Stochastic weight averaging (P. Izmailov et al., UAI 2018, Algorithm 1): the equal mean of weights on the way."""

from fractions import Fraction
from functools import partial

from goldstep.reference.algorithm import Algorithm, Hyper, Input, Interval, Slot, Variant


def coefficients(q, h, t):
    s, c = h.start, h.frequency
    if h.grid == "multiples":
        taken = q.when(t, "<=", s, q.number(0), lambda: q.number(t // c - s // c)) if s else q.number(t // c)
    else:
        taken = q.when(t, "<", s, q.number(0), lambda: q.number((t - s) // c + 1))
    taken = q("taken", taken, "SWA-1")
    q("n", taken + 1 if h.first == "counted" else taken, "SWA-2")


def step(q, h, c, s, t):
    if h.grid == "multiples":
        early, off = (t, "<=", h.start), t % h.frequency
    else:
        early, off = (t, "<", h.start), (t - h.start) % h.frequency

    def updated(before, after):
        due = partial(q.when, off, ">", 0, before, after)
        return q.when(*early, before, due) if h.start else due()

    def mean(old, new):
        return q.blend(((c.n - 1) * old + new) / c.n, old, new, 1 / c.n)

    q("theta", updated(s.theta, lambda: mean(s.theta, s.w)), "SWA-3")
    if h.buffers == "averaged":
        q("b_avg", updated(s.b_avg, lambda: mean(s.b_avg, s.b)), "SWA-4")
    elif h.buffers == "copied":
        q("b_avg", updated(s.b_avg, lambda: s.b), "SWA-4")
    else:
        q("b_avg", s.b_avg, "SWA-4")


TORCH = {"first": "copied", "grid": "from-start", "buffers": "copied"}
LOOP = {"start": "1", "frequency": "1"}
FEW = Interval("[1, 4]")

ALGORITHM = Algorithm(
    name="swa",
    title="Stochastic weight averaging",
    hypers=(
        Hyper("start", "s", Interval("[0, inf)"), "where averaging begins", Fraction(0), FEW, integer=True),
        Hyper("frequency", "c", Interval("[1, inf)"), "steps from one update to the next", drawn=FEW, integer=True),
    ),
    slots=(Slot("b_avg", r"\bar b", "the buffers that go with the average", start="theta"),),
    switches={
        "first": ("copied", "counted"),
        "grid": ("from-start", "multiples"),
        "buffers": ("averaged", "copied", "left"),
    },
    variants=(
        Variant(
            "paper",
            {"first": "counted", "grid": "multiples", "buffers": "left"},
            {"frequency": "1"},
            "Izmailov et al. (2018), Algorithm 1",
        ),
        Variant("pytorch-2.13", TORCH, LOOP, "torch.optim.swa_utils.AveragedModel"),
        Variant("pytorch-2.13-buffers", {**TORCH, "buffers": "averaged"}, LOOP, "the same with use_buffers=True"),
        Variant(
            "torchcontrib-0.0.2",
            {"first": "copied", "grid": "multiples", "buffers": "left"},
            {"start": None, "frequency": None},
            "torchcontrib.optim.SWA",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="SWA-5",
    latex={"theta": r"\bar w", "taken": "k", "n": "n"},
    inputs=(Input("w", "w", "live weights"), Input("b", "b", "live buffers")),
)

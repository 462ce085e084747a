"""Cosine annealing with warm restarts (SGDR; I. Loshchilov and F. Hutter, ICLR 2017, section 3, equation 5)."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Transitions, Variant, scalar
from goldstep.reference.hypers import BASE_LR, ETA_MIN


def coefficients(q, h, t):
    """Everything follows from the counters of the state."""


def step(q, h, c, s, t):
    t_cur, t_i, peak = s.t_cur, s.t_i, q.number(1)
    if t > 1:
        more, longer = q.whole(s.t_cur + 1), q.whole(h.growth * s.t_i)
        t_cur, t_i = q.where(more, ">=", s.t_i, q.number(0), more), q.where(more, ">=", s.t_i, longer, s.t_i)
        if h.ending == "held":
            last = h.cycles - 1
            t_cur = q.where(s.cycle, ">=", last, q.minimum(more, s.t_i), t_cur)
            t_i = q.where(s.cycle, ">=", last, s.t_i, t_i)
            passed = q.where(more, ">=", s.t_i, q.whole(s.cycle + 1), s.cycle)
            q("cycle", q.minimum(passed, q.number(last)), "COSINE-WARM-RESTARTS-5")
        t_cur = q("t_cur", t_cur, "COSINE-WARM-RESTARTS-1")
        t_i = q("t_i", t_i, "COSINE-WARM-RESTARTS-2")
        if h.top == "falling":
            peak = q("peak", q.where(more, ">=", s.t_i, h.peak_factor * s.peak, s.peak), "COSINE-WARM-RESTARTS-6")
    curve = q("curve", (1 + q.cos_pi(t_cur / t_i)) / 2, "COSINE-WARM-RESTARTS-3")
    floor = h.alpha * h.lr if h.floor == "fraction" else h.eta_min
    floor = q("floor", floor, "COSINE-WARM-RESTARTS-4")
    part = peak * curve if h.top == "falling" and t > 1 else curve
    q("theta", q.ramp(floor, h.lr, part), "COSINE-WARM-RESTARTS-4")


def _counters(h, done):
    """The counters after so many steps; those of the first step are the ones that it finds."""
    cycle, t_cur, t_i = 0, max(done - 1, 0), int(h.first)
    while t_cur >= t_i and not (h.ending == "held" and cycle == int(h.cycles) - 1):
        cycle, t_cur, t_i = cycle + 1, t_cur - t_i, t_i * int(h.growth)
    return {"t_cur": min(t_cur, t_i), "t_i": t_i, "cycle": cycle, "peak": Fraction(h.peak_factor) ** cycle}


def _restarts(h):
    first, second = int(h.first), int(h.first) * (1 + int(h.growth))
    return (first, second, second + int(h.first) * int(h.growth) ** 2)


PAPER = {"floor": "absolute", "top": "level", "ending": "open"}
COMMON = {"lr": None, "first": None}

ALGORITHM = Algorithm(
    name="cosine_warm_restarts",
    title="Cosine annealing with warm restarts",
    hypers=(
        BASE_LR,
        Hyper(
            "first",
            "T_0",
            Interval("[1, inf)"),
            "number of steps of the first cycle",
            drawn=Interval("[2, 9]"),
            integer=True,
        ),
        Hyper(
            "growth",
            r"T_{\text{mult}}",
            Interval("[1, inf)"),
            "factor from the length of a cycle to that of the next",
            drawn=Interval("[1, 3]"),
            integer=True,
        ),
        ETA_MIN,
        Hyper("alpha", r"\alpha", Interval("[0, 1]"), "least learning rate as a part of the base one", Fraction(0)),
        Hyper(
            "peak_factor",
            r"m_{\text{mult}}",
            Interval("[0, 1]"),
            "factor from the height of a cycle to that of the next",
            Fraction(1),
            Interval("[1/4, 1]"),
        ),
        Hyper(
            "cycles",
            "K",
            Interval("[1, inf)"),
            "number of cycles, after which the rate is held",
            Fraction(1),
            Interval("[2, 3]"),
            integer=True,
        ),
    ),
    slots=(
        Slot("t_cur", "k", "steps since the last restart", shape=scalar, nonnegative=True, whole=True),
        Slot("t_i", "T", "number of steps of this cycle", "first", shape=scalar, nonnegative=True, whole=True),
        Slot(
            "cycle",
            "i",
            "number of restarts",
            when={"ending": "held"},
            shape=scalar,
            nonnegative=True,
            whole=True,
        ),
        Slot("peak", "m", "height of this cycle", Fraction(1), when={"top": "falling"}, shape=scalar, nonnegative=True),
    ),
    switches={"floor": ("absolute", "fraction"), "top": ("level", "falling"), "ending": ("open", "held")},
    variants=(
        Variant(
            "paper",
            PAPER,
            {**COMMON, "growth": None, "eta_min": "0"},
            "Loshchilov & Hutter (2017), section 3, once an epoch",
        ),
        Variant(
            "pytorch-2.13",
            PAPER,
            {**COMMON, "growth": "1", "eta_min": "0"},
            "torch.optim.lr_scheduler.CosineAnnealingWarmRestarts",
        ),
        Variant(
            "optax-0.2.8",
            {**PAPER, "floor": "fraction", "ending": "held"},
            {**COMMON, "growth": None, "alpha": "0", "cycles": None},
            "optax.sgdr_schedule with cycles of these lengths and no warm-up",
        ),
        Variant(
            "keras-3.15",
            {**PAPER, "floor": "fraction", "top": "falling"},
            {**COMMON, "growth": "2", "alpha": "0", "peak_factor": "1"},
            "keras.optimizers.schedules.CosineDecayRestarts",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="COSINE-WARM-RESTARTS-1",
    latex={"theta": r"\eta", "curve": "c", "floor": r"\eta'"},
    inputs=(),
    kinds={"": ()},
    transitions=Transitions(hypers=lambda n: {"first": n}, at=_restarts, state=_counters, far=False, determined=True),
)

"""Two schedules at once, each of which goes on from the learning rate that the other has left."""

from dataclasses import replace
from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Transitions, Variant
from goldstep.reference.hypers import BASE_LR, ETA_MIN, LENGTH


def coefficients(q, h, t):
    e, T = t - 1, h.length
    if h.members in ("linear, exponential", "linear, cosine"):
        growth = h.start_factor
        if t > 1:
            growth = q.when(e, "<=", h.warm_up, lambda: _part(q, h, e) / _part(q, h, e - 1), q.number(1))
        q("growth", growth, "CHAINED-SCHEDULER-1")
    else:
        q("share", 1 / (1 + h.decay * q.number(e)), "CHAINED-SCHEDULER-1")
    if h.members == "linear, cosine" and t > 1:
        turn = (e - T - 1) % (2 * T)
        fall = q.when(turn, "==", 0, q.number(0), lambda: _curve(q, h, e) / _curve(q, h, e - 1))
        q("fall", fall, "CHAINED-SCHEDULER-1")
        q("rise", q.when(turn, "==", 0, (1 - q.cos_pi(1 / q.number(T))) / 2, q.number(0)), "CHAINED-SCHEDULER-1")


def step(q, h, c, s, t):
    absolute = h.members in ("absolute, exponential", "exponential, absolute")
    if t == 1:
        q("theta", h.lr * (c.share if absolute else c.growth), "CHAINED-SCHEDULER-2")
    elif h.members == "linear, exponential":
        between = q("between", s.theta * c.growth, "CHAINED-SCHEDULER-3")
        q("theta", between * h.gamma, "CHAINED-SCHEDULER-4")
    elif h.members == "linear, cosine":
        between = q("between", s.theta * c.growth, "CHAINED-SCHEDULER-3")
        falling = q.blend(h.eta_min + c.fall * (between - h.eta_min), h.eta_min, between, c.fall)
        turn = (t - 1 - h.length - 1) % (2 * h.length)
        up = between + (h.lr - h.eta_min) * c.rise
        q("theta", q.when(turn, "==", 0, up, falling), "CHAINED-SCHEDULER-4")
    elif h.members == "absolute, exponential":
        between = q("between", h.lr * c.share, "CHAINED-SCHEDULER-3")
        q("theta", between * h.gamma, "CHAINED-SCHEDULER-4")
    else:
        q("between", s.theta * h.gamma, "CHAINED-SCHEDULER-3")
        q("theta", h.lr * c.share, "CHAINED-SCHEDULER-4")


def _part(q, h, e):
    return q.ramp_to(1, h.start_factor, 1 - q.number(e) / q.number(h.warm_up))


def _curve(q, h, e):
    return 1 + q.cos_pi(q.number(e) / q.number(h.length))


LINEAR = {"lr": None, "start_factor": "1/3", "warm_up": "5"}
ABSOLUTE = {"lr": None, "gamma": None, "decay": None}
CLASS = "torch.optim.lr_scheduler.ChainedScheduler of"

ALGORITHM = Algorithm(
    name="chained_scheduler",
    title="Schedules at once",
    hypers=(
        BASE_LR,
        Hyper("start_factor", r"\varphi", Interval("(0, 1]"), "factor at the start of the warm-up", Fraction(1)),
        Hyper(
            "warm_up",
            "W",
            Interval("[1, inf)"),
            "steps of the warm-up",
            Fraction(1),
            drawn=Interval("[2, 9]"),
            integer=True,
        ),
        Hyper(
            "gamma",
            r"\gamma",
            Interval("[0, inf)"),
            "factor of the exponential decay",
            Fraction(1),
            drawn=Interval("[1/2, 1]"),
        ),
        replace(LENGTH, neutral=Fraction(1)),
        ETA_MIN,
        Hyper("decay", r"\delta", Interval("[0, inf)"), "rate of the inverse decay", Fraction(0)),
    ),
    slots=(),
    switches={
        "members": ("linear, exponential", "linear, cosine", "absolute, exponential", "exponential, absolute"),
    },
    variants=(
        Variant(
            "pytorch-2.13",
            {"members": "linear, exponential"},
            {**LINEAR, "gamma": None},
            f"{CLASS} LinearLR and ExponentialLR",
        ),
        Variant(
            "pytorch-2.13-cosine",
            {"members": "linear, cosine"},
            {**LINEAR, "length": None, "eta_min": "0"},
            f"{CLASS} LinearLR and CosineAnnealingLR",
        ),
        Variant(
            "pytorch-2.13-absolute-first",
            {"members": "absolute, exponential"},
            ABSOLUTE,
            f"{CLASS} LambdaLR and ExponentialLR",
        ),
        Variant(
            "pytorch-2.13-absolute-last",
            {"members": "exponential, absolute"},
            ABSOLUTE,
            f"{CLASS} ExponentialLR and LambdaLR",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="CHAINED-SCHEDULER-2",
    latex={"theta": r"\eta", "growth": "r", "share": "a", "fall": "c", "rise": "u", "between": r"\eta'"},
    inputs=(),
    kinds={"": ()},
    transitions=Transitions(
        hypers=lambda n: {"warm_up": n, "length": n},
        at=lambda h: (h.warm_up, h.length, 2 * h.length),
    ),
)

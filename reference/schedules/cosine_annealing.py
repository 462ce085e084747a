"""Cosine annealing of the learning rate (I. Loshchilov and F. Hutter, ICLR 2017, equation 5, one cycle)."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Transitions, Variant
from goldstep.reference.hypers import BASE_LR, ETA_MIN, LENGTH


def coefficients(q, h, t):
    e, T = t - 1, h.length
    if h.past == "held":
        part = q("part", q.minimum(q.number(e), q.number(T)) / q.number(T), "COSINE-ANNEALING-1")
    elif h.past == "again":
        round_again = q.when(T, "==", 1, q.number(e % 2), q.number(1 + (e - 1) % T) / q.number(T))
        part = q("part", q.when(e, "<=", T, q.number(e) / q.number(T), round_again), "COSINE-ANNEALING-1")
    else:
        part = q("part", q.number(e) / q.number(T), "COSINE-ANNEALING-1")
    half = (1 + q.cos_pi(part)) / 2
    bent = q.when(e, ">=", T, q.number(0), lambda: q.power(half, h.exponent)) if h.curve == "power" else half
    curve = q("curve", bent, "COSINE-ANNEALING-2")
    if h.form == "recursive" and t > 1:
        before = 1 + q.cos_pi(q.number(e - 1) / q.number(T))
        rise = (1 - q.cos_pi(1 / q.number(T))) / 2
        turns = (e - 1 - T) % (2 * T)
        q("ratio", q.when(turns, "==", 0, q.number(0), lambda: 2 * curve / before), "COSINE-ANNEALING-4")
        q("rise", q.when(turns, "==", 0, rise, q.number(0)), "COSINE-ANNEALING-4")


def step(q, h, c, s, t):
    floor = q("floor", h.alpha * h.lr if h.floor == "fraction" else h.eta_min, "COSINE-ANNEALING-3")
    if h.form == "recursive" and t > 1:
        turns = (t - 2 - h.length) % (2 * h.length)
        up = s.theta + (h.lr - floor) * c.rise
        onward = q.blend(c.ratio * (s.theta - floor) + floor, floor, s.theta, c.ratio)
        q("theta", q.when(turns, "==", 0, up, onward), "COSINE-ANNEALING-4")
    else:
        q("theta", q.ramp(floor, h.lr, c.curve), "COSINE-ANNEALING-3")


PAPER = {"form": "closed", "floor": "absolute", "past": "back", "curve": "plain"}
HELD = {**PAPER, "past": "held"}
ABSOLUTE = {"lr": None, "length": None, "eta_min": "0"}
FRACTION = {"lr": None, "length": None, "alpha": "0"}

ALGORITHM = Algorithm(
    name="cosine_annealing",
    title="Cosine annealing",
    hypers=(
        BASE_LR,
        LENGTH,
        ETA_MIN,
        Hyper("alpha", r"\alpha", Interval("[0, 1]"), "least learning rate as a part of the base one", Fraction(0)),
        Hyper(
            "exponent",
            r"\zeta",
            Interval("(0, inf)"),
            "exponent of the curve",
            neutral=Fraction(1),
            drawn=Interval("[1/2, 3]"),
        ),
    ),
    slots=(),
    switches={
        "form": ("closed", "recursive"),
        "floor": ("absolute", "fraction"),
        "past": ("back", "held", "again"),
        "curve": ("plain", "power"),
    },
    variants=(
        Variant("paper", PAPER, ABSOLUTE, "Loshchilov & Hutter (2017), equation 5, read on beyond the first cycle"),
        Variant(
            "pytorch-2.13",
            {**PAPER, "form": "recursive"},
            ABSOLUTE,
            "torch.optim.lr_scheduler.CosineAnnealingLR",
        ),
        Variant(
            "optax-0.2.8",
            {**HELD, "floor": "fraction", "curve": "power"},
            {**FRACTION, "exponent": "1"},
            "optax.cosine_decay_schedule",
        ),
        Variant(
            "keras-3.15", {**HELD, "floor": "fraction"}, FRACTION, "keras.optimizers.schedules.CosineDecay, no warm-up"
        ),
        Variant("mlx-0.32", HELD, ABSOLUTE, "mlx.optimizers.cosine_decay"),
        Variant("rustorch-0.6", {**PAPER, "past": "again"}, ABSOLUTE, "rustorch 0.6, CosineAnnealingLR"),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="COSINE-ANNEALING-1",
    latex={"theta": r"\eta", "part": "p", "curve": "c", "floor": r"\eta'", "ratio": "r", "rise": "u"},
    inputs=(),
    kinds={"": ()},
    transitions=Transitions(hypers=lambda n: {"length": n}, at=lambda h: (h.length, 2 * h.length)),
)

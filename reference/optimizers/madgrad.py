"""MADGRAD (A. Defazio and S. Jelassi, JMLR 23, 2022, Algorithm 1)."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Variant
from goldstep.reference.hypers import EPS, LR, WEIGHT_DECAY


def coefficients(q, h, t):
    rate = h.lr
    if h.rate == "raised":
        rate = q("rate", h.lr + h.eps, "MADGRAD-1")
    elif h.rate == "raised-unless-zero":
        rate = q("rate", q.where(h.lr, ">", 0, lambda: h.lr + h.eps, q.number(Fraction(0))), "MADGRAD-1")
    q("weight", rate * q.sqrt(q.number(t)), "MADGRAD-2")


def step(q, h, c, s, t):
    theta, g = s.theta, s.g
    if h.decay == "coupled":
        g = q("d", g + h.weight_decay * theta, "MADGRAD-3")
    elif h.decay == "before":
        theta = q("theta_decayed", (1 - h.lr * h.weight_decay) * theta, "MADGRAD-9")

    x0 = s.x0 if h.anchor == "kept" else q("x0", theta + s.s / (q.cbrt(s.v) + h.eps), "MADGRAD-7")
    total = q("s", s.s + c.weight * g, "MADGRAD-4")
    v = q("v", s.v + c.weight * (g * g), "MADGRAD-5")
    denominator = q("denominator", q.cbrt(v) + h.eps, "MADGRAD-6")
    z = q("z", x0 - total / denominator, "MADGRAD-7")

    if h.decay == "after":
        moved = q("theta_moved", q.average(h.momentum, theta, z), "MADGRAD-8")
        q("theta", moved - c.rate * h.weight_decay * theta, "MADGRAD-9")
    else:
        q("theta", q.average(h.momentum, theta, z), "MADGRAD-8")


RAISED = {"rate": "raised", "anchor": "kept", "decay": "coupled"}
OFFICIAL = {**RAISED, "rate": "raised-unless-zero"}
DEFAULTS = {"lr": "1e-2", "momentum": "0.9", "eps": "1e-6", "weight_decay": "0"}
SMALL = {**DEFAULTS, "lr": "1e-3"}


def without_momentum(defaults):
    return {name: value for name, value in defaults.items() if name != "momentum"}


ALGORITHM = Algorithm(
    name="madgrad",
    title="MADGRAD",
    hypers=(
        LR,
        Hyper(
            "momentum",
            r"\beta",
            Interval("[0, 1)"),
            "share of the parameter that is kept",
            neutral=Fraction(0),
            drawn=Interval("[1/2, 31/32]"),
        ),
        EPS,
        WEIGHT_DECAY,
    ),
    slots=(
        Slot("s", "s", "weighted sum of the gradients"),
        Slot("v", r"\nu", "weighted sum of the squared gradients", nonnegative=True),
        Slot("x0", "x_0", "parameter before the first step", start="theta", when={"anchor": "kept"}),
    ),
    switches={
        "rate": ("plain", "raised", "raised-unless-zero"),
        "anchor": ("kept", "recomputed"),
        "decay": ("coupled", "after", "before"),
    },
    variants=(
        Variant(
            "paper",
            {**RAISED, "rate": "plain"},
            {"lr": None, "momentum": None, "eps": None},
            "Defazio & Jelassi (2022), Algorithm 1, with the momentum 1 - c",
        ),
        Variant("madgrad-1.3", OFFICIAL, DEFAULTS, "madgrad.MADGRAD with momentum"),
        Variant(
            "madgrad-1.3-decoupled",
            {**OFFICIAL, "decay": "after"},
            DEFAULTS,
            "the same with decouple_decay=True",
        ),
        Variant(
            "madgrad-1.3-without-momentum",
            {**OFFICIAL, "anchor": "recomputed"},
            without_momentum(DEFAULTS),
            "the same with momentum=0",
        ),
        Variant("timm-1.0.31", RAISED, DEFAULTS, "timm.optim.MADGRAD with momentum"),
        Variant("timm-1.0.31-decoupled", {**RAISED, "decay": "before"}, DEFAULTS, "the same with decoupled_decay=True"),
        Variant("pytorch-optimizer-4.1", OFFICIAL, SMALL, "pytorch_optimizer.MADGRAD with momentum"),
        Variant(
            "pytorch-optimizer-4.1-decoupled",
            {**OFFICIAL, "decay": "after"},
            SMALL,
            "the same with weight_decouple=True",
        ),
        Variant(
            "pytorch-optimizer-4.1-without-momentum",
            {**OFFICIAL, "anchor": "recomputed"},
            without_momentum(SMALL),
            "the same with momentum=0",
        ),
        Variant("optax-0.2.8", RAISED, {**DEFAULTS, "lr": None}, "optax.contrib.madgrad"),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="MADGRAD-10",
    latex={
        "rate": r"\gamma",
        "weight": "w",
        "d": "d",
        "theta_decayed": r"\theta'",
        "denominator": "D",
        "z": "z",
        "theta_moved": r"\bar\theta",
    },
)

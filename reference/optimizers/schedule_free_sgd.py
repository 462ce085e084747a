"""Schedule-Free SGD (A. Defazio et al., NeurIPS 2024, equations 3 to 5)."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Variant, scalar
from goldstep.reference.hypers import LR, WEIGHT_DECAY


def coefficients(q, h, t):
    warming = bool(h.warmup_steps)
    q("rate", h.lr * q.minimum(q.number(1), q.number(t) / h.warmup_steps) if warming else h.lr, "SCHEDULEFREESGD-1")
    if h.growth == "on":
        q("growth", q.power(q.number(t), h.r), "SCHEDULEFREESGD-5")
    if h.averaging == "uniform":
        q("share", 1 / q.number(t + 1), "SCHEDULEFREESGD-6")


def step(q, h, c, s, t):
    d = q("d", s.g + h.weight_decay * s.theta, "SCHEDULEFREESGD-2")
    z = q("z", s.z - c.rate * d, "SCHEDULEFREESGD-3")

    if h.averaging == "weighted":
        largest = q("lr_max", q.maximum(s.lr_max, c.rate), "SCHEDULEFREESGD-4")
        square = largest * largest
        weight = q("weight", c.growth * square if h.growth == "on" else square, "SCHEDULEFREESGD-5")
        total = q("weight_sum", s.weight_sum + weight, "SCHEDULEFREESGD-6")
        share = q("share", q.where(total, ">", 0, lambda: weight / total, q.number(0)), "SCHEDULEFREESGD-6")
    else:
        share = c.share

    x_before = q("x_before", (s.theta - (1 - h.beta) * s.z) / h.beta, "SCHEDULEFREESGD-7")
    x = q("x", q.mixed(x_before, z, share), "SCHEDULEFREESGD-7")
    q("theta", q.average(h.beta, x, z), "SCHEDULEFREESGD-8")


def evaluating(q, h, c, s, t):
    q("theta", q.mixed(s.theta, s.z, 1 - 1 / h.beta), "STEP-22")


def training(q, h, c, s, t):
    q("theta", q.average(h.beta, s.theta, s.z), "STEP-22")


def scaling(h):
    powers = {"lr": -1, "weight_decay": 1} if h.weight_decay else {"lr": -1}
    return {**powers, "lr_max": -1, "weight_sum": -2}


OFFICIAL = {"averaging": "weighted", "growth": "on"}
DEFAULTS = {"lr": "1", "beta": "0.9", "weight_decay": "0"}
WARM = {**DEFAULTS, "warmup_steps": "0", "r": "0"}

ALGORITHM = Algorithm(
    name="schedule_free_sgd",
    title="Schedule-Free SGD",
    hypers=(
        LR,
        Hyper(
            "beta",
            r"\beta",
            Interval("(0, 1)"),
            "share of the average in the parameter",
            drawn=Interval("[1/2, 31/32]"),
        ),
        WEIGHT_DECAY,
        Hyper(
            "warmup_steps",
            "T",
            Interval("[0, inf)"),
            "steps over which the learning rate grows to its value",
            neutral=Fraction(0),
            drawn=Interval("[2, 9]"),
            integer=True,
        ),
        Hyper(
            "r",
            "r",
            Interval("[0, inf)"),
            "how fast the weights of the average grow",
            neutral=Fraction(0),
            drawn=Interval("[0, 2]"),
        ),
    ),
    slots=(
        Slot("z", "z", "iterate that the gradients move", start="theta"),
        Slot(
            "lr_max",
            "M",
            "largest rate so far",
            nonnegative=True,
            when={"averaging": "weighted"},
            shape=scalar,
        ),
        Slot(
            "weight_sum",
            "W",
            "sum of the weights so far",
            nonnegative=True,
            when={"averaging": "weighted"},
            shape=scalar,
        ),
    ),
    switches={"averaging": ("weighted", "uniform"), "growth": ("on", "off")},
    variants=(
        Variant(
            "paper",
            {"averaging": "uniform", "growth": "off"},
            {"lr": None, "beta": None},
            "Defazio et al. (2024), equations 3 to 5",
        ),
        Variant("official", OFFICIAL, WARM, "SGDScheduleFree of schedulefree 1.4, in training mode"),
        Variant("pytorch-optimizer-4.1", OFFICIAL, WARM, "pytorch_optimizer.ScheduleFreeSGD, in training mode"),
        Variant(
            "optax-0.2.8",
            {**OFFICIAL, "growth": "off"},
            DEFAULTS,
            "optax.contrib.schedule_free_sgd without warm-up",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="SCHEDULEFREESGD-9",
    latex={
        "rate": r"\gamma",
        "growth": "a",
        "share": "c",
        "d": "d",
        "weight": "w",
        "x_before": "x'",
        "x": "x",
    },
    scaling=scaling,
    evaluating=evaluating,
    training=training,
)

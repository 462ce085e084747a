"""Schedule-Free AdamW (A. Defazio et al., NeurIPS 2024, Algorithm 1)."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Variant, scalar
from goldstep.reference.hypers import BETA1, BETA2, EPS, LR, WEIGHT_DECAY

INNER = Fraction(1, 10**15)


def coefficients(q, h, t):
    bias2 = q("bias2", 1 - h.beta2**t, "SCHEDULEFREE-1")
    rate = h.lr * q.minimum(q.number(1), q.number(t) / h.warmup_steps) if h.warmup_steps else h.lr
    q("rate", rate * q.sqrt(bias2) if h.bias_correction == "rate" else rate, "SCHEDULEFREE-1")
    if h.growth == "on":
        q("growth", q.power(q.number(t), h.r), "SCHEDULEFREE-7")
    if h.averaging == "uniform":
        q("share", 1 / q.number(t), "SCHEDULEFREE-8")


def step(q, h, c, s, t):
    y, g = s.theta, s.g
    if h.decay == "parameter":
        y = q("y", (1 - h.lr * h.weight_decay) * y, "SCHEDULEFREE-2")

    v = q("v", q.average(h.beta2, s.v, g * g), "SCHEDULEFREE-3")
    v = q("v_hat", v / c.bias2, "SCHEDULEFREE-4") if h.bias_correction == "moment" else v
    v = v + q.number(INNER) if h.inner_eps == "on" else v
    d = q("d", g / (q.sqrt(v) + h.eps), "SCHEDULEFREE-4")
    if h.decay == "update":
        d = q("d_decayed", d + h.weight_decay * y, "SCHEDULEFREE-2")
    z = q("z", s.z - c.rate * d, "SCHEDULEFREE-5")

    if h.averaging == "weighted":
        largest = q("lr_max", q.maximum(s.lr_max, c.rate), "SCHEDULEFREE-6") if h.memory == "largest" else c.rate
        square = largest * largest
        weight = q("weight", c.growth * square if h.growth == "on" else square, "SCHEDULEFREE-7")
        total = q("weight_sum", s.weight_sum + weight, "SCHEDULEFREE-8")
        share = q("share", q.where(total, ">", 0, lambda: weight / total, q.number(0)), "SCHEDULEFREE-8")
    else:
        share = c.share

    x_before = q("x_before", (y - (1 - h.beta1) * s.z) / h.beta1, "SCHEDULEFREE-9")
    x = q("x", q.mixed(x_before, z, share), "SCHEDULEFREE-9")
    q("theta", q.average(h.beta1, x, z), "SCHEDULEFREE-10")


def evaluating(q, h, c, s, t):
    q("theta", q.mixed(s.theta, s.z, 1 - 1 / h.beta1), "STEP-22")


def training(q, h, c, s, t):
    q("theta", q.average(h.beta1, s.theta, s.z), "STEP-22")


def scaling(h):
    return {"eps": 1, "v": 2} if h.inner_eps == "off" else None


OFFICIAL = {
    "bias_correction": "moment",
    "inner_eps": "off",
    "decay": "update",
    "averaging": "weighted",
    "memory": "largest",
    "growth": "on",
}
DEFAULTS = {"lr": "2.5e-3", "beta1": "0.9", "beta2": "0.999", "eps": "1e-8", "weight_decay": "0"}
WARM = {**DEFAULTS, "warmup_steps": "0"}

ALGORITHM = Algorithm(
    name="schedule_free",
    title="Schedule-Free AdamW",
    hypers=(
        LR,
        Hyper("beta1", BETA1.latex, Interval("(0, 1)"), "share of the average in the parameter", drawn=BETA1.drawn),
        BETA2,
        EPS,
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
        Slot("v", "v", "second moment: moving average of the squared gradient", nonnegative=True),
        Slot("z", "z", "iterate that the gradients move", start="theta"),
        Slot(
            "lr_max",
            "M",
            "largest rate so far",
            nonnegative=True,
            when={"memory": "largest"},
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
    switches={
        "bias_correction": ("moment", "rate"),
        "inner_eps": ("off", "on"),
        "decay": ("update", "parameter"),
        "averaging": ("weighted", "uniform"),
        "memory": ("largest", "current"),
        "growth": ("on", "off"),
    },
    variants=(
        Variant(
            "paper",
            {**OFFICIAL, "bias_correction": "rate", "memory": "current", "growth": "off"},
            {**WARM, "lr": None, "weight_decay": None},
            "Defazio et al. (2024), Algorithm 1",
        ),
        Variant("official", OFFICIAL, {**WARM, "r": "0"}, "AdamWScheduleFree of schedulefree 1.4, in training mode"),
        Variant(
            "pytorch-optimizer-4.1",
            {**OFFICIAL, "inner_eps": "on"},
            {**WARM, "r": "0"},
            "pytorch_optimizer.ScheduleFreeAdamW, in training mode",
        ),
        Variant(
            "optax-0.2.8",
            {**OFFICIAL, "growth": "off"},
            DEFAULTS,
            "optax.contrib.schedule_free_adamw without warm-up",
        ),
        Variant(
            "keras-3.15",
            {**OFFICIAL, "decay": "parameter", "averaging": "uniform", "memory": "current", "growth": "off"},
            WARM,
            "keras.optimizers.ScheduleFreeAdamW",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="SCHEDULEFREE-11",
    latex={
        "bias2": "b",
        "rate": r"\gamma",
        "growth": "a",
        "share": "c",
        "y": r"\theta'",
        "v_hat": r"\hat v",
        "d": "d",
        "d_decayed": "d'",
        "weight": "w",
        "x_before": "x'",
        "x": "x",
    },
    scaling=scaling,
    evaluating=evaluating,
    training=training,
)

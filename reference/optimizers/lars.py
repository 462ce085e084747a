"""LARS (Y. You, I. Gitman and B. Ginsburg, 2017, Algorithm 1)."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Variant
from goldstep.reference.hypers import LR, WEIGHT_DECAY


def coefficients(q, h, t):
    pass


def step(q, h, c, s, t):
    theta, g, one = s.theta, s.g, q.number(1)
    adapted = h.adapts != "matrices" or len(s.shape) > 1
    if h.decay == "ratio-only" or not adapted:
        d = g
    else:
        d = g + h.weight_decay * theta
        if h.decay == "with-ratio":
            d = q.where(q.norm(theta) * q.norm(g), ">", 0, d, g)
        d = q("d", d, "LARS-1")

    ratio = one
    if adapted:
        of_theta = q("norm_theta", q.norm(theta), "LARS-2")
        of_g = q("norm_g", q.norm(d if h.norms == "joint" else g), "LARS-2")
        norms = of_g if h.norms == "joint" else of_g + h.weight_decay * of_theta
        divisor = q("divisor", norms + h.eps, "LARS-3")
        positive = {"divisor": norms, "parameter": of_theta * norms, "gradient": of_theta * of_g}[h.zero]
        ratio = q.where(positive, ">", 0, lambda: h.trust_coefficient * of_theta / divisor, one)
        ratio = q("ratio", ratio, "LARS-4")
    if h.adapts == "with-decay":
        ratio = q.where(h.weight_decay, ">", 0, ratio, one)
    if h.adapts != "all":
        ratio = q("ratio_used", ratio, "LARS-5")

    inside = h.buffered == "rate"
    u = -h.lr * ratio * d if inside else ratio * d if h.buffered == "ratio" else d
    b = q("b", h.momentum * s.b + (1 - h.dampening) * u, "LARS-6")
    if h.nesterov == "on":
        b = q("b_ahead", u + h.momentum * b, "LARS-7")
    rate = h.lr if h.buffered == "ratio" else h.lr * ratio
    q("theta", theta + b if inside else theta - rate * b, "LARS-8")


def scaling(h):
    if h.zero != "divisor":
        return None  # where the ratio is 1, a step is as long as the gradient
    return {"weight_decay": 1}


PAPER = {
    "norms": "apart",
    "zero": "divisor",
    "decay": "applied",
    "adapts": "all",
    "buffered": "rate",
    "nesterov": "off",
}
OPTAX = {**PAPER, "norms": "joint", "zero": "parameter"}
KOZISTR = {**PAPER, "zero": "parameter", "adapts": "matrices", "buffered": "ratio"}

COMMON = {"weight_decay": "0", "trust_coefficient": "1e-3", "momentum": "0.9"}
OF_OPTAX = {"lr": None, **COMMON, "eps": "0"}
OF_KOZISTR = {"lr": "1e-3", **COMMON, "dampening": "0"}

ALGORITHM = Algorithm(
    name="lars",
    title="LARS",
    hypers=(
        LR,
        Hyper(
            "momentum", r"\mu", Interval("(0, 1]"), "share of the buffer that is kept", drawn=Interval("[1/2, 31/32]")
        ),
        WEIGHT_DECAY,
        Hyper("trust_coefficient", "c", Interval("[0, inf)"), "trust coefficient: a factor of every ratio"),
        Hyper("eps", r"\varepsilon", Interval("[0, inf)"), "added to the divisor of the ratio", neutral=Fraction(0)),
        Hyper(
            "dampening",
            r"\tau",
            Interval("[0, 1]"),
            "share of the gradient that does not enter the buffer",
            neutral=Fraction(0),
            drawn=Interval("[0, 3/4]"),
        ),
    ),
    slots=(Slot("b", "b", "momentum buffer; with the learning rate inside, the velocity"),),
    switches={
        "norms": ("apart", "joint"),
        "zero": ("divisor", "parameter", "gradient"),
        "decay": ("applied", "ratio-only", "with-ratio"),
        "adapts": ("all", "matrices", "with-decay"),
        "buffered": ("rate", "ratio", "nothing"),
        "nesterov": ("off", "on"),
    },
    variants=(
        Variant(
            "paper",
            PAPER,
            {"lr": None, "momentum": None, "weight_decay": None, "trust_coefficient": None},
            "You, Gitman & Ginsburg (2017), Algorithm 1",
        ),
        Variant("optax-0.2.8", OPTAX, OF_OPTAX, "optax.lars"),
        Variant("optax-0.2.8-nesterov", {**OPTAX, "nesterov": "on"}, OF_OPTAX, "optax.lars with nesterov=True"),
        Variant("pytorch-optimizer-4.1", KOZISTR, OF_KOZISTR, "pytorch_optimizer.LARS"),
        Variant(
            "pytorch-optimizer-4.1-nesterov",
            {**KOZISTR, "nesterov": "on"},
            OF_KOZISTR,
            "pytorch_optimizer.LARS with nesterov=True",
        ),
        Variant(
            "timm-1.0.31",
            {**PAPER, "zero": "gradient", "adapts": "with-decay", "buffered": "ratio"},
            {"lr": "1", "momentum": None, "weight_decay": "0", "trust_coefficient": "1e-3", "eps": "1e-8"},
            "timm.optim.Lars with momentum and without dampening",
        ),
        Variant(
            "tensorflow-1.15",
            {**PAPER, "zero": "gradient", "decay": "ratio-only", "buffered": "nothing"},
            {"lr": None, "momentum": "0.9", "weight_decay": "1e-4", "trust_coefficient": "1e-3", "eps": "0"},
            "tf.contrib.opt.LARSOptimizer; the loss must bring the decay along",
        ),
        Variant(
            "tinygrad-0.14",
            {**PAPER, "zero": "gradient"},
            {"lr": "1e-3", **COMMON, "weight_decay": "1e-4"},
            "tinygrad.nn.optim.LARS",
        ),
        Variant(
            "lightning-bolts-0.7",
            {**PAPER, "zero": "gradient", "decay": "with-ratio", "adapts": "with-decay", "buffered": "ratio"},
            {"lr": None, "momentum": None, "weight_decay": "0", "trust_coefficient": "1e-3", "eps": "1e-8"},
            "pl_bolts.optimizers.LARS with momentum and without dampening; lightly.utils.lars.LARS",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="LARS-9",
    latex={
        "d": "d",
        "norm_theta": "p",
        "norm_g": "q",
        "divisor": "D",
        "ratio": r"\rho",
        "ratio_used": r"\hat\rho",
        "b_ahead": r"\hat b",
    },
    scaling=scaling,
    couples="tensor",
    kinds={"matrices": (2, 3), "other parameters": (3,)},
)

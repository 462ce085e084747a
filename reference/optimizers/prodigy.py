"""Prodigy (K. Mishchenko and A. Defazio, 2023, Algorithm 4)."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Variant, scalar
from goldstep.reference.hypers import BETA1, BETA2, EPS, WEIGHT_DECAY

FAR = Fraction(16)  # a distance that has stopped growing


def coefficients(q, h, t):
    if h.correction == "on":
        q("bias", q.sqrt(1 - h.beta2**t) / (1 - h.beta1**t), "PRODIGY-1")


def step(q, h, c, s, t):
    g, d = s.g, s.d
    rate = q("rate", d * h.lr * c.bias if h.correction == "on" else d * h.lr, "PRODIGY-1")
    m = q("m", q.average(h.beta1, s.m, d * g), "PRODIGY-2")
    v = q("v", q.average(h.beta2, s.v, d * d * (g * g)), "PRODIGY-3")

    beta3 = q.sqrt(h.beta2) if h.beta3_is == "root" else h.beta3
    weight = (1 - beta3) * d if h.sums == "averages" else d / h.d0
    r = q("r", beta3 * s.r + weight * rate * q.total(g * (s.theta0 - s.theta)), "PRODIGY-4")
    summed = q("s", beta3 * s.s + weight * (d if h.warm == "on" else rate) * g, "PRODIGY-5")
    norm = q("norm", q.total(q.abs(summed)), "PRODIGY-6")
    d_hat = q("d_hat", q.where(norm, ">", 0, lambda: h.d_coef * r / norm, d), "PRODIGY-6")
    new = learned(q, h, s, d_hat)

    denominator = q("denominator", q.sqrt(v) + (new if h.eps_times == "new" else d) * h.eps, "PRODIGY-8")
    moved = (1 - rate * h.weight_decay) * s.theta - rate * m / denominator
    if h.idle == "waits":
        moved = q.where(norm, ">", 0, moved, s.theta)
    q("theta", moved, "PRODIGY-9")


def learned(q, h, s, d_hat):
    """The new d; a limited one goes at once to where the first estimate beyond d0 is, times the limit."""
    d = s.d
    if h.largest == "forgotten":
        return q("d", q.maximum(d, d_hat), "PRODIGY-7")
    most = q("d_max", q.maximum(s.d_max, d_hat), "PRODIGY-7")
    if h.growth == "free":
        return q("d", most, "PRODIGY-7")
    first = q.where(d, ">", h.d0, d, lambda: q.where(h.d0, ">", d, d, q.maximum(d, d_hat)))
    return q("d", q.minimum(most, first * h.growth_rate), "PRODIGY-7")


def scaling(h):
    return {"eps": 1, "m": 1, "v": 2, "r": 1, "s": 1}


PAPER = {
    "sums": "averages",
    "correction": "off",
    "eps_times": "old",
    "idle": "moves",
    "largest": "forgotten",
    "growth": "free",
    "warm": "off",
    "beta3_is": "root",
}
RELEASE = {**PAPER, "sums": "scaled", "eps_times": "new", "idle": "waits", "largest": "kept"}
OPTAX = {**PAPER, "sums": "scaled", "eps_times": "new", "correction": "on"}
USUAL = {"lr": "1", "beta1": "0.9", "beta2": "0.999", "eps": "1e-8", "d0": "1e-6"}
HAS = {**USUAL, "weight_decay": "0", "d_coef": "1"}

ALGORITHM = Algorithm(
    name="prodigy",
    title="Prodigy",
    hypers=(
        Hyper("lr", r"\eta", Interval("(0, inf)"), "learning rate, a multiple of the one that is learned"),
        BETA1,
        BETA2,
        Hyper(
            "beta3",
            r"\beta_3",
            Interval("[0, 1)"),
            "decay rate of the sums",
            neutral=Fraction(0),
            drawn=Interval("[1/2, 31/32]"),
        ),
        EPS,
        WEIGHT_DECAY,
        Hyper("d0", "d_0", Interval("(0, inf)"), "distance at the start", drawn=Interval("[1/64, 1/2]")),
        Hyper(
            "d_coef",
            "c",
            Interval("(0, inf)"),
            "factor of the estimate",
            neutral=Fraction(1),
            drawn=Interval("[1/2, 2]"),
        ),
        Hyper(
            "growth_rate",
            "G",
            Interval("[1, inf)"),
            "largest growth of the distance in a step",
            neutral=Fraction(2**1000),
            drawn=Interval("[33/32, 2]"),
        ),
    ),
    slots=(
        Slot("m", "m", "first moment: moving average of the gradient times the distance"),
        Slot("v", "v", "second moment: moving average of its square", nonnegative=True),
        Slot("s", "s", "decaying sum of weighted gradients"),
        Slot("theta0", r"\theta_0", "parameter at the start", start="theta"),
        Slot("r", "r", "decaying sum of weighted inner products", shape=scalar, even=True),
        Slot("d", "d", "estimate of the distance", start="d0", nonnegative=True, shape=scalar, late=FAR, least="d0"),
        Slot(
            "d_max",
            "D",
            "largest estimate so far",
            start="d0",
            nonnegative=True,
            shape=scalar,
            late=FAR,
            least="d0",
            when={"largest": "kept"},
        ),
    ),
    switches={
        "sums": ("averages", "scaled"),
        "correction": ("off", "on"),
        "eps_times": ("old", "new"),
        "idle": ("moves", "waits"),
        "largest": ("forgotten", "kept"),
        "growth": ("free", "limited"),
        "warm": ("off", "on"),
        "beta3_is": ("root", "given"),
    },
    variants=(
        Variant("paper", PAPER, USUAL, "Mishchenko & Defazio (2023), Algorithm 4"),
        Variant("prodigyopt-1.1", RELEASE, HAS, "prodigyopt.Prodigy; pytorch_optimizer.Prodigy"),
        Variant(
            "prodigyopt-1.1-warmup",
            {**RELEASE, "correction": "on", "warm": "on"},
            HAS,
            "the same with use_bias_correction=True (bias_correction=True) and safeguard_warmup=True",
        ),
        Variant(
            "prodigyopt-1.1-limited",
            {**RELEASE, "growth": "limited", "beta3_is": "given"},
            {**HAS, "beta3": None, "growth_rate": None},
            "the same with beta3 and growth_rate",
        ),
        Variant("optax-0.2.8", OPTAX, HAS, "optax.contrib.prodigy"),
        Variant(
            "optax-0.2.8-warmup",
            {**OPTAX, "warm": "on", "beta3_is": "given"},
            {**HAS, "beta3": None},
            "the same with safeguard_warmup=True and beta3",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="PRODIGY-10",
    latex={
        "bias": "b",
        "rate": r"\gamma",
        "norm": "n",
        "d_hat": r"\hat d",
        "denominator": "N",
    },
    scaling=scaling,
    couples="all",
)

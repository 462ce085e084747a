"""AdaBelief (J. Zhuang et al., NeurIPS 2020, Algorithm 2)."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Variant
from goldstep.reference.hypers import BETA1, BETA2, LR, WEIGHT_DECAY


def coefficients(q, h, t):
    q("bias1", 1 - h.beta1**t, "ADABELIEF-5")
    q("bias2", 1 - h.beta2**t, "ADABELIEF-6")


def step(q, h, c, s, t):
    theta, g = s.theta, s.g
    if h.decay == "coupled":
        g = q("d", g + h.weight_decay * theta, "ADABELIEF-1")
    else:
        theta = q("theta_decayed", (1 - h.lr * h.weight_decay) * theta, "ADABELIEF-1")

    m = q("m", q.average(h.beta1, s.m, g), "ADABELIEF-2")
    r = q("residual", g - m, "ADABELIEF-3")

    variance = q.average(h.beta2, s.s, r * r)
    if h.inner_eps == "stored":
        variance = q("s", variance + h.eps, "ADABELIEF-4")
    elif h.inner_eps == "stored-own":
        variance = q("s", variance + h.eps_root, "ADABELIEF-4")
    else:  # "passing": added to what this step uses, as version 2 of the paper has it
        variance = q("s", variance, "ADABELIEF-4") + h.eps

    m_hat = q("m_hat", m / c.bias1, "ADABELIEF-5")
    s_hat = q("s_hat", variance / c.bias2, "ADABELIEF-6")

    denominator = q("denominator", q.sqrt(s_hat) + h.eps, "ADABELIEF-7")
    q("theta", theta - h.lr * (m_hat / denominator), "ADABELIEF-8")


def scaling(h):
    if h.inner_eps != "stored-own" or (h.weight_decay and h.decay == "coupled"):
        return None  # one epsilon cannot have the unit of the variance and of its root
    return {"eps": 1, "eps_root": 2, "m": 1, "s": 2}


PAPER = {"inner_eps": "stored", "decay": "coupled"}
DECOUPLED = {"inner_eps": "stored", "decay": "decoupled"}
BETAS = {"beta1": "0.9", "beta2": "0.999"}

ALGORITHM = Algorithm(
    name="adabelief",
    title="AdaBelief",
    hypers=(
        LR,
        BETA1,
        BETA2,
        Hyper("eps", r"\varepsilon", Interval("[0, inf)"), "added to the denominator, and to the variance"),
        Hyper(
            "eps_root",
            r"\bar\varepsilon",
            Interval("[0, inf)"),
            "added to the variance, where that has an epsilon of its own",
            neutral=Fraction(0),
        ),
        WEIGHT_DECAY,
    ),
    slots=(
        Slot("m", "m", "first moment: moving average of the gradient"),
        Slot("s", "s", "variance: moving average of the squared residual", nonnegative=True),
    ),
    switches={
        "inner_eps": ("stored", "stored-own", "passing"),
        "decay": ("coupled", "decoupled"),
    },
    variants=(
        Variant(
            "official",
            DECOUPLED,
            {"lr": "1e-3", **BETAS, "eps": "1e-16", "weight_decay": "0"},
            "adabelief-pytorch 0.2.1 with rectify=False; pytorch_optimizer.AdaBelief",
        ),
        Variant(
            "official-coupled",
            PAPER,
            {"lr": "1e-3", **BETAS, "eps": "1e-16", "weight_decay": "0"},
            "the same with weight_decouple=False",
        ),
        Variant(
            "paper",
            PAPER,
            {"lr": "1e-3", **BETAS, "eps": "1e-8"},
            "Zhuang et al. (2020), Algorithm 2, without its projection",
        ),
        Variant(
            "paper-v2",
            {"inner_eps": "passing", "decay": "coupled"},
            {"lr": "1e-3", **BETAS, "eps": "1e-8"},
            "Zhuang et al. (2020), Algorithm 2 in version 2 of the preprint",
        ),
        Variant(
            "optax-0.2.8",
            {"inner_eps": "stored-own", "decay": "coupled"},
            {"lr": None, **BETAS, "eps": "1e-16", "eps_root": "1e-16"},
            "optax.adabelief",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="ADABELIEF-9",
    latex={
        "d": "d",
        "theta_decayed": r"\theta'",
        "residual": "r",
        "m_hat": r"\hat m",
        "s_hat": r"\hat s",
        "bias1": "b_1",
        "bias2": "b_2",
        "denominator": "D",
    },
    scaling=scaling,
)

"""RAdam (L. Liu et al., "On the Variance of the Adaptive Learning Rate and Beyond", ICLR 2020, Algorithm 2)."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Variant
from goldstep.reference.hypers import BETA1, BETA2, LR, WEIGHT_DECAY


def coefficients(q, h, t):
    q("bias1", 1 - h.beta1**t, "RADAM-4")
    bias2 = q("bias2", 1 - h.beta2**t, "RADAM-7")

    limit = q("rho_inf", 2 / (1 - h.beta2) - 1, "RADAM-5")
    rho = q("rho", limit - 2 * (t * h.beta2**t) / bias2, "RADAM-5")

    def rectification():
        return q.sqrt((rho - 4) * (rho - 2) * limit / ((limit - 4) * (limit - 2) * rho))

    threshold = 4 if h.threshold == "4" else 5
    q("rectification", q.where(rho, ">", threshold, rectification, q.number(Fraction(0))), "RADAM-6")


def step(q, h, c, s, t):
    def if_tractable(yes, no):
        return q.where(c.rectification, ">", 0, yes, no)

    theta, g = s.theta, s.g
    if h.decay == "coupled":
        g = q("d", g + h.weight_decay * theta, "RADAM-1")
    else:
        shrunk = (1 - h.lr * h.weight_decay) * theta
        theta = q("theta_decayed", if_tractable(shrunk, theta) if h.below == "nothing" else shrunk, "RADAM-1")

    m = q("m", q.average(h.beta1, s.m, g), "RADAM-2")
    v = q("v", q.average(h.beta2, s.v, g * g), "RADAM-3")
    m_hat = q("m_hat", m / c.bias1, "RADAM-4")

    def rectified():
        if h.eps_place == "outside":
            denominator = q("denominator", q.sqrt(v / c.bias2) + h.eps, "RADAM-7")
        else:  # "hat": added before the bias correction, as Adam's paper does with ε̂
            denominator = q("denominator", (q.sqrt(v) + h.eps) / q.sqrt(c.bias2), "RADAM-7")
        return c.rectification * (m_hat / denominator)

    below = m_hat if h.below == "momentum" else q.number(Fraction(0)) * m_hat
    u = q("u", if_tractable(rectified, below), "RADAM-8")
    q("theta", theta - h.lr * u, "RADAM-9")


def scaling(h):
    if h.below == "momentum" or (h.weight_decay and h.decay == "coupled"):
        return None
    return {"eps": 1, "m": 1, "v": 2}


BETAS = {"beta1": "0.9", "beta2": "0.999"}
PYTORCH = {"threshold": "5", "below": "momentum", "eps_place": "hat"}
OPTAX = {"below": "momentum", "eps_place": "outside", "decay": "coupled"}

ALGORITHM = Algorithm(
    name="radam",
    title="RAdam",
    hypers=(
        LR,
        BETA1,
        BETA2,
        Hyper(
            "eps",
            r"\varepsilon",
            Interval("[0, inf)"),
            "added to the denominator",
            neutral=Fraction(0),
        ),
        WEIGHT_DECAY,
    ),
    slots=(
        Slot("m", "m", "first moment: moving average of the gradient"),
        Slot("v", "v", "second moment: moving average of the squared gradient", nonnegative=True),
    ),
    switches={
        "threshold": ("4", "5"),
        "below": ("momentum", "nothing"),
        "eps_place": ("outside", "hat"),
        "decay": ("coupled", "decoupled"),
    },
    variants=(
        Variant(
            "pytorch-2.13",
            {**PYTORCH, "decay": "coupled"},
            {"lr": "1e-3", **BETAS, "eps": "1e-8", "weight_decay": "0"},
            "torch.optim.RAdam",
        ),
        Variant(
            "pytorch-2.13-decoupled",
            {**PYTORCH, "decay": "decoupled"},
            {"lr": "1e-3", **BETAS, "eps": "1e-8", "weight_decay": "0"},
            "torch.optim.RAdam with decoupled_weight_decay=True",
        ),
        Variant(
            "paper",
            {"threshold": "4", **OPTAX},
            {"lr": None, "beta1": None, "beta2": None},
            "Liu et al. (2020), Algorithm 2: no epsilon, no decay",
        ),
        Variant(
            "official",
            {**PYTORCH, "below": "nothing", "decay": "decoupled"},
            {"lr": "1e-3", **BETAS, "eps": "1e-8", "weight_decay": "0"},
            "LiyuanLucasLiu/RAdam 5fad7b1; pytorch_optimizer.RAdam",
        ),
        Variant(
            "optax-0.2.8",
            {"threshold": "5", **OPTAX},
            {"lr": None, **BETAS, "eps": "1e-8"},
            "optax.radam",
        ),
        Variant(
            "optax-0.2.8-threshold-4",
            {"threshold": "4", **OPTAX},
            {"lr": None, **BETAS, "eps": "1e-8"},
            "optax.radam with threshold=4",
        ),
        Variant(
            "torch-optimi-0.3-decoupled",
            {"threshold": "5", **OPTAX, "decay": "decoupled"},
            {"lr": None, "beta1": "0.9", "beta2": "0.99", "eps": "1e-6", "weight_decay": "0"},
            "optimi.RAdam with decouple_wd=True; it keeps both moments corrected",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="RADAM-10",
    latex={
        "d": "d",
        "theta_decayed": r"\theta'",
        "m_hat": r"\hat m",
        "bias1": "b_1",
        "bias2": "b_2",
        "rho_inf": r"\rho_{\infty}",
        "rho": r"\rho",
        "rectification": "r",
        "denominator": "D",
        "u": "u",
    },
    scaling=scaling,
)

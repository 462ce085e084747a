"""Adan (X. Xie et al., 2022, Algorithm 1)."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Variant
from goldstep.reference.hypers import LR, WEIGHT_DECAY


def coefficients(q, h, t):
    if h.averages == "corrected":
        q("bias1", 1 - h.beta1**t, "ADAN-6")
        q("bias2", 1 - h.beta2**t, "ADAN-6")
        q("bias3", 1 - h.beta3**t, "ADAN-6")


def step(q, h, c, s, t):
    theta, g = s.theta, s.g
    d = q("d", g - (g if t == 1 else s.prev), "ADAN-1")
    q("prev", g, "ADAN-1")
    weight = h.beta2 if h.weight == "beta2" else 1 - h.beta2
    ahead = q("ahead", g + weight * d, "ADAN-4")

    corrected = h.averages == "corrected"
    m = q("m", q.average(h.beta1, s.m, g) if corrected or t > 1 else g, "ADAN-2")
    v = q("v", q.average(h.beta2, s.v, d) if corrected or t > 2 else d, "ADAN-3")
    n = q("n", q.average(h.beta3, s.n, ahead * ahead) if corrected or t > 1 else ahead * ahead, "ADAN-5")
    if corrected:
        m = q("m_hat", m / c.bias1, "ADAN-6")
        v = q("v_hat", v / c.bias2, "ADAN-6")
        n = q("n_hat", n / c.bias3, "ADAN-6")

    denominator = q("denominator", q.sqrt(n + h.eps_root) + h.eps, "ADAN-7")
    u = q("u", (m + weight * v) / denominator, "ADAN-8")
    if h.decay == "proximal":
        q("theta", (theta - h.lr * u) / (1 + h.lr * h.weight_decay), "ADAN-9")
    else:
        q("theta", (1 - h.lr * h.weight_decay) * theta - h.lr * u, "ADAN-9")


def scaling(h):
    return {"eps": 1, "eps_root": 2, "m": 1, "v": 1, "n": 2, "prev": 1}


PAPER = {"averages": "begun", "weight": "beta2", "decay": "proximal"}
OFFICIAL = {**PAPER, "averages": "corrected"}
USUAL = {"lr": "1e-3", "beta1": "0.98", "beta2": "0.92", "beta3": "0.99", "weight_decay": "0"}
DRAWN = Interval("[1/2, 31/32]")

ALGORITHM = Algorithm(
    name="adan",
    title="Adan",
    hypers=(
        LR,
        Hyper("beta1", r"\beta_1", Interval("[0, 1)"), "decay rate of the average of gradients", drawn=DRAWN),
        Hyper("beta2", r"\beta_2", Interval("[0, 1)"), "decay rate of the average of differences", drawn=DRAWN),
        Hyper("beta3", r"\beta_3", Interval("[0, 1)"), "decay rate of the average of squares", drawn=DRAWN),
        Hyper("eps", r"\varepsilon", Interval("[0, inf)"), "added to the root", neutral=Fraction(0)),
        Hyper("eps_root", r"\bar\varepsilon", Interval("[0, inf)"), "added under the root", neutral=Fraction(0)),
        WEIGHT_DECAY,
    ),
    slots=(
        Slot("m", "m", "moving average of the gradient"),
        Slot("v", "v", "moving average of the difference of gradients"),
        Slot("n", "n", "moving average of the square of the gradient ahead", nonnegative=True),
        Slot("prev", "p", "gradient of the step before"),
    ),
    switches={
        "averages": ("corrected", "begun"),
        "weight": ("beta2", "complement"),
        "decay": ("proximal", "decoupled"),
    },
    variants=(
        Variant(
            "official",
            OFFICIAL,
            {**USUAL, "eps": "1e-8"},
            "adan.py of sail-sg/Adan; timm.optim.Adan; pytorch_optimizer.Adan",
        ),
        Variant(
            "official-no-prox",
            {**OFFICIAL, "decay": "decoupled"},
            {**USUAL, "eps": "1e-8"},
            "the same with no_prox=True; pytorch_optimizer.Adan with weight_decouple=True",
        ),
        Variant("paper", PAPER, {**USUAL, "eps_root": "1e-8"}, "Xie et al. (2022), Algorithm 1, without its restarts"),
        Variant(
            "optax-0.2.8",
            {**OFFICIAL, "weight": "complement", "decay": "decoupled"},
            {**USUAL, "lr": None, "eps": "1e-8", "eps_root": "1e-8"},
            "optax.adan",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="ADAN-10",
    latex={
        "d": "d",
        "ahead": "a",
        "m_hat": r"\hat m",
        "v_hat": r"\hat v",
        "n_hat": r"\hat n",
        "bias1": "b_1",
        "bias2": "b_2",
        "bias3": "b_3",
        "denominator": "D",
        "u": "u",
    },
    scaling=scaling,
)

"""Sophia (H. Liu et al., ICLR 2024, Algorithm 3), from the step on: what its estimators give is an input."""

from fractions import Fraction

from goldstep.reference.algorithm import GRADIENT, Algorithm, Hyper, Input, Interval, Slot, Variant
from goldstep.reference.hypers import BETA1, LR, WEIGHT_DECAY


def coefficients(q, h, t):
    if h.bias_correction == "on":
        q("bias1", 1 - h.beta1**t, "SOPHIA-3")


def step(q, h, c, s, t):
    theta, g = q("theta_decayed", (1 - h.lr * h.weight_decay) * s.theta, "SOPHIA-1"), s.g
    m = q("m", q.average(h.beta1, s.m, g), "SOPHIA-2")
    if h.bias_correction == "on":
        m = q("m_hat", m / c.bias1, "SOPHIA-3")

    estimate, curvature = s.curvature, s.h
    if h.estimate == "squared":
        estimate = q("estimate", s.curvature * s.curvature, "SOPHIA-4")
    waits = (t if h.renewal == "last" else t - 1) % h.interval
    renewed = q.where(q.number(waits), ">", 0, s.h, lambda: q.average(h.beta2, s.h, estimate))
    if h.renewal == "before":
        curvature = renewed = q("h", renewed, "SOPHIA-5")

    if h.floor == "max":
        denominator = q("denominator", q.maximum(h.gamma * curvature, h.eps), "SOPHIA-6")
    else:
        denominator = q("denominator", (h.gamma * h.batch_size) * curvature + h.eps, "SOPHIA-6")
    u = q("u", q.clip(m / denominator, h.limit), "SOPHIA-7")
    q("theta", theta - h.lr * u, "SOPHIA-8")
    if h.renewal != "before":
        q("h", renewed, "SOPHIA-5")


def scaling(h):
    if h.estimate == "squared":
        return {"curvature": 1, "gamma": -1, "eps": 1, "m": 1, "h": 2}
    return {"curvature": 1, "eps": 1, "m": 1, "h": 1}


PAPER = {"estimate": "given", "renewal": "before", "bias_correction": "off", "floor": "max"}
LEVANTER = {**PAPER, "renewal": "last", "bias_correction": "on"}

ALGORITHM = Algorithm(
    name="sophia",
    title="Sophia",
    hypers=(
        LR,
        BETA1,
        Hyper(
            "beta2",
            r"\beta_2",
            Interval("[0, 1)"),
            "decay rate of the curvature's average",
            drawn=Interval("[1/2, 127/128]"),
        ),
        Hyper("eps", r"\varepsilon", Interval("[0, inf)"), "least value of the denominator, or added to it"),
        WEIGHT_DECAY,
        Hyper("gamma", r"\gamma", Interval("(0, inf)"), "factor of the curvature", neutral=Fraction(1)),
        Hyper("limit", r"\rho", Interval("(0, inf)"), "length at which the update is clipped", neutral=Fraction(1)),
        Hyper(
            "interval",
            "k",
            Interval("[1, inf)"),
            "steps from one estimate to the next",
            integer=True,
            drawn=Interval("[2, 5]"),
        ),
        Hyper(
            "batch_size",
            "B",
            Interval("(0, inf)"),
            "number of examples behind an estimate",
            neutral=Fraction(1),
            drawn=Interval("[1, 64]"),
        ),
    ),
    slots=(
        Slot("m", "m", "first moment: moving average of the gradient"),
        Slot("h", "h", "curvature: moving average of the estimates", when={"estimate": "given"}, even=True),
        Slot("h", "h", "the same of squares, the batch size left out", nonnegative=True, when={"estimate": "squared"}),
    ),
    switches={
        "estimate": ("given", "squared"),
        "renewal": ("before", "after", "last"),
        "bias_correction": ("off", "on"),
        "floor": ("max", "added"),
    },
    variants=(
        Variant(
            "paper",
            PAPER,
            {
                "lr": None,
                "beta1": "0.96",
                "beta2": "0.99",
                "eps": "1e-12",
                "weight_decay": None,
                "gamma": None,
                "interval": "10",
            },
            "Liu et al. (2024), Algorithm 3",
        ),
        Variant(
            "official",
            {"estimate": "squared", "renewal": "last", "bias_correction": "off", "floor": "added"},
            {
                "lr": "1e-4",
                "beta1": "0.965",
                "beta2": "0.99",
                "eps": "1e-15",
                "weight_decay": "0.1",
                "gamma": "0.04",
                "interval": "10",
                "batch_size": "5120",
            },
            "SophiaG of the authors' Liuhong99/Sophia, in its training loop",
        ),
        Variant(
            "levanter",
            LEVANTER,
            {
                "lr": "0.85e-3",
                "beta1": "0.965",
                "beta2": "0.99",
                "eps": "1e-8",
                "weight_decay": "0",
                "gamma": "0.01",
                "limit": "1",
                "interval": "10",
            },
            "sophia_h of stanford-crfm/levanter, by one of the authors",
        ),
        Variant(
            "optax-0.2.8",
            {**LEVANTER, "renewal": "after"},
            {
                "lr": None,
                "beta1": "0.965",
                "beta2": "0.99",
                "eps": "1e-8",
                "weight_decay": "1e-4",
                "gamma": "0.01",
                "limit": "1",
                "interval": "10",
            },
            "optax.contrib.sophia",
        ),
        Variant(
            "pytorch-optimizer-4.1",
            PAPER,
            {
                "lr": "6e-2",
                "beta1": "0.96",
                "beta2": "0.99",
                "eps": "1e-12",
                "weight_decay": "0",
                "limit": "1e-2",
                "interval": "10",
            },
            "pytorch_optimizer.SophiaH: the paper's first version on arXiv",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="SOPHIA-9",
    latex={
        "theta_decayed": r"\theta'",
        "bias1": "b_1",
        "m_hat": r"\hat m",
        "estimate": r"\hat h",
        "denominator": "D",
        "u": "u",
    },
    scaling=scaling,
    inputs=(
        GRADIENT,
        Input("curvature", r"\kappa", "estimate of the Hessian's diagonal, or the gradient to be squared", even=True),
    ),
)

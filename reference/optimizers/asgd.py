"""Averaged SGD (B. T. Polyak and A. B. Juditsky, 1992), with the schedules of W. Xu (2011) and L. Bottou (2012)."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Variant, scalar
from goldstep.reference.hypers import LR, WEIGHT_DECAY


def coefficients(q, h, t):
    q("eta_next", h.lr / q.power(1 + h.lambd * h.lr * t, h.alpha), "ASGD-5")
    q("mu_next", 1 / q.maximum(q.number(t) - h.t0, 1), "ASGD-6")


def step(q, h, c, s, t):
    d = q("d", s.g + h.weight_decay * s.theta, "ASGD-1")
    decayed = q("theta_decayed", (1 - h.lambd * s.eta) * s.theta, "ASGD-2")
    theta = q("theta", decayed - s.eta * d, "ASGD-3")
    q("ax", q.blend(s.ax + s.mu * (theta - s.ax), s.ax, theta, s.mu), "ASGD-4")
    q("eta", c.eta_next, "ASGD-5")
    q("mu", c.mu_next, "ASGD-6")


def scaling(h):
    return {"lr": -1, "eta": -1, "lambd": 1, "weight_decay": 1}


ALGORITHM = Algorithm(
    name="asgd",
    title="Averaged SGD",
    hypers=(
        LR,
        Hyper("lambd", r"\lambda_d", Interval("[0, inf)"), "decay of the parameters and of the step size"),
        Hyper(
            "alpha",
            r"\alpha",
            Interval("[0, inf)"),
            "power by which the step size falls",
            drawn=Interval("[1/2, 1]"),
        ),
        Hyper("t0", "t_0", Interval("[0, inf)"), "step after which averaging begins", drawn=Interval("[0, 16]")),
        WEIGHT_DECAY,
    ),
    slots=(
        Slot("eta", r"\eta", "step size of the next step", start="lr", nonnegative=True, shape=scalar),
        Slot(
            "mu",
            r"\mu",
            "weight of the next parameter in the average",
            start=Fraction(1),
            nonnegative=True,
            shape=scalar,
        ),
        Slot("ax", r"\bar\theta", "average of the parameters"),
    ),
    switches={},
    variants=(
        Variant(
            "pytorch-2.13",
            {},
            {"lr": "1e-2", "lambd": "1e-4", "alpha": "0.75", "t0": "1e6", "weight_decay": "0"},
            "torch.optim.ASGD",
        ),
        Variant(
            "paper",
            {},
            {"lr": None, "lambd": None, "alpha": "0.75", "t0": None},
            "Bottou (2012), section 5, after Xu (2011); lambd is the regularisation of the loss",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="ASGD-7",
    latex={"d": "d", "theta_decayed": r"\theta'", "eta_next": r"\hat\eta", "mu_next": r"\hat\mu"},
    scaling=scaling,
)

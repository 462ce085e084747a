"""AddSign (I. Bello et al., ICML 2017)."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Variant
from goldstep.reference.hypers import LR


def coefficients(q, h, t):
    pass


def step(q, h, c, s, t):
    theta, g = s.theta, s.g
    m = q("m", q.average(h.beta, s.m, g), "ADDSIGN-1")
    agreement = q("agreement", q.sign(g) * q.sign(m), "ADDSIGN-2")
    factor = q("factor", h.alpha + h.sign_decay * agreement, "ADDSIGN-3")
    q("theta", theta - h.lr * (factor * g), "ADDSIGN-4")


def scaling(h):
    return {"lr": -1, "m": 1}


USUAL = {"alpha": "1", "beta": "0.9", "sign_decay": "1"}

ALGORITHM = Algorithm(
    name="add_sign",
    title="AddSign",
    hypers=(
        LR,
        Hyper("alpha", r"\alpha", Interval("[0, inf)"), "factor where nothing agrees", drawn=Interval("[1/2, 2]")),
        Hyper(
            "sign_decay",
            "f",
            Interval("[0, 1]"),
            "what is left of the influence of the signs, a function of time",
            neutral=Fraction(1),
            drawn=Interval("[1/4, 1]"),
        ),
        Hyper(
            "beta",
            r"\beta",
            Interval("[0, 1]"),
            "decay rate of the average of gradients",
            drawn=Interval("[1/2, 31/32]"),
        ),
    ),
    slots=(Slot("m", "m", "moving average of the gradient"),),
    switches={},
    variants=(
        Variant("paper", {}, {"lr": None, **USUAL}, "Bello et al. (2017)"),
        Variant(
            "tensorflow-1.15",
            {},
            {"lr": "0.1", **USUAL},
            "tf.contrib.opt.AddSignOptimizer; tf.raw_ops.ResourceApplyAddSign",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="ADDSIGN-5",
    latex={"agreement": r"\sigma", "factor": "F"},
    scaling=scaling,
)

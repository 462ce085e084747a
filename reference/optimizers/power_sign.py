"""PowerSign (I. Bello et al., ICML 2017)."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Variant
from goldstep.reference.hypers import LR


def coefficients(q, h, t):
    q("more", q.power(h.base, h.sign_decay), "POWERSIGN-3")
    q("less", q.power(h.base, -h.sign_decay), "POWERSIGN-3")


def step(q, h, c, s, t):
    theta, g = s.theta, s.g
    m = q("m", q.average(h.beta, s.m, g), "POWERSIGN-1")
    agreement = q("agreement", q.sign(g) * q.sign(m), "POWERSIGN-2")
    one = q.number(Fraction(1))
    otherwise = q.where(-agreement, ">", 0, c.less, one)
    factor = q("factor", q.where(agreement, ">", 0, c.more, otherwise), "POWERSIGN-3")
    q("theta", theta - h.lr * (factor * g), "POWERSIGN-4")


def scaling(h):
    return {"lr": -1, "m": 1}


USUAL = {"base": "2.718281828459045", "beta": "0.9", "sign_decay": "1"}

ALGORITHM = Algorithm(
    name="power_sign",
    title="PowerSign",
    hypers=(
        LR,
        Hyper("base", "b", Interval("[1, inf)"), "factor where signs agree", drawn=Interval("[2, 4]")),
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
            "tf.contrib.opt.PowerSignOptimizer; tf.raw_ops.ResourceApplyPowerSign",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="POWERSIGN-5",
    latex={"agreement": r"\sigma", "factor": "F", "more": "b^+", "less": "b^-"},
    scaling=scaling,
)

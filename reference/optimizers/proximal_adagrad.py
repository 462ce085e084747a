"""Proximal AdaGrad (J. Duchi, E. Hazan and Y. Singer, JMLR 12, 2011, equation 4), with diagonal matrices."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Variant
from goldstep.reference.hypers import LR


def coefficients(q, h, t):
    pass


def step(q, h, c, s, t):
    theta, g = s.theta, s.g
    zero = q.number(Fraction(0))
    n = q("n", s.n + g * g, "PROXIMALADAGRAD-1")
    rate = q("rate", h.lr / (q.sqrt(n) + h.eps), "PROXIMALADAGRAD-2")
    moved = q("moved", theta - rate * g, "PROXIMALADAGRAD-3")

    shared = rate if h.strengths == "adapted" else h.lr
    threshold = q("threshold", shared * h.l1, "PROXIMALADAGRAD-4")
    shrunk = q("shrunk", q.maximum(moved - threshold, zero) - q.maximum(-moved - threshold, zero), "PROXIMALADAGRAD-5")
    q("theta", shrunk / (1 + shared * h.l2), "PROXIMALADAGRAD-6")


def scaling(h):
    powers = {"n": 2, "eps": 1, "initial_accumulator_value": 2}
    return {**powers, "l1": 1, "l2": 1} if h.strengths == "adapted" else powers


ZERO = Fraction(0)
STRENGTH = Interval("[1/64, 1/2]")

ALGORITHM = Algorithm(
    name="proximal_adagrad",
    title="Proximal AdaGrad",
    hypers=(
        LR,
        Hyper(
            "l1",
            r"\lambda_1",
            Interval("[0, inf)"),
            "strength of the L1 regularisation",
            neutral=ZERO,
            drawn=STRENGTH,
        ),
        Hyper(
            "l2",
            r"\lambda_2",
            Interval("[0, inf)"),
            "strength of the L2 regularisation",
            neutral=ZERO,
            drawn=STRENGTH,
        ),
        Hyper("eps", r"\delta", Interval("(0, inf)"), "added to the root", neutral=ZERO, drawn=STRENGTH),
        Hyper(
            "initial_accumulator_value",
            "a",
            Interval("(0, inf)"),
            "the sum of squares before the first step",
            neutral=ZERO,
            drawn=Interval("[1/64, 1]"),
        ),
    ),
    slots=(Slot("n", "n", "sum of the squared gradients", start="initial_accumulator_value", nonnegative=True),),
    switches={"strengths": ("adapted", "plain")},
    variants=(
        Variant(
            "paper",
            {"strengths": "adapted"},
            {"lr": None, "eps": None, "l1": None},
            "Duchi, Hazan & Singer (2011), diagonal, with L1",
        ),
        Variant(
            "tensorflow-2",
            {"strengths": "adapted"},
            {"lr": None, "l1": "0", "l2": "0", "initial_accumulator_value": "0.1"},
            "tf.compat.v1.train.ProximalAdagradOptimizer; tf.raw_ops.ResourceApplyProximalAdagrad",
        ),
        Variant(
            "paddle",
            {"strengths": "plain"},
            {"lr": None, "l1": "0", "l2": "0", "initial_accumulator_value": None},
            "the operator proximal_adagrad of Paddle, whose moment is given",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="PROXIMALADAGRAD-7",
    latex={"rate": r"\eta'", "moved": r"\theta'", "threshold": r"\tau", "shrunk": r"\theta''"},
    scaling=scaling,
)

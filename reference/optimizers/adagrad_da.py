"""AdaGrad with dual averaging (J. Duchi, E. Hazan and Y. Singer, JMLR 12, 2011, equation 3), with diagonal matrices."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Variant
from goldstep.reference.hypers import LR


def coefficients(q, h, t):
    q("threshold", h.l1 * t, "ADAGRADDA-3")
    q("pull", h.l2 * t * h.lr, "ADAGRADDA-4")


def step(q, h, c, s, t):
    g = s.g
    zero = q.number(Fraction(0))
    z = q("z", s.z + g, "ADAGRADDA-1")
    n = q("n", s.n + g * g, "ADAGRADDA-2")

    beyond = q("beyond", q.maximum(z - c.threshold, zero) - q.maximum(-z - c.threshold, zero), "ADAGRADDA-3")
    denominator = q("denominator", q.sqrt(n) + c.pull + h.eps, "ADAGRADDA-4")
    q("theta", -h.lr * (beyond / denominator), "ADAGRADDA-5")


def scaling(h):
    return {"z": 1, "n": 2, "l1": 1, "l2": 1, "eps": 1, "initial_accumulator_value": 2}


ZERO = Fraction(0)
STRENGTH = Interval("[1/64, 1/2]")

ALGORITHM = Algorithm(
    name="adagrad_da",
    title="AdaGrad with dual averaging",
    hypers=(
        LR,
        Hyper(
            "l1",
            r"\lambda_1",
            Interval("[0, inf)"),
            "strength of the L1 regularisation",
            neutral=ZERO,
            drawn=Interval("[1/64, 1/4]"),
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
    slots=(
        Slot("z", "z", "sum of the gradients"),
        Slot("n", "n", "sum of the squared gradients", start="initial_accumulator_value", nonnegative=True),
    ),
    switches={},
    variants=(
        Variant("paper", {}, {"lr": None, "eps": None, "l1": None}, "Duchi, Hazan & Singer (2011), diagonal, with L1"),
        Variant(
            "tensorflow-2",
            {},
            {"lr": None, "l1": "0", "l2": "0", "initial_accumulator_value": "0.1"},
            "tf.compat.v1.train.AdagradDAOptimizer; tf.raw_ops.ResourceApplyAdagradDA",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="ADAGRADDA-6",
    latex={"threshold": r"\tau", "pull": "r", "beyond": r"\tilde z", "denominator": "D"},
    scaling=scaling,
)

"""FTRL-Proximal (H. B. McMahan et al., KDD 2013, Algorithm 1)."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Variant


def coefficients(q, h, t):
    q("lambda2", h.l2 if h.l2_counts == "once" else 2 * h.l2, "FTRL-5")


def step(q, h, c, s, t):
    theta, g = s.theta, s.g
    zero = q.number(Fraction(0))
    d = q("d", g + 2 * h.l2_shrinkage * theta, "FTRL-1")
    n = q("n", s.n + g * g, "FTRL-2")
    grown = q.where(g * g, ">", 0, q.sqrt(n) - q.sqrt(s.n), zero)  # without a gradient, exactly nothing
    sigma = q("sigma", grown / h.lr, "FTRL-3")
    z = q("z", s.z + d - sigma * theta, "FTRL-3")

    beyond = q("beyond", q.maximum(z - h.l1, zero) - q.maximum(-z - h.l1, zero), "FTRL-4")
    denominator = q("denominator", (h.beta + q.sqrt(n)) / h.lr + c.lambda2, "FTRL-5")
    q("theta", -q.where(denominator, ">", 0, beyond / denominator, zero), "FTRL-6")


def scaling(h):
    return {"n": 2, "z": 1, "beta": 1, "l1": 1, "l2": 1, "l2_shrinkage": 1, "initial_accumulator_value": 2}


def _strength(name, latex, meaning):
    return Hyper(name, latex, Interval("[0, inf)"), meaning, neutral=Fraction(0), drawn=Interval("[1/64, 1/2]"))


REGULAR = {"l1": "0", "l2": "0"}

ALGORITHM = Algorithm(
    name="ftrl",
    title="FTRL",
    hypers=(
        Hyper("lr", r"\eta", Interval("(0, inf)"), "learning rate, the paper's α"),
        _strength("beta", r"\beta", "added to the root of the sum of squares"),
        _strength("l1", r"\lambda_1", "strength of the L1 regularisation"),
        _strength("l2", r"\lambda_2", "strength of the L2 regularisation"),
        _strength("l2_shrinkage", r"\lambda_s", "strength of an L2 penalty on the loss"),
        Hyper(
            "initial_accumulator_value",
            "a",
            Interval("[0, inf)"),
            "the sum of squares before the first step",
            neutral=Fraction(0),
            drawn=Interval("[0, 1]"),
        ),
    ),
    slots=(
        Slot("z", "z", "sum of the gradients, less what the steps so far stand for"),
        Slot("n", "n", "sum of the squared gradients", start="initial_accumulator_value", nonnegative=True),
    ),
    switches={"l2_counts": ("once", "twice")},
    variants=(
        Variant(
            "paper",
            {"l2_counts": "once"},
            {"lr": None, "beta": "1", **dict.fromkeys(REGULAR)},
            "McMahan et al. (2013), Algorithm 1",
        ),
        Variant(
            "pytorch-optimizer-4.1",
            {"l2_counts": "once"},
            {"lr": "1e-3", "beta": "0", **REGULAR},
            "pytorch_optimizer.FTRL with lr_power=-0.5",
        ),
        Variant(
            "keras-3.15",
            {"l2_counts": "twice"},
            {"lr": "1e-3", "beta": "0", **REGULAR, "l2_shrinkage": "0", "initial_accumulator_value": "0.1"},
            "keras.optimizers.Ftrl with learning_rate_power=-0.5",
        ),
        Variant(
            "tensorflow-2",
            {"l2_counts": "twice"},
            {"lr": None, **REGULAR, "l2_shrinkage": "0", "initial_accumulator_value": "0.1"},
            "tf.raw_ops.ResourceApplyFtrlV2 with lr_power=-0.5; ResourceApplyFtrl is the same without shrinkage",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="FTRL-7",
    latex={
        "lambda2": r"\lambda_2'",
        "d": "d",
        "sigma": r"\sigma",
        "beyond": r"\tilde z",
        "denominator": "D",
    },
    scaling=scaling,
)

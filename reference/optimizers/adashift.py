"""AdaShift (Z. Zhou et al., ICLR 2019)."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Variant, window
from goldstep.reference.hypers import BETA1, BETA2, EPS, LR


def coefficients(q, h, t):
    newest = q("newest", (1 - h.beta1) / (1 - h.beta1**h.keep_num), "ADASHIFT-2")
    q("oldest", h.beta1**h.keep_num * newest, "ADASHIFT-2")
    if h.bias_correction == "on" and t > h.keep_num:
        q("bias2", 1 - h.beta2 ** (t - h.keep_num), "ADASHIFT-5")


def step(q, h, c, s, t):
    g, kept = s.g, q.split(s.window, h.keep_num)
    shifted = kept[0]
    q("window", q.join([*kept[1:], g]), "ADASHIFT-1")
    if t <= h.keep_num:  # the window has only now been filled, or has not yet
        q("m", h.beta1 * s.m + c.newest * g, "ADASHIFT-2")
        return
    m = q("m", h.beta1 * s.m - c.oldest * shifted + c.newest * g, "ADASHIFT-2")

    square = shifted * shifted
    if h.reduction != "off":
        square = q.largest(square) if h.reduction == "max" else q.mean(square, s.shape)
    square = q("square", square, "ADASHIFT-3")
    v = q("v", q.average(h.beta2, s.v, square), "ADASHIFT-4")

    v_hat = q("v_hat", v / c.bias2 if h.bias_correction == "on" else v, "ADASHIFT-5")
    q("theta", s.theta - h.lr * (m / (q.sqrt(v_hat) + h.eps)), "ADASHIFT-6")


def scaling(h):
    return {"eps": 1, "m": 1, "v": 2, "window": 1}


DEFAULTS = {"lr": "1e-3", "keep_num": "10", "beta1": "0.9", "beta2": "0.999", "eps": "1e-10"}

ALGORITHM = Algorithm(
    name="adashift",
    title="AdaShift",
    hypers=(
        LR,
        Hyper(
            "keep_num",
            "n",
            Interval("[1, inf)"),
            "number of gradients that are kept",
            drawn=Interval("[2, 5]"),
            integer=True,
        ),
        BETA1,
        BETA2,
        Hyper(EPS.name, EPS.latex, EPS.domain, EPS.meaning, Fraction(0)),
    ),
    slots=(
        Slot("window", "G", "gradients, the newest last", shape=window("keep_num")),
        Slot("m", "m", "first moment: weighted mean of the last gradients"),
        Slot("v", "v", "second moment: moving average of squared gradients before those", nonnegative=True),
    ),
    switches={"reduction": ("max", "mean", "off"), "bias_correction": ("on", "off")},
    variants=(
        Variant(
            "paper",
            {"reduction": "max", "bias_correction": "off"},
            {"lr": None, "keep_num": "10", "beta1": "0.9", "beta2": "0.999"},
            "Zhou et al. (2019), with the maximum for the spatial operation",
        ),
        Variant(
            "official",
            {"reduction": "mean", "bias_correction": "on"},
            DEFAULTS,
            "AdaShift of the first author's later code for TensorFlow, AdaShift-new.py",
        ),
        Variant(
            "pytorch-optimizer-4.1",
            {"reduction": "max", "bias_correction": "on"},
            DEFAULTS,
            "pytorch_optimizer.AdaShift",
        ),
        Variant(
            "pytorch-optimizer-4.1-elementwise",
            {"reduction": "off", "bias_correction": "on"},
            DEFAULTS,
            "pytorch_optimizer.AdaShift with reduce_func=None",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="ADASHIFT-7",
    latex={
        "newest": r"\omega",
        "oldest": r"\omega'",
        "bias2": "b",
        "square": r"\phi",
        "v_hat": r"\hat v",
    },
    scaling=scaling,
    couples="tensor",
)

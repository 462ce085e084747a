"""Yogi (M. Zaheer et al., NeurIPS 2018, Algorithm 2)."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Variant
from goldstep.reference.hypers import BETA1, BETA2, EPS, LR, WEIGHT_DECAY


def coefficients(q, h, t):
    if h.bias_correction == "on":
        q("bias1", 1 - h.beta1**t, "YOGI-4")
        q("bias2", 1 - h.beta2**t, "YOGI-5")


def step(q, h, c, s, t):
    theta, g = s.theta, s.g
    if h.decay == "coupled":
        g = q("d", g + h.weight_decay * theta, "YOGI-1")
    else:
        theta = q("theta_decayed", (1 - h.lr * h.weight_decay) * theta, "YOGI-1")

    m = q("m", q.average(h.beta1, s.m, g), "YOGI-2")
    square = q("square", g * g, "YOGI-3")
    v = q("v", s.v - (1 - h.beta2) * q.sign(s.v - square) * square, "YOGI-3")

    corrected = h.bias_correction == "on"
    m_hat = q("m_hat", m / c.bias1 if corrected else m, "YOGI-4")
    v_hat = q("v_hat", v / c.bias2 if corrected else v, "YOGI-5")

    if h.eps_place == "outside":
        denominator = q("denominator", q.sqrt(v_hat) + h.eps, "YOGI-6")
    else:  # "hat": added before the bias correction
        denominator = q("denominator", (q.sqrt(v) + h.eps) / q.sqrt(c.bias2), "YOGI-6")

    q("theta", theta - h.lr * (m_hat / denominator), "YOGI-7")


def scaling(h):
    if (h.weight_decay and h.decay == "coupled") or h.m_start == "accumulator":
        return None  # one start cannot have the unit of a gradient and of its square
    return {"eps": 1, "m": 1, "v": 2, "initial_accumulator_value": 2}


USUAL = {"lr": "1e-2", "beta1": "0.9", "beta2": "0.999", "eps": "1e-3"}
STARTED = {**USUAL, "initial_accumulator_value": "1e-6"}
OPTAX = {"eps_place": "outside", "bias_correction": "on", "m_start": "accumulator", "decay": "coupled"}

ALGORITHM = Algorithm(
    name="yogi",
    title="Yogi",
    hypers=(
        LR,
        BETA1,
        BETA2,
        EPS,
        Hyper(
            "initial_accumulator_value",
            "a",
            Interval("[0, inf)"),
            "the second moment before the first step, and in some variants the first",
            neutral=Fraction(0),
            drawn=Interval("[0, 1]"),
        ),
        WEIGHT_DECAY,
    ),
    slots=(
        Slot("m", "m", "first moment: moving average of the gradient", when={"m_start": "zero"}),
        Slot(
            "m",
            "m",
            "first moment, which starts like the second",
            start="initial_accumulator_value",
            when={"m_start": "accumulator"},
        ),
        Slot(
            "v",
            "v",
            "second moment: follows the squared gradient by steps of its size",
            start="initial_accumulator_value",
            nonnegative=True,
        ),
    ),
    switches={
        "eps_place": ("outside", "hat"),
        "bias_correction": ("on", "off"),
        "m_start": ("zero", "accumulator"),
        "decay": ("coupled", "decoupled"),
    },
    variants=(
        Variant(
            "paper",
            {"eps_place": "outside", "bias_correction": "off", "m_start": "zero", "decay": "coupled"},
            USUAL,
            "Zaheer et al. (2018), Algorithm 2",
        ),
        Variant("optax-0.2.8", OPTAX, {**STARTED, "lr": None}, "optax.yogi, which fixes the start at 1e-6"),
        Variant(
            "torch-optimizer-0.3",
            OPTAX,
            {**STARTED, "weight_decay": "0"},
            "torch_optimizer.Yogi; pytorch_optimizer.Yogi with weight_decouple=False",
        ),
        Variant(
            "pytorch-optimizer-4.1",
            {**OPTAX, "decay": "decoupled"},
            {**STARTED, "weight_decay": "0"},
            "pytorch_optimizer.Yogi",
        ),
        Variant(
            "tensorflow-addons-0.23",
            {"eps_place": "hat", "bias_correction": "on", "m_start": "zero", "decay": "coupled"},
            STARTED,
            "tensorflow_addons.optimizers.Yogi, without its proximal regularisation",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="YOGI-8",
    latex={
        "d": "d",
        "theta_decayed": r"\theta'",
        "square": "Q",
        "m_hat": r"\hat m",
        "v_hat": r"\hat v",
        "bias1": "b_1",
        "bias2": "b_2",
        "denominator": "D",
    },
    scaling=scaling,
)

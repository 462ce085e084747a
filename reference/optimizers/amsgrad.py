"""AMSGrad (S. J. Reddi, S. Kale and S. Kumar, ICLR 2018, Algorithm 2)."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Variant
from goldstep.reference.hypers import BETA1, BETA2, LR, WEIGHT_DECAY


def coefficients(q, h, t):
    if h.bias_correction != "off":
        q("bias1", 1 - h.beta1**t, "AMSGRAD-4")
    if h.bias_correction == "on":
        q("bias2", 1 - h.beta2**t, "AMSGRAD-6")


def step(q, h, c, s, t):
    theta, g = s.theta, s.g
    if h.decay == "coupled":
        g = q("d", g + h.weight_decay * theta, "AMSGRAD-1")
    else:
        theta = q("theta_decayed", (1 - h.lr * h.weight_decay) * theta, "AMSGRAD-1")

    m = q("m", q.average(h.beta1, s.m, g), "AMSGRAD-2")
    v = q("v", q.average(h.beta2, s.v, g * g), "AMSGRAD-3")

    m_hat = q("m_hat", m / c.bias1 if h.bias_correction != "off" else m, "AMSGRAD-4")
    if h.max_of == "raw":
        v_max = q("v_max", q.maximum(s.v_max, v), "AMSGRAD-5")
        v_hat = q("v_hat", v_max / c.bias2 if h.bias_correction == "on" else v_max, "AMSGRAD-6")
    else:  # "corrected": a large early gradient then holds the step down for ever
        v_corrected = q("v_corrected", v / c.bias2, "AMSGRAD-6")
        v_hat = v_max = q("v_max", q.maximum(s.v_max, v_corrected), "AMSGRAD-5")

    if h.eps_place == "outside":
        denominator = q("denominator", q.sqrt(v_hat) + h.eps, "AMSGRAD-7")
    else:  # "hat": added before the bias correction, as Adam's paper does with ε̂
        denominator = q("denominator", (q.sqrt(v_max) + h.eps) / q.sqrt(c.bias2), "AMSGRAD-7")

    q("theta", theta - h.lr * (m_hat / denominator), "AMSGRAD-8")


def scaling(h):
    if h.weight_decay and h.decay == "coupled":
        return None
    return {"eps": 1, "m": 1, "v": 2, "v_max": 2}


ALGORITHM = Algorithm(
    name="amsgrad",
    title="AMSGrad",
    hypers=(
        LR,
        BETA1,
        BETA2,
        Hyper(
            "eps",
            r"\varepsilon",
            Interval("[0, inf)"),
            "added to the denominator",
            neutral=Fraction(0),
        ),
        WEIGHT_DECAY,
    ),
    slots=(
        Slot("m", "m", "first moment: moving average of the gradient"),
        Slot("v", "v", "second moment: moving average of the squared gradient", nonnegative=True),
        Slot("v_max", r"\bar v", "largest second moment so far", nonnegative=True),
    ),
    switches={
        "max_of": ("raw", "corrected"),
        "bias_correction": ("on", "off", "first-only"),
        "eps_place": ("outside", "hat"),
        "decay": ("coupled", "decoupled"),
    },
    variants=(
        Variant(
            "pytorch-2.13",
            {"max_of": "raw", "bias_correction": "on", "eps_place": "outside", "decay": "coupled"},
            {"lr": "1e-3", "beta1": "0.9", "beta2": "0.999", "eps": "1e-8", "weight_decay": "0"},
            "torch.optim.Adam with amsgrad=True",
        ),
        Variant(
            "pytorch-2.13-decoupled",
            {"max_of": "raw", "bias_correction": "on", "eps_place": "outside", "decay": "decoupled"},
            {"lr": "1e-3", "beta1": "0.9", "beta2": "0.999", "eps": "1e-8", "weight_decay": "1e-2"},
            "torch.optim.AdamW with amsgrad=True",
        ),
        Variant(
            "paper",
            {"max_of": "raw", "bias_correction": "off", "eps_place": "outside", "decay": "coupled"},
            {"lr": None, "beta1": None, "beta2": None},
            "Reddi, Kale & Kumar (2018), Algorithm 2, without its projection: no correction, no epsilon",
        ),
        Variant(
            "optax-0.2.8",
            {"max_of": "corrected", "bias_correction": "on", "eps_place": "outside", "decay": "coupled"},
            {"lr": None, "beta1": "0.9", "beta2": "0.999", "eps": "1e-8"},
            "optax.amsgrad",
        ),
        Variant(
            "optax-0.2.8-uncorrected",
            {"max_of": "raw", "bias_correction": "off", "eps_place": "outside", "decay": "coupled"},
            {"lr": None, "beta1": "0.9", "beta2": "0.999", "eps": "1e-8"},
            "optax.amsgrad with bias_correction_mu and bias_correction_nu off",
        ),
        Variant(
            "optax-0.2.8-first-corrected",
            {"max_of": "raw", "bias_correction": "first-only", "eps_place": "outside", "decay": "coupled"},
            {"lr": None, "beta1": "0.9", "beta2": "0.999", "eps": "1e-8"},
            "optax.amsgrad with bias_correction_nu off",
        ),
        Variant(
            "keras-3.15",
            {"max_of": "raw", "bias_correction": "on", "eps_place": "hat", "decay": "decoupled"},
            {"lr": "1e-3", "beta1": "0.9", "beta2": "0.999", "eps": "1e-7", "weight_decay": "0"},
            "keras.optimizers.Adam with amsgrad=True; its weight_decay is decoupled for every optimizer",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="AMSGRAD-9",
    behaviour_clause="AMSGRAD-10",
    latex={
        "d": "d",
        "theta_decayed": r"\theta'",
        "m_hat": r"\hat m",
        "v_hat": r"\hat v",
        "v_corrected": r"\tilde v",
        "bias1": "b_1",
        "bias2": "b_2",
        "denominator": "D",
    },
    scaling=scaling,
)

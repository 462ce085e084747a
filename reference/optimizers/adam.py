"""Adam (D. P. Kingma and J. Ba, ICLR 2015, Algorithm 1)."""

from goldstep.reference.algorithm import Algorithm, Slot, Variant
from goldstep.reference.hypers import BETA1, BETA2, EPS, LR, WEIGHT_DECAY


def coefficients(q, h, t):
    if h.bias_correction == "on":
        q("bias1", 1 - h.beta1**t, "ADAM-4")
        q("bias2", 1 - h.beta2**t, "ADAM-5")


def step(q, h, c, s, t):
    theta, g = s.theta, s.g
    if h.decay == "coupled":
        g = q("d", g + h.weight_decay * theta, "ADAM-1")
    else:
        theta = q("theta_decayed", (1 - h.lr * h.weight_decay) * theta, "ADAM-1")

    m = q("m", q.average(h.beta1, s.m, g), "ADAM-2")
    v = q("v", q.average(h.beta2, s.v, g * g), "ADAM-3")

    corrected = h.bias_correction == "on"
    ahead = q("m_ahead", q.average(h.beta1, m, g), "ADAM-10") if h.nesterov == "on" else m
    m_hat = q("m_hat", ahead / c.bias1 if corrected else ahead, "ADAM-4")
    v_hat = q("v_hat", v / c.bias2 if corrected else v, "ADAM-5")

    if h.eps_place == "outside":
        denominator = q("denominator", q.sqrt(v_hat) + h.eps, "ADAM-6")
    elif h.eps_place == "inside":
        denominator = q("denominator", q.sqrt(v_hat + h.eps), "ADAM-6")
    else:  # "hat": the paper's ε̂ (section 2, last paragraph), added before the bias correction
        denominator = q("denominator", (q.sqrt(v) + h.eps) / q.sqrt(c.bias2), "ADAM-6")

    q("theta", theta - h.lr * (m_hat / denominator), "ADAM-7")


def scaling(h):
    if h.weight_decay and h.decay == "coupled":
        return None
    return {"eps": 2 if h.eps_place == "inside" else 1, "m": 1, "v": 2}


ALGORITHM = Algorithm(
    name="adam",
    title="Adam",
    hypers=(LR, BETA1, BETA2, EPS, WEIGHT_DECAY),
    slots=(
        Slot("m", "m", "first moment: moving average of the gradient"),
        Slot("v", "v", "second moment: moving average of the squared gradient", nonnegative=True),
    ),
    switches={
        "eps_place": ("outside", "hat", "inside"),
        "decay": ("coupled", "decoupled"),
        "bias_correction": ("on", "off"),
        "nesterov": ("off", "on"),
    },
    variants=(
        Variant(
            "pytorch-2.13",
            {"eps_place": "outside", "decay": "coupled", "bias_correction": "on"},
            {"lr": "1e-3", "beta1": "0.9", "beta2": "0.999", "eps": "1e-8", "weight_decay": "0"},
            "torch.optim.Adam",
        ),
        Variant(
            "paper",
            {"eps_place": "outside", "decay": "coupled", "bias_correction": "on"},
            {"lr": "1e-3", "beta1": "0.9", "beta2": "0.999", "eps": "1e-8"},
            "Kingma & Ba (2015), Algorithm 1",
        ),
        Variant(
            "optax-0.2.8",
            {"eps_place": "outside", "decay": "coupled", "bias_correction": "on"},
            {"lr": None, "beta1": "0.9", "beta2": "0.999", "eps": "1e-8"},
            "optax.adam",
        ),
        Variant(
            "optax-0.2.8-eps-root",
            {"eps_place": "inside", "decay": "coupled", "bias_correction": "on"},
            {"lr": None, "beta1": "0.9", "beta2": "0.999", "eps": "0"},
            "optax.adam with eps=0 and eps_root",
        ),
        Variant(
            "keras-3.15",
            {"eps_place": "hat", "decay": "decoupled", "bias_correction": "on"},
            {"lr": "1e-3", "beta1": "0.9", "beta2": "0.999", "eps": "1e-7", "weight_decay": "0"},
            "keras.optimizers.Adam; its weight_decay is decoupled for every optimizer",
        ),
        Variant(
            "mlx-0.32",
            {"eps_place": "outside", "decay": "coupled", "bias_correction": "off"},
            {"lr": None, "beta1": "0.9", "beta2": "0.999", "eps": "1e-8"},
            "mlx.optimizers.Adam, whose bias_correction is off by default",
        ),
        Variant(
            "tensorflow-2.21-nesterov",
            {"eps_place": "hat", "decay": "coupled", "bias_correction": "on", "nesterov": "on"},
            {"lr": None, "beta1": None, "beta2": None, "eps": None},
            "tf.raw_ops.ApplyAdam with use_nesterov=True",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="ADAM-8",
    behaviour_clause="ADAM-9",
    latex={
        "d": "d",
        "theta_decayed": r"\theta'",
        "m_ahead": r"\tilde m",
        "m_hat": r"\hat m",
        "v_hat": r"\hat v",
        "bias1": "b_1",
        "bias2": "b_2",
        "denominator": "D",
    },
    scaling=scaling,
)

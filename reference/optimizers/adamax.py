"""Adamax (D. P. Kingma and J. Ba, ICLR 2015, Algorithm 2)."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Variant
from goldstep.reference.hypers import BETA1, LR, WEIGHT_DECAY


def coefficients(q, h, t):
    if h.bias_correction == "on":
        q("bias1", 1 - h.beta1**t, "ADAMAX-4")


def step(q, h, c, s, t):
    theta, g = s.theta, s.g
    if h.decay == "coupled":
        g = q("d", g + h.weight_decay * theta, "ADAMAX-1")
    else:
        theta = q("theta_decayed", (1 - h.lr * h.weight_decay) * theta, "ADAMAX-1")

    m = q("m", q.average(h.beta1, s.m, g), "ADAMAX-2")
    if h.eps_place == "inside":
        u = q("u", q.maximum(h.beta2 * s.u, q.abs(g) + h.eps), "ADAMAX-3")
    else:
        u = q("u", q.maximum(h.beta2 * s.u, q.abs(g)), "ADAMAX-3")

    m_hat = q("m_hat", m / c.bias1 if h.bias_correction == "on" else m, "ADAMAX-4")
    denominator = q("denominator", u if h.eps_place == "inside" else u + h.eps, "ADAMAX-5")

    q("theta", theta - h.lr * (m_hat / denominator), "ADAMAX-6")


def scaling(h):
    if h.weight_decay and h.decay == "coupled":
        return None
    return {"eps": 1, "m": 1, "u": 1}


ALGORITHM = Algorithm(
    name="adamax",
    title="Adamax",
    hypers=(
        LR,
        BETA1,
        Hyper(
            "beta2",
            r"\beta_2",
            Interval("[0, 1)"),
            "decay rate of the largest gradient",
            drawn=Interval("[1/2, 127/128]"),
        ),
        Hyper(
            "eps",
            r"\varepsilon",
            Interval("[0, inf)"),
            "added to the gradient's magnitude, or to the denominator",
            neutral=Fraction(0),
        ),
        WEIGHT_DECAY,
    ),
    slots=(
        Slot("m", "m", "first moment: moving average of the gradient"),
        Slot("u", "u", "infinity norm: largest gradient in magnitude, decaying", nonnegative=True),
    ),
    switches={
        "eps_place": ("inside", "outside"),
        "decay": ("coupled", "decoupled"),
        "bias_correction": ("on", "off"),
    },
    variants=(
        Variant(
            "pytorch-2.13",
            {"eps_place": "inside", "decay": "coupled", "bias_correction": "on"},
            {"lr": "2e-3", "beta1": "0.9", "beta2": "0.999", "eps": "1e-8", "weight_decay": "0"},
            "torch.optim.Adamax",
        ),
        Variant(
            "paper",
            {"eps_place": "inside", "decay": "coupled", "bias_correction": "on"},
            {"lr": "2e-3", "beta1": "0.9", "beta2": "0.999"},
            "Kingma & Ba (2015), Algorithm 2, without eps: undefined until the first gradient that is not 0",
        ),
        Variant(
            "optax-0.2.8",
            {"eps_place": "inside", "decay": "coupled", "bias_correction": "on"},
            {"lr": None, "beta1": "0.9", "beta2": "0.999", "eps": "1e-8"},
            "optax.adamax",
        ),
        Variant(
            "optax-0.2.8-adamaxw",
            {"eps_place": "inside", "decay": "decoupled", "bias_correction": "on"},
            {"lr": None, "beta1": "0.9", "beta2": "0.999", "eps": "1e-8", "weight_decay": "1e-4"},
            "optax.adamaxw",
        ),
        Variant(
            "keras-3.15",
            {"eps_place": "outside", "decay": "decoupled", "bias_correction": "on"},
            {"lr": "1e-3", "beta1": "0.9", "beta2": "0.999", "eps": "1e-7", "weight_decay": "0"},
            "keras.optimizers.Adamax; its weight_decay is decoupled for every optimizer",
        ),
        Variant(
            "mlx-0.32",
            {"eps_place": "outside", "decay": "coupled", "bias_correction": "off"},
            {"lr": None, "beta1": "0.9", "beta2": "0.999", "eps": "1e-8"},
            "mlx.optimizers.Adamax, which has no bias correction",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="ADAMAX-7",
    latex={
        "d": "d",
        "theta_decayed": r"\theta'",
        "m_hat": r"\hat m",
        "bias1": "b_1",
        "denominator": "D",
    },
    scaling=scaling,
)

"""Muon for matrices and AdamW for everything else, as one optimizer (K. Jordan et al., 2024)."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Variant, no_matrix
from goldstep.reference.hypers import BETA1, BETA2, LR, NEWTON_SCHULZ, NORM_EPS, RMS_RATE, WEIGHT_DECAY


def coefficients(q, h, t):
    if h.bias_correction == "on":
        q("bias", 1 - h.momentum**t, "MUON-ADAMW-3")
        q("bias_ahead", 1 - h.momentum ** (t + 1), "MUON-ADAMW-3")
    q("bias1", 1 - h.beta1**t, "MUON-ADAMW-10")
    if h.adam_nesterov == "on":
        q("bias1_ahead", 1 - h.beta1 ** (t + 1), "MUON-ADAMW-10")
    q("bias2", 1 - h.beta2**t, "MUON-ADAMW-10")


def step(q, h, c, s, t):
    if len(s.shape) == 2:
        muon(q, h, c, s)
    else:
        adamw(q, h, c, s)


def muon(q, h, c, s):
    rows, columns = s.shape
    g = s.g
    theta = q("theta_decayed", (1 - h.lr * h.weight_decay) * s.theta, "MUON-ADAMW-1")

    if h.buffer == "average":
        m = q("m", q.average(h.momentum, s.m, g), "MUON-ADAMW-2")
    else:
        m = q("m", s.m + (g + (h.momentum - 1) * s.m), "MUON-ADAMW-2")

    if h.bias_correction == "on":
        u = q("u", q.average(h.momentum, m / c.bias_ahead, g / c.bias), "MUON-ADAMW-3")
    elif h.buffer == "average":
        u = q("u", q.average(h.momentum, m, g), "MUON-ADAMW-3")
    else:
        u = q("u", h.momentum * m + g, "MUON-ADAMW-3")

    x = q.to_matrices(u)
    norm = q.norm(x)
    divisor = q("divisor", q.maximum(norm, h.eps) if h.eps_place == "floor" else norm + h.eps, "MUON-ADAMW-4")
    x = q("x_0", x / divisor, "MUON-ADAMW-4")
    for k in range(1, h.ns_steps + 1):
        x = q(f"x_{k}", q.odd_polynomial(x, s.shape, h.ns_a, h.ns_b, h.ns_c), "MUON-ADAMW-5")
    x = q.from_matrices(x)

    rows, columns = q.number(rows), q.number(columns)
    if h.scale == "tall":
        scale = q("scale", q.sqrt(q.maximum(rows / columns, 1)), "MUON-ADAMW-6")
    elif h.scale == "wide":
        scale = q("scale", q.sqrt(q.maximum(columns / rows, 1)), "MUON-ADAMW-6")
    else:
        scale = q("scale", h.rms_rate * q.sqrt(q.maximum(rows, columns)), "MUON-ADAMW-6")
    q("theta", theta - h.lr * scale * x, "MUON-ADAMW-7")


def adamw(q, h, c, s):
    g = s.g
    rate = h.lr if h.adam_decay == "main-rate" else h.adam_lr
    theta = q("theta_decayed", (1 - rate * h.adam_weight_decay) * s.theta, "MUON-ADAMW-1")

    m = q("m", q.average(h.beta1, s.m, g), "MUON-ADAMW-8")
    v = q("v", q.average(h.beta2, s.v, g * g), "MUON-ADAMW-9")

    if h.adam_nesterov == "on":
        m_hat = q("m_hat", q.average(h.beta1, m / c.bias1_ahead, g / c.bias1), "MUON-ADAMW-10")
    else:
        m_hat = q("m_hat", m / c.bias1, "MUON-ADAMW-10")
    v_hat = q("v_hat", v / c.bias2, "MUON-ADAMW-10")

    eps = h.eps if h.adam_eps_from == "norm" else h.adam_eps
    if h.adam_eps_place == "outside":
        denominator = q("denominator", q.sqrt(v_hat) + eps, "MUON-ADAMW-11")
    else:  # "hat": added before the bias correction
        denominator = q("denominator", (q.sqrt(v) + eps) / q.sqrt(c.bias2), "MUON-ADAMW-11")
    q("theta", theta - h.adam_lr * (m_hat / denominator), "MUON-ADAMW-12")


def scaling(h):
    if h.eps == NORM_EPS.neutral:  # built in, so that it cannot be scaled
        return None
    return {"eps": 1, "adam_eps": 1, "m": 1, "v": 2}


JORDAN = {
    "buffer": "average",
    "bias_correction": "off",
    "eps_place": "added",
    "scale": "tall",
    "adam_nesterov": "off",
    "adam_eps_from": "own",
    "adam_eps_place": "outside",
    "adam_decay": "own-rate",
}
OF_JORDAN = {
    "lr": "2e-2",
    "momentum": "0.95",
    "weight_decay": "0",
    "adam_lr": "3e-4",
    "beta1": "0.9",
    "beta2": "0.95",
    "adam_eps": "1e-10",
    "adam_weight_decay": "0",
}
ITERATION = {"ns_steps": "5", "ns_a": "3.4445", "ns_b": "-4.775", "ns_c": "2.0315"}

ALGORITHM = Algorithm(
    name="muon_adamw",
    title="Muon with AdamW",
    hypers=(
        LR,
        Hyper("momentum", r"\mu", Interval("[0, 1]"), "momentum of matrices", drawn=Interval("[1/2, 31/32]")),
        WEIGHT_DECAY,
        NORM_EPS,
        *NEWTON_SCHULZ,
        RMS_RATE,
        Hyper("adam_lr", r"\eta_A", Interval("[0, inf)"), "learning rate of the other parameters"),
        BETA1,
        BETA2,
        Hyper(
            "adam_eps",
            r"\varepsilon_A",
            Interval("[0, inf)"),
            "added to the denominator of the other parameters",
            neutral=Fraction(0),
        ),
        Hyper(
            "adam_weight_decay",
            r"\lambda_A",
            Interval("[0, inf)"),
            "weight decay of the other parameters",
            neutral=Fraction(0),
            drawn=Interval("[0, 1/4]"),
        ),
    ),
    slots=(
        Slot("m", "m", "momentum buffer of a matrix; first moment of another parameter"),
        Slot("v", "v", "second moment", nonnegative=True, shape=no_matrix),
    ),
    switches={
        "buffer": ("average", "increments"),
        "bias_correction": ("off", "on"),
        "eps_place": ("added", "floor"),
        "scale": ("tall", "wide", "rms"),
        "adam_nesterov": ("off", "on"),
        "adam_eps_from": ("own", "norm"),
        "adam_eps_place": ("outside", "hat"),
        "adam_decay": ("own-rate", "main-rate"),
    },
    variants=(
        Variant("jordan", JORDAN, OF_JORDAN, "the authors' MuonWithAuxAdam, github.com/KellerJordan/Muon at 857d1ad"),
        Variant(
            "pytorch-optimizer-4.1",
            {**JORDAN, "eps_place": "floor"},
            {**OF_JORDAN, **ITERATION},
            "pytorch_optimizer.Muon with a group of each kind",
        ),
        Variant(
            "optax-0.2.8",
            {**JORDAN, "bias_correction": "on", "scale": "wide", "adam_nesterov": "on", "adam_eps_from": "norm"},
            {
                "lr": None,
                "momentum": "0.95",
                "weight_decay": "0",
                "eps": "1e-8",
                **ITERATION,
                "adam_lr": None,
                "beta1": "0.9",
                "beta2": "0.999",
                "adam_weight_decay": "0",
            },
            "optax.contrib.muon; adam_learning_rate is by default the learning rate",
        ),
        Variant(
            "keras-3.15",
            {**JORDAN, "buffer": "increments", "scale": "rms", "adam_eps_place": "hat", "adam_decay": "main-rate"},
            {
                "lr": "1e-3",
                "momentum": "0.95",
                "weight_decay": "4e-3",
                **ITERATION,
                "rms_rate": "0.2",
                "adam_lr": "1e-3",
                "beta1": "0.9",
                "beta2": "0.999",
                "adam_eps": "1e-7",
                "adam_weight_decay": "4e-3",
            },
            "keras.optimizers.Muon, whose adam_lr_ratio is the quotient of the two rates",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="MUON-ADAMW-13",
    latex={
        "theta_decayed": r"\theta'",
        "u": "u",
        "bias": r"\beta",
        "bias_ahead": r"\beta'",
        "divisor": "D",
        "scale": "s",
        **{f"x_{k}": f"X_{k}" for k in range(10)},
        "bias1": "b_1",
        "bias1_ahead": "b'_1",
        "bias2": "b_2",
        "m_hat": r"\hat m",
        "v_hat": r"\hat v",
        "denominator": "N",
    },
    scaling=scaling,
    couples="matrix",
    kinds={"matrices": (2, 3), "other parameters": (3,)},
)

"""LAMB (Y. You et al., ICLR 2020, Algorithm 2)."""

from goldstep.reference.algorithm import Algorithm, Slot, Variant
from goldstep.reference.hypers import BETA1, BETA2, EPS, LR, WEIGHT_DECAY


def coefficients(q, h, t):
    if h.bias_correction != "off":
        q("bias1", 1 - h.beta1**t, "LAMB-4")
    if h.bias_correction == "on":
        q("bias2", 1 - h.beta2**t, "LAMB-5")


def step(q, h, c, s, t):
    theta, g, one = s.theta, s.g, q.number(1)
    if h.decay == "decoupled":
        theta = q("theta_decayed", (1 - h.lr * h.weight_decay) * theta, "LAMB-1")

    m = q("m", q.average(h.beta1, s.m, g), "LAMB-2")
    v = q("v", q.average(h.beta2, s.v, g * g), "LAMB-3")

    corrected = h.bias_correction == "on"
    m_hat = q("m_hat", m / c.bias1 if corrected else m, "LAMB-4")
    v_hat = q("v_hat", v / c.bias2 if corrected else v, "LAMB-5")
    r = q("r", m_hat / (q.sqrt(v_hat) + h.eps), "LAMB-6")
    u = q("u", r + h.weight_decay * theta, "LAMB-1") if h.decay == "inside" else r

    norm = q.norm(theta)
    of_theta = q("norm_theta", q.minimum(norm, q.number(10)) if h.norm_limit == "10" else norm, "LAMB-7")
    of_u = q("norm_u", q.norm(u), "LAMB-7")

    divisor = of_u + h.eps if h.eps_in_ratio == "added" else of_u
    ratio = q("ratio", q.where(of_theta * of_u, ">", 0, lambda: of_theta / divisor, one), "LAMB-8")
    if h.ratio_limit == "1":
        ratio = q("ratio_limited", q.minimum(ratio, one), "LAMB-8")
    if h.adapts == "with-decay":
        ratio = q("ratio_used", q.where(h.weight_decay, ">", 0, ratio, one), "LAMB-9")

    rate = h.lr / c.bias1 if h.bias_correction == "behind" else h.lr
    q("theta", theta - rate * ratio * u, "LAMB-10")


def scaling(h):
    return None if h.eps_in_ratio == "added" else {"eps": 1, "m": 1, "v": 2}


PAPER = {
    "bias_correction": "on",
    "decay": "inside",
    "norm_limit": "none",
    "eps_in_ratio": "no",
    "ratio_limit": "none",
    "adapts": "always",
}
KOZISTR = {**PAPER, "norm_limit": "10", "eps_in_ratio": "added"}
TIMM = {**PAPER, "adapts": "with-decay"}

BETAS = {"beta1": "0.9", "beta2": "0.999"}
OF_KOZISTR = {"lr": "1e-3", **BETAS, "eps": "1e-6", "weight_decay": "0"}
OF_TIMM = {**OF_KOZISTR, "weight_decay": "0.01"}

ALGORITHM = Algorithm(
    name="lamb",
    title="LAMB",
    hypers=(LR, BETA1, BETA2, EPS, WEIGHT_DECAY),
    slots=(
        Slot("m", "m", "first moment: moving average of the gradient"),
        Slot("v", "v", "second moment: moving average of the squared gradient", nonnegative=True),
    ),
    switches={
        "bias_correction": ("on", "off", "behind"),
        "decay": ("inside", "decoupled"),
        "norm_limit": ("none", "10"),
        "eps_in_ratio": ("no", "added"),
        "ratio_limit": ("none", "1"),
        "adapts": ("always", "with-decay"),
    },
    variants=(
        Variant(
            "paper",
            PAPER,
            {"lr": None, **BETAS, "eps": None, "weight_decay": None},
            "You et al. (2020), Algorithm 2, with the identity for its function φ",
        ),
        Variant(
            "paper-v3",
            {**PAPER, "bias_correction": "off"},
            {"lr": None, **BETAS, "eps": None, "weight_decay": None},
            "You et al., version 3 of the preprint, without bias correction",
        ),
        Variant(
            "optax-0.2.8",
            PAPER,
            {"lr": None, **BETAS, "eps": "1e-6", "weight_decay": "0"},
            "optax.lamb",
        ),
        Variant(
            "keras-3.15",
            {**PAPER, "decay": "decoupled"},
            {"lr": "1e-3", **BETAS, "eps": "1e-7", "weight_decay": "0"},
            "keras.optimizers.Lamb; its weight_decay is decoupled for every optimizer",
        ),
        Variant(
            "pytorch-optimizer-4.1",
            {**KOZISTR, "bias_correction": "behind", "decay": "decoupled"},
            OF_KOZISTR,
            "pytorch_optimizer.Lamb, whose correction stands behind the trust ratio",
        ),
        Variant(
            "pytorch-optimizer-4.1-uncorrected",
            {**KOZISTR, "bias_correction": "off"},
            OF_KOZISTR,
            "the same with weight_decouple=False and adam_debias=True",
        ),
        Variant("timm-1.0.31", TIMM, OF_TIMM, "timm.optim.Lamb with max_grad_norm=None"),
        Variant(
            "timm-1.0.31-trust-clip",
            {**TIMM, "ratio_limit": "1"},
            OF_TIMM,
            "the same with trust_clip=True: LAMBC",
        ),
        Variant(
            "torch-optimizer-0.3",
            {**PAPER, "bias_correction": "off", "norm_limit": "10"},
            OF_KOZISTR,
            "torch_optimizer.Lamb",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="LAMB-11",
    latex={
        "m_hat": r"\hat m",
        "v_hat": r"\hat v",
        "bias1": "b_1",
        "bias2": "b_2",
        "r": "r",
        "u": "u",
        "theta_decayed": r"\theta'",
        "norm_theta": "p",
        "norm_u": "q",
        "ratio": r"\rho",
        "ratio_limited": r"\rho'",
        "ratio_used": r"\hat\rho",
    },
    scaling=scaling,
    couples="tensor",
)

"""ADOPT (S. Taniguchi et al., NeurIPS 2024)."""

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Variant
from goldstep.reference.hypers import BETA1, BETA2, LR, WEIGHT_DECAY


def coefficients(q, h, t):
    if t > 1 and h.clip == "quartic-root":
        q("limit", q.sqrt(q.sqrt(q.number(t - 1))), "ADOPT-5")


def step(q, h, c, s, t):
    theta, g = s.theta, s.g
    if h.decay == "coupled":
        g = q("d", g + h.weight_decay * theta, "ADOPT-1")

    if t == 1:  # there is no second moment to divide by yet
        q("v", g * g, "ADOPT-2")
        q("m", s.m, "ADOPT-3")
        q("theta", s.theta, "ADOPT-3")
        return

    if h.decay == "decoupled":
        theta = q("theta_decayed", (1 - h.lr * h.weight_decay) * theta, "ADOPT-1")

    denominator = q("denominator", q.maximum(q.sqrt(s.v), h.eps), "ADOPT-4")
    u = q("u", g / denominator, "ADOPT-4")
    if h.clip == "quartic-root":
        u = q("u_clipped", q.clip(u, c.limit), "ADOPT-5")

    if t == 2 and h.first_moment == "gradient":
        m = q("m", u, "ADOPT-6")
    else:
        m = q("m", h.beta1 * s.m + (1 - h.beta1) * u, "ADOPT-6")
    q("theta", theta - h.lr * m, "ADOPT-7")
    q("v", h.beta2 * s.v + (1 - h.beta2) * (g * g), "ADOPT-8")


def scaling(h):
    if h.weight_decay and h.decay == "coupled":
        return None
    return {"eps": 1, "v": 2}


ALGORITHM = Algorithm(
    name="adopt",
    title="ADOPT",
    hypers=(
        LR,
        BETA1,
        BETA2,
        Hyper("eps", r"\varepsilon", Interval("[0, inf)"), "least value of the denominator"),
        WEIGHT_DECAY,
    ),
    slots=(
        Slot("m", "m", "first moment: moving average of the normalised gradient"),
        Slot("v", "v", "second moment: moving average of the squared gradient", nonnegative=True),
    ),
    switches={
        "clip": ("off", "quartic-root"),
        "first_moment": ("average", "gradient"),
        "decay": ("coupled", "decoupled"),
    },
    variants=(
        Variant(
            "paper",
            {"clip": "quartic-root", "first_moment": "average", "decay": "coupled"},
            {"lr": "1e-3", "beta1": "0.9", "beta2": "0.9999", "eps": "1e-6"},
            "Taniguchi et al. (2024), version 2: with clipping",
        ),
        Variant(
            "paper-v1",
            {"clip": "off", "first_moment": "gradient", "decay": "coupled"},
            {"lr": "1e-3", "beta1": "0.9", "beta2": "0.9999", "eps": "1e-6"},
            "Taniguchi et al. (2024), version 1, and the official code's first release (6e94fbc)",
        ),
        Variant(
            "official",
            {"clip": "quartic-root", "first_moment": "average", "decay": "coupled"},
            {"lr": "1e-3", "beta1": "0.9", "beta2": "0.9999", "eps": "1e-6", "weight_decay": "0"},
            "torch-adopt 0.1.0 (iShohei220/adopt 6468572)",
        ),
        Variant(
            "official-decoupled",
            {"clip": "quartic-root", "first_moment": "average", "decay": "decoupled"},
            {"lr": "1e-3", "beta1": "0.9", "beta2": "0.9999", "eps": "1e-6", "weight_decay": "0"},
            "torch-adopt 0.1.0 with decouple=True",
        ),
        Variant(
            "official-unclipped",
            {"clip": "off", "first_moment": "average", "decay": "coupled"},
            {"lr": "1e-3", "beta1": "0.9", "beta2": "0.9999", "eps": "1e-6", "weight_decay": "0"},
            "torch-adopt 0.1.0 with clip_lambda=None",
        ),
        Variant(
            "optax-0.2.8",
            {"clip": "quartic-root", "first_moment": "average", "decay": "coupled"},
            {"lr": None, "beta1": "0.9", "beta2": "0.9999", "eps": "1e-6"},
            "optax.contrib.adopt",
        ),
        Variant(
            "optax-0.2.8-unclipped",
            {"clip": "off", "first_moment": "average", "decay": "coupled"},
            {"lr": None, "beta1": "0.9", "beta2": "0.9999", "eps": "1e-6"},
            "optax.contrib.adopt with use_clipping=False",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="ADOPT-9",
    behaviour_clause="ADOPT-10",
    latex={
        "d": "d",
        "theta_decayed": r"\theta'",
        "limit": "c",
        "denominator": "D",
        "u": "u",
        "u_clipped": "u'",
    },
    scaling=scaling,
)

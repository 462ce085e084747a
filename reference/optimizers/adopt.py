"""ADOPT (S. Taniguchi et al., NeurIPS 2024)."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Variant
from goldstep.reference.hypers import BETA1, BETA2, LR, WEIGHT_DECAY


def coefficients(q, h, t):
    if t == 1:  # there is no second moment to divide by yet
        return
    if h.floor == "falling":
        q("floor", h.beta3 ** (t - 2), "ADOPT-4")
    if h.clip == "quartic-root":
        q("limit", q.sqrt(q.sqrt(q.number(t - 1))), "ADOPT-5")
    elif h.clip == "quartic-root-ahead":
        q("limit", q.sqrt(q.sqrt(q.number(t))), "ADOPT-5")
    elif h.clip == "power":
        q("limit", q.power(q.number(t - 1), h.clip_exp), "ADOPT-5")


def step(q, h, c, s, t):
    theta, g = s.theta, s.g
    if h.decay == "coupled":
        g = q("d", g + h.weight_decay * theta, "ADOPT-1")
    elif t > 1 or h.first_step == "decayed":
        shrink = {"decoupled": h.lr, "lr-squared": h.lr**2 / h.lr_max, "fixed": 1}[h.decay]
        theta = q("theta_decayed", (1 - shrink * h.weight_decay) * theta, "ADOPT-1")

    if t == 1:
        q("v", g * g, "ADOPT-2")
        q("m", s.m, "ADOPT-3")
        q("theta", theta, "ADOPT-3")
        return

    root = q.maximum(q.sqrt(s.v), h.eps)
    denominator = q("denominator", q.maximum(root, c.floor) if h.floor == "falling" else root, "ADOPT-4")
    u = q("u", g / denominator, "ADOPT-4")
    if h.clip != "off":
        u = q("u_clipped", q.clip(u, c.limit), "ADOPT-5")

    if t == 2 and h.first_moment == "gradient":
        m = q("m", u, "ADOPT-6")
    else:
        m = q("m", q.average(h.beta1, s.m, u), "ADOPT-6")
    if h.nesterov == "on":
        m = q("m_ahead", q.average(h.beta1, m, u), "ADOPT-11")
    q("theta", theta - h.lr * m, "ADOPT-7")
    q("v", q.average(h.beta2, s.v, g * g), "ADOPT-8")


def scaling(h):
    if (h.weight_decay and h.decay == "coupled") or h.floor == "falling":
        return None
    return {"eps": 1, "v": 2}


PAPER = {
    "clip": "quartic-root",
    "floor": "constant",
    "first_moment": "average",
    "nesterov": "off",
    "decay": "coupled",
    "first_step": "still",
}
PAPER_V1 = {**PAPER, "clip": "off", "first_moment": "gradient"}
AHEAD = {**PAPER, "clip": "quartic-root-ahead"}
BETAS = {"lr": "1e-3", "beta1": "0.9", "beta2": "0.9999", "eps": "1e-6"}
OFFICIAL = {**BETAS, "weight_decay": "0"}
TIMM = {**OFFICIAL, "clip_exp": "0.333"}

ALGORITHM = Algorithm(
    name="adopt",
    title="ADOPT",
    hypers=(
        LR,
        BETA1,
        BETA2,
        Hyper("eps", r"\varepsilon", Interval("[0, inf)"), "least value of the denominator"),
        WEIGHT_DECAY,
        Hyper(
            "clip_exp",
            "p",
            Interval("[0, inf)"),
            "exponent with which the limit of the clip grows",
            neutral=Fraction(1, 4),
            drawn=Interval("[1/8, 1/2]"),
        ),
        Hyper(
            "beta3",
            r"\beta_3",
            Interval("[0, 1)"),
            "decay rate of the least value of the denominator",
            neutral=Fraction(0),
            drawn=Interval("[1/2, 31/32]"),
        ),
        Hyper(
            "lr_max",
            r"\eta_{\max}",
            Interval("(0, inf)"),
            "learning rate that the optimizer was made with, to which decay refers",
            neutral=Fraction(1),
        ),
    ),
    slots=(
        Slot("m", "m", "first moment: moving average of the normalised gradient"),
        Slot("v", "v", "second moment: moving average of the squared gradient", nonnegative=True),
    ),
    switches={
        "clip": ("off", "quartic-root", "quartic-root-ahead", "power"),
        "floor": ("constant", "falling"),
        "first_moment": ("average", "gradient"),
        "nesterov": ("off", "on"),
        "decay": ("coupled", "decoupled", "lr-squared", "fixed"),
        "first_step": ("still", "decayed"),
    },
    variants=(
        Variant("paper", PAPER, BETAS, "Taniguchi et al. (2024), version 2: with clipping"),
        Variant(
            "paper-v1",
            PAPER_V1,
            BETAS,
            "Taniguchi et al. (2024), version 1, and the official code's first release (6e94fbc)",
        ),
        Variant(
            "official-v1-decoupled",
            {**PAPER_V1, "decay": "decoupled", "first_step": "decayed"},
            OFFICIAL,
            "the official code's first release with decoupled=True",
        ),
        Variant(
            "official-beta3",
            {**PAPER_V1, "floor": "falling"},
            {**OFFICIAL, "beta3": "0.9"},
            "a branch of the official code (44900fa), between the two versions",
        ),
        Variant("official", PAPER, OFFICIAL, "torch-adopt 0.1.0 (iShohei220/adopt 6468572)"),
        Variant(
            "official-decoupled", {**PAPER, "decay": "decoupled"}, OFFICIAL, "torch-adopt 0.1.0 with decouple=True"
        ),
        Variant("official-unclipped", {**PAPER, "clip": "off"}, OFFICIAL, "torch-adopt 0.1.0 with clip_lambda=None"),
        Variant("optax-0.2.8", PAPER, {**BETAS, "lr": None}, "optax.contrib.adopt"),
        Variant(
            "optax-0.2.8-unclipped",
            {**PAPER, "clip": "off"},
            {**BETAS, "lr": None},
            "optax.contrib.adopt with use_clipping=False",
        ),
        Variant(
            "optax-0.2.8-nesterov",
            {**PAPER, "nesterov": "on"},
            {**BETAS, "lr": None},
            "optax.contrib.adopt with nesterov=True",
        ),
        Variant("pytorch-optimizer-4.1", AHEAD, OFFICIAL, "pytorch_optimizer.ADOPT, whose limit is one step ahead"),
        Variant(
            "pytorch-optimizer-4.1-decoupled",
            {**AHEAD, "decay": "decoupled", "first_step": "decayed"},
            OFFICIAL,
            "pytorch_optimizer.ADOPT with weight_decouple=True, which decays at the first step too",
        ),
        Variant(
            "pytorch-optimizer-4.1-fixed",
            {**AHEAD, "decay": "fixed", "first_step": "decayed"},
            OFFICIAL,
            "the same with fixed_decay=True: the decay is not scaled by the learning rate",
        ),
        Variant("timm-1.0.31", {**PAPER, "clip": "power"}, TIMM, "timm.optim.Adopt"),
        Variant(
            "timm-1.0.31-decoupled",
            {**PAPER, "clip": "power", "decay": "decoupled"},
            TIMM,
            "timm.optim.Adopt with decoupled=True",
        ),
        Variant(
            "timm-1.0.31-corrected",
            {**PAPER, "clip": "power", "decay": "lr-squared"},
            {**TIMM, "lr_max": None},
            "the same with corrected_weight_decay=True",
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
        "floor": "e",
        "m_ahead": r"\hat m",
    },
    scaling=scaling,
)

"""Warm-up, a stable learning rate, and a decay at the end (S. Hu et al., 2024)."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Transitions, Variant
from goldstep.reference.hypers import BASE_LR


def coefficients(q, h, t):
    e, W, D = t - 1, h.warmup, h.decay
    k, one = e - W - h.stable, q.number(Fraction(1))
    done = e + 1 if h.start == "one" else e
    q("ahead", q.when(e, "<", W, lambda: 1 - q.number(done) / q.number(W), 0 * one), "WARMUP-STABLE-DECAY-LR-1")
    if h.shape == "halving":
        halved = q.when(k, "<", 0, one, lambda: q.power(one / 2, q.number(k) / q.number(h.half_life)))
        q("curve", halved, "WARMUP-STABLE-DECAY-LR-3")
    else:
        part = q.when(k, "<", 0, 0 * one, q.minimum(q.number(k), q.number(D)) / q.number(D))
        p = q("part", part, "WARMUP-STABLE-DECAY-LR-2")
        q("curve", _curve(q, h.shape, p), "WARMUP-STABLE-DECAY-LR-3")
    if h.form == "recursive" and t > 1:
        first, fall = 1 / q.number(W), h.ratio - 1
        rise = q.when(e, "<", W, lambda: 1 + (1 - first) / ((W - 1) * first + (e - 1) * (1 - first)), one)
        growth = q.when(k, "<=", 0, rise, q.when(k, "<=", D, lambda: 1 + fall / (D + (k - 1) * fall), one))
        q("growth", growth, "WARMUP-STABLE-DECAY-LR-5")


def _curve(q, shape, p):
    if shape == "cosine":
        return (1 + q.cos_pi(p)) / 2
    return 1 - q.sqrt(p) if shape == "sqrt" else 1 - p


def step(q, h, c, s, t):
    e, W = t - 1, h.warmup
    if h.form == "recursive" and t > 1:
        begins = q.when(e, "==", W + h.stable, h.lr, c.growth * s.theta)
        q("theta", q.when(e, "==", W, h.lr, begins), "WARMUP-STABLE-DECAY-LR-5")
    else:
        low = h.ratio if h.start == "floor" else q.number(Fraction(0))
        factor = q.when(e, "<", W, q.ramp_to(1, low, c.ahead), q.ramp(h.ratio, 1, c.curve))
        q("theta", h.lr * factor, "WARMUP-STABLE-DECAY-LR-4")


PAPER = {"form": "closed", "start": "zero", "shape": "halving"}
LINEAR = {**PAPER, "shape": "linear"}
STAGES = {"lr": None, "warmup": None, "stable": None}
DECAY = {**STAGES, "decay": None, "ratio": "0"}


def count(name, latex, meaning, neutral=None):
    return Hyper(name, latex, Interval("[1, inf)"), meaning, neutral, Interval("[2, 6]"), integer=True)


ALGORITHM = Algorithm(
    name="warmup_stable_decay_lr",
    title="Warm-up, stable, decay",
    hypers=(
        BASE_LR,
        count("warmup", "W", "number of steps of warm-up"),
        count("stable", "S", "number of steps at the base learning rate"),
        count("decay", "D", "number of steps of the decay", Fraction(1)),
        count("half_life", "H", "number of steps in which the learning rate halves", Fraction(1)),
        Hyper("ratio", r"\rho", Interval("[0, 1]"), "least learning rate as a part of the base one", Fraction(0)),
    ),
    slots=(),
    switches={
        "form": ("closed", "recursive"),
        "start": ("zero", "floor", "one"),
        "shape": ("halving", "linear", "cosine", "sqrt"),
    },
    variants=(
        Variant("paper", PAPER, {**STAGES, "half_life": None}, "Hu et al. (2024), with their exponential annealing"),
        Variant(
            "transformers-5.18-linear",
            {**LINEAR, "start": "floor"},
            DECAY,
            "transformers get_wsd_schedule(decay_type='linear')",
        ),
        Variant(
            "transformers-5.18-cosine",
            {**PAPER, "start": "floor", "shape": "cosine"},
            DECAY,
            "transformers get_wsd_schedule",
        ),
        Variant(
            "transformers-5.18-sqrt",
            {**PAPER, "start": "floor", "shape": "sqrt"},
            DECAY,
            "transformers get_wsd_schedule(decay_type='1-sqrt'); Hägele et al. (2024)",
        ),
        Variant("optax-0.2.8-linear", LINEAR, DECAY, "optax.join_schedules with linear_schedule"),
        Variant("optax-0.2.8-cosine", {**PAPER, "shape": "cosine"}, DECAY, "the same with cosine_decay_schedule"),
        Variant(
            "pytorch-2.13",
            {**LINEAR, "form": "recursive", "start": "one"},
            DECAY,
            "torch SequentialLR of LinearLR, ConstantLR and LinearLR",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="WARMUP-STABLE-DECAY-LR-1",
    latex={"theta": r"\eta", "ahead": "a", "part": "p", "curve": "f", "growth": "g"},
    inputs=(),
    kinds={"": ()},
    transitions=Transitions(
        hypers=lambda n: {"warmup": n, "stable": n, "decay": n, "half_life": n},
        at=lambda h: (h.warmup, h.warmup + h.stable, h.warmup + h.stable + h.decay),
    ),
)

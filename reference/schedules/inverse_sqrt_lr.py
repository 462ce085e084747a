"""Warm-up, then the inverse square root of the step (A. Vaswani et al., 2017, section 5.3, equation 3)."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Transitions, Variant
from goldstep.reference.hypers import BASE_LR


def coefficients(q, h, t):
    n, W = t if h.count == "from one" else t - 1, h.warmup
    rise = q("rise", q.number(n) / (W * q.sqrt(q.number(W))), "INVERSE-SQRT-LR-1")

    def falling():
        return 1 / q.sqrt(q.number(n))

    always = h.count == "from one" and n
    fall = falling() if always else q.when(n, "==", 0, q.number(0), falling)  # at 0 it is not used
    fall = q("fall", fall, "INVERSE-SQRT-LR-2")
    least = q("least", q.when(n, "<", W, rise, fall), "INVERSE-SQRT-LR-3")
    if h.scale == "peak":
        q("factor", q.sqrt(q.number(W)) * least, "INVERSE-SQRT-LR-4")
    else:
        q("factor", least / q.sqrt(q.number(h.model_size)), "INVERSE-SQRT-LR-4")


def step(q, h, c, s, t):
    q("theta", h.lr * c.factor, "INVERSE-SQRT-LR-5")


PAPER = {"count": "from one", "scale": "model"}
PEAK = {**PAPER, "scale": "peak"}

ALGORITHM = Algorithm(
    name="inverse_sqrt_lr",
    title="Inverse square root",
    hypers=(
        BASE_LR,
        Hyper(
            "warmup", "W", Interval("[1, inf)"), "number of steps of warm-up", drawn=Interval("[2, 20]"), integer=True
        ),
        Hyper(
            "model_size",
            "d",
            Interval("[1, inf)"),
            "width of the model",
            Fraction(1),
            Interval("[2, 512]"),
            integer=True,
        ),
    ),
    slots=(),
    switches={"count": ("from one", "from zero"), "scale": ("model", "peak")},
    variants=(
        Variant(
            "paper",
            PAPER,
            {"lr": "1", "warmup": "4000", "model_size": "512"},
            "Vaswani et al. (2017), section 5.3, equation 3, with a factor",
        ),
        Variant(
            "burn-0.21",
            PAPER,
            {"lr": None, "warmup": "4000", "model_size": "512"},
            "burn::lr_scheduler::noam",
        ),
        Variant("espnet-202412", PEAK, {"lr": None, "warmup": "25000"}, "espnet2.schedulers.warmup_lr.WarmupLR"),
        Variant(
            "transformers-4.57",
            {**PEAK, "count": "from zero"},
            {"lr": None, "warmup": None},
            "transformers.get_inverse_sqrt_schedule with its own timescale",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="INVERSE-SQRT-LR-1",
    latex={"theta": r"\eta", "rise": "r", "fall": "s", "least": "l", "factor": "f"},
    inputs=(),
    kinds={"": ()},
    transitions=Transitions(
        hypers=lambda n: {"warmup": n}, at=lambda h: (h.warmup - (h.count == "from one"), h.warmup)
    ),
)

"""Linear warm-up of the learning rate, then a constant one (P. Goyal et al., 2017, section 2.2)."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Transitions, Variant
from goldstep.reference.hypers import BASE_LR


def coefficients(q, h, t):
    e, W = t - 1, h.warmup
    if h.form == "recursive" and t > 1:
        first = 1 / q.number(W)
        growth = q.when(
            e, "<", W, lambda: 1 + (1 - first) / ((W - 1) * first + (e - 1) * (1 - first)), q.number(Fraction(1))
        )
        q("growth", growth, "WARMUP-LR-3")
    else:
        done = e + 1 if h.count == "one" else e
        q("ahead", 1 - q.minimum(q.number(done), q.number(W)) / q.number(W), "WARMUP-LR-1")


def step(q, h, c, s, t):
    if h.form == "recursive" and t > 1:
        q("theta", c.growth * s.theta, "WARMUP-LR-3")
    else:
        q("theta", q.ramp_to(h.lr, h.init, c.ahead), "WARMUP-LR-2")


PAPER = {"form": "closed", "count": "zero"}
ONE = {**PAPER, "count": "one"}
FROM = {"lr": None, "warmup": None, "init": "0"}
PLAIN = {"lr": None, "warmup": None}

ALGORITHM = Algorithm(
    name="warmup_lr",
    title="Linear warm-up",
    hypers=(
        BASE_LR,
        Hyper(
            "warmup", "W", Interval("[1, inf)"), "number of steps of warm-up", drawn=Interval("[2, 20]"), integer=True
        ),
        Hyper(
            "init", r"\eta_{\text{init}}", Interval("[0, inf)"), "learning rate that warm-up starts from", Fraction(0)
        ),
    ),
    slots=(),
    switches={"form": ("closed", "recursive"), "count": ("zero", "one")},
    variants=(
        Variant("paper", PAPER, FROM, "Goyal et al. (2017), section 2.2, gradual warm-up"),
        Variant("optax-0.2.8", PAPER, FROM, "optax.warmup_constant_schedule"),
        Variant("pytorch-warmup-0.2", ONE, PLAIN, "pytorch_warmup.LinearWarmup; Ma & Yarats (2021), section 5.2"),
        Variant(
            "pytorch-2.13",
            {**ONE, "form": "recursive"},
            PLAIN,
            "torch.optim.lr_scheduler.LinearLR(1 / W, 1, W - 1)",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="WARMUP-LR-1",
    latex={"theta": r"\eta", "ahead": "a", "growth": "r"},
    inputs=(),
    kinds={"": ()},
    transitions=Transitions(hypers=lambda n: {"warmup": n}, at=lambda h: (h.warmup,)),
)

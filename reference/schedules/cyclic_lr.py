"""Cyclical learning rates (L. N. Smith, WACV 2017, section 3)."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Transitions, Variant, scalar
from goldstep.reference.hypers import BASE_LR


def coefficients(q, h, t):
    e, whole = t - 1, h.up + h.down
    part = q("part", 1 + q.number(e) / q.number(whole) - q.number(1 + e // whole), "CYCLIC-LR-1")
    rise = q("rise", q.number(h.up) / q.number(whole), "CYCLIC-LR-1")
    q("height", q.minimum(part / rise, (1 - part) / (1 - rise)), "CYCLIC-LR-2")
    if h.scale == "halved":
        q("scale", 1 / q.number(2) ** (e // whole), "CYCLIC-LR-3")
    elif h.scale != "none":
        q("scale", q.power(h.gamma, q.number(e)), "CYCLIC-LR-3")


def step(q, h, c, s, t):
    swing = c.height if h.scale in ("none", "both bounds") else c.height * c.scale
    rate = q.ramp(h.lr, h.max_lr, swing)
    q("theta", rate * c.scale if h.scale == "both bounds" else rate, "CYCLIC-LR-4")
    if h.momentum == "cycled":
        q("momentum", q.ramp_to(h.max_momentum, h.base_momentum, swing), "CYCLIC-LR-5")


PAPER = {"scale": "none", "momentum": "alone"}
TORCH = {**PAPER, "momentum": "cycled"}
RATES = {"lr": None, "max_lr": None, "up": "2000", "down": "2000", "max_momentum": None}
MOMENTA = {**RATES, "base_momentum": "0.8", "max_momentum": "0.9"}
MOMENTUM = Interval("[0, 1)")
STEPS = Interval("[1, inf)")
CYCLIC = "torch.optim.lr_scheduler.CyclicLR"

ALGORITHM = Algorithm(
    name="cyclic_lr",
    title="Cyclical learning rates",
    hypers=(
        BASE_LR,
        Hyper("max_lr", r"\eta_{\max}", Interval("[0, inf)"), "learning rate at the peak", drawn=Interval("[1, 2]")),
        Hyper("up", r"S_\uparrow", STEPS, "steps up to the peak", drawn=Interval("[2, 5]"), integer=True),
        Hyper("down", r"S_\downarrow", STEPS, "steps down again", drawn=Interval("[3, 8]"), integer=True),
        Hyper("gamma", r"\gamma", Interval("(0, 1]"), "factor of a step", Fraction(1), Interval("[7/8, 1]")),
        Hyper("base_momentum", r"\mu_{\min}", MOMENTUM, "momentum at the peak", Fraction(0), Interval("[1/2, 3/4]")),
        Hyper("max_momentum", r"\mu_{\max}", MOMENTUM, "momentum at the ends", drawn=Interval("[7/8, 31/32]")),
    ),
    slots=(Slot("momentum", r"\mu", "momentum of the optimizer", "max_momentum", shape=scalar),),
    switches={"scale": ("none", "halved", "amplitude", "both bounds"), "momentum": ("alone", "cycled")},
    variants=(
        Variant("paper", PAPER, RATES, "Smith (2017), section 3.1, triangular; its halves are equal"),
        Variant("paper-triangular2", {**PAPER, "scale": "halved"}, RATES, "Smith (2017), section 3.1, triangular2"),
        Variant(
            "paper-exp-range",
            {**PAPER, "scale": "both bounds"},
            {**RATES, "gamma": None},
            "Smith (2017), section 3.1, exp_range: each boundary value declines",
        ),
        Variant("pytorch-2.13", TORCH, MOMENTA, CYCLIC),
        Variant("pytorch-2.13-triangular2", {**TORCH, "scale": "halved"}, MOMENTA, f"{CYCLIC} with mode='triangular2'"),
        Variant(
            "pytorch-2.13-exp-range",
            {**TORCH, "scale": "amplitude"},
            {**MOMENTA, "gamma": "1"},
            f"{CYCLIC} with mode='exp_range'",
        ),
        Variant("pytorch-2.13-without-momentum", PAPER, RATES, f"{CYCLIC} with cycle_momentum=False"),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="CYCLIC-LR-1",
    latex={"theta": r"\eta", "part": "x", "rise": "r", "height": "a", "scale": r"\sigma"},
    inputs=(),
    kinds={"": ()},
    transitions=Transitions(
        hypers=lambda n: {"up": n, "down": n + 1},
        at=lambda h: (h.up, h.up + h.down),
        state=lambda h, e: {"momentum": h.max_momentum},
    ),
)

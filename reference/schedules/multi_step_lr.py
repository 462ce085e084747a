"""Decay of the learning rate at milestones; two of them stand for any number."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Transitions, Variant
from goldstep.reference.hypers import BASE_LR, GAMMA


def coefficients(q, h, t):
    e = t - 1
    if h.levels == "values":
        return
    scales = (h.gamma, h.gamma) if h.levels == "factor" else (h.scale_1, h.scale_2)
    reached = ">=" if h.form == "closed" or t == 1 else "=="
    first, second = (q.when(e, reached, m, f, q.number(1)) for m, f in zip(_milestones(h), scales, strict=True))
    first, second = q("first", first, "MULTI-STEP-LR-1"), q("second", second, "MULTI-STEP-LR-1")
    q("factor", first * second, "MULTI-STEP-LR-2")


def _milestones(h):
    return h.milestone_1, h.milestone_2


def step(q, h, c, s, t):
    if h.levels == "values":
        rate = q.when(t - 1, ">", h.milestone_1, h.value_1, h.lr)
        q("theta", q.when(t - 1, ">", h.milestone_2, h.value_2, rate), "MULTI-STEP-LR-5")
    elif h.form == "closed" or t == 1:
        q("theta", h.lr * c.factor, "MULTI-STEP-LR-3")
    else:
        q("theta", s.theta * c.factor, "MULTI-STEP-LR-4")


CLOSED = {"form": "closed", "levels": "factor"}
DEFAULTS = {"lr": None, "milestone_1": None, "milestone_2": None}
ONE = Fraction(1)


def _milestone(n, drawn):
    meaning = f"milestone {n}, a number of completed steps"
    return Hyper(f"milestone_{n}", f"m_{n}", Interval("[0, inf)"), meaning, drawn=Interval(drawn), integer=True)


def _scale(n):
    meaning = f"factor of milestone {n}"
    return Hyper(f"scale_{n}", f"s_{n}", Interval("[0, inf)"), meaning, neutral=ONE, drawn=Interval("[1/4, 2]"))


def _value(n):
    meaning = f"learning rate after milestone {n}"
    return Hyper(f"value_{n}", rf"\eta_{{({n})}}", Interval("[0, inf)"), meaning, neutral=ONE)


ALGORITHM = Algorithm(
    name="multi_step_lr",
    title="Decay at milestones",
    hypers=(
        BASE_LR,
        _milestone(1, "[1, 9]"),
        _milestone(2, "[10, 20]"),
        Hyper(GAMMA.name, GAMMA.latex, GAMMA.domain, "factor of every milestone", neutral=ONE, drawn=GAMMA.drawn),
        *map(_scale, (1, 2)),
        *map(_value, (1, 2)),
    ),
    slots=(),
    switches={"form": ("closed", "recursive"), "levels": ("factor", "scales", "values")},
    variants=(
        Variant("closed", CLOSED, {**DEFAULTS, "gamma": None}, "rustorch 0.6, MultiStepLR of lr_scheduler.rs"),
        Variant(
            "pytorch-2.13",
            {**CLOSED, "form": "recursive"},
            {**DEFAULTS, "gamma": "0.1"},
            "torch.optim.lr_scheduler.MultiStepLR",
        ),
        Variant(
            "optax-0.2.8",
            {**CLOSED, "levels": "scales"},
            {**DEFAULTS, "scale_1": None, "scale_2": None},
            "optax.piecewise_constant_schedule",
        ),
        Variant(
            "keras-3.15",
            {**CLOSED, "levels": "values"},
            {**DEFAULTS, "value_1": None, "value_2": None},
            "keras.optimizers.schedules.PiecewiseConstantDecay",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="MULTI-STEP-LR-1",
    latex={"theta": r"\eta", "factor": "f", "first": "a", "second": "b"},
    inputs=(),
    kinds={"": ()},
    transitions=Transitions(
        hypers=lambda n: {"milestone_1": n, "milestone_2": 2 * n + 1},
        at=lambda h: [m + (h.levels == "values") for m in _milestones(h)],
        shortest=0,
    ),
)

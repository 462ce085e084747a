"""A learning rate that moves linearly, as the frameworks have it; there is no paper."""

from dataclasses import replace
from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Transitions, Variant
from goldstep.reference.hypers import BASE_LR, BEGIN, LENGTH


def coefficients(q, h, t):
    e, T = t - 1, h.length
    if h.form == "recursive" and t > 1:

        def grown():
            rise = h.end_factor - h.start_factor
            return 1 + rise / (T * h.start_factor + (e - 1) * rise)

        q("ratio", q.when(e, "<=", T, grown, q.number(1)), "LINEAR-LR-4")
        return
    behind = q.maximum(q.number(e - h.begin), q.number(0)) if h.begin else q.number(e)
    gone = q.when(T, "==", 0, q.number(0), lambda: q.minimum(behind, q.number(T)) / q.number(T))
    part = q("part", gone, "LINEAR-LR-1")
    if h.ends == "factors":
        q("factor", q.ramp(h.start_factor, h.end_factor, part), "LINEAR-LR-2")


def step(q, h, c, s, t):
    if h.form == "recursive" and t > 1:
        q("theta", s.theta * c.ratio, "LINEAR-LR-4")
    elif h.ends == "factors":
        q("theta", h.lr * c.factor, "LINEAR-LR-3")
    else:
        q("theta", q.ramp(h.lr, h.end, c.part), "LINEAR-LR-3")


CLOSED = {"form": "closed", "ends": "factors"}
VALUE = {**CLOSED, "ends": "value"}
FACTORS = {"lr": None, "length": "5", "start_factor": "1/3", "end_factor": "1"}
RATES = {"lr": None, "length": None, "end": None}
DELAYED = {**RATES, "begin": "0"}

ALGORITHM = Algorithm(
    name="linear_lr",
    title="Linear schedule",
    hypers=(
        BASE_LR,
        replace(LENGTH, domain=Interval("[0, inf)")),
        Hyper(
            "start_factor",
            "f_0",
            Interval("(0, 1]"),
            "part of the base learning rate at the start",
            Fraction(1),
            Interval("[1/8, 1]"),
        ),
        Hyper("end_factor", "f_T", Interval("[0, 1]"), "part of the base learning rate at the end", Fraction(1)),
        BEGIN,
        Hyper("end", r"\eta_{\text{end}}", Interval("[0, inf)"), "learning rate at the end", Fraction(0)),
    ),
    slots=(),
    switches={"form": ("closed", "recursive"), "ends": ("factors", "value")},
    variants=(
        Variant("closed", CLOSED, FACTORS, "torch.optim.lr_scheduler.LinearLR with step(epoch)"),
        Variant("pytorch-2.13", {**CLOSED, "form": "recursive"}, FACTORS, "torch.optim.lr_scheduler.LinearLR"),
        Variant("optax-0.2.8", VALUE, DELAYED, "optax.linear_schedule"),
        Variant("mlx-0.32", VALUE, RATES, "mlx.optimizers.linear_schedule"),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="LINEAR-LR-1",
    latex={"theta": r"\eta", "part": "p", "factor": "f", "ratio": "r"},
    inputs=(),
    kinds={"": ()},
    transitions=Transitions(
        hypers=lambda n: {"length": n}, at=lambda h: (h.begin + h.length, h.begin + h.length + 1), shortest=0
    ),
)

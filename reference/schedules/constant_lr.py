"""A constant factor on the learning rate for the first steps."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Transitions, Variant
from goldstep.reference.hypers import BASE_LR


def coefficients(q, h, t):
    e = t - 1
    if h.form == "closed" or t == 1:
        q("factor", q.when(e, "<", h.length, h.factor, q.number(1)), "CONSTANT-LR-1")
    else:
        q("factor", q.when(e, "==", h.length, 1 / h.factor, q.number(1)), "CONSTANT-LR-1")


def step(q, h, c, s, t):
    if h.form == "closed" or t == 1:
        q("theta", h.lr * c.factor, "CONSTANT-LR-2")
    else:
        q("theta", s.theta * c.factor, "CONSTANT-LR-3")


CLOSED = {"form": "closed"}
DEFAULTS = {"lr": None, "factor": None, "length": None}
PYTORCH = {"lr": None, "factor": "1/3", "length": "5"}

ALGORITHM = Algorithm(
    name="constant_lr",
    title="Constant factor",
    hypers=(
        BASE_LR,
        Hyper(
            "factor",
            "f",
            Interval("(0, 1]"),
            "factor of the first steps",
            neutral=Fraction(1),
            drawn=Interval("[1/8, 1]"),
        ),
        Hyper(
            "length",
            "N",
            Interval("[1, inf)"),
            "number of steps with the factor",
            neutral=Fraction(1),
            drawn=Interval("[2, 20]"),
            integer=True,
        ),
    ),
    slots=(),
    switches={"form": ("closed", "recursive")},
    variants=(
        Variant("closed", CLOSED, DEFAULTS, "what torch.optim.lr_scheduler.ConstantLR does in step(epoch)"),
        Variant("pytorch-2.13", {"form": "recursive"}, PYTORCH, "torch.optim.lr_scheduler.ConstantLR"),
        Variant("optax-0.2.8", CLOSED, {"lr": None}, "optax.constant_schedule: no factor"),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="CONSTANT-LR-1",
    latex={"theta": r"\eta", "factor": "k"},
    inputs=(),
    kinds={"": ()},
    transitions=Transitions(hypers=lambda n: {"length": n}, at=lambda h: (h.length, 2 * h.length)),
)

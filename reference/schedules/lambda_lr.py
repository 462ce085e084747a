"""The base learning rate times a function of the number of steps: 1 / (1 + decay e) as an example."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Transitions, Variant
from goldstep.reference.hypers import BASE_LR


def coefficients(q, h, t):
    e = t - 1
    if h.between == "staircase":
        steps = q("steps", q.number(e // h.length), "LAMBDA-LR-1")
    else:
        steps = q("steps", q.number(e) / q.number(h.length), "LAMBDA-LR-1")
    q("factor", 1 / (1 + h.decay * steps), "LAMBDA-LR-2")


def step(q, h, c, s, t):
    q("theta", h.lr * c.factor, "LAMBDA-LR-3")


PLAIN = {"between": "continuous"}
STAIRCASE = {"between": "staircase"}
DEFAULTS = {"lr": None, "decay": None}
KERAS = {**DEFAULTS, "length": None}

ALGORITHM = Algorithm(
    name="lambda_lr",
    title="A function of the number of steps",
    hypers=(
        BASE_LR,
        Hyper("decay", "a", Interval("[0, inf)"), "how fast the function of the example falls"),
        Hyper(
            "length",
            "T",
            Interval("[1, inf)"),
            "number of steps that count as one",
            neutral=Fraction(1),
            drawn=Interval("[2, 20]"),
            integer=True,
        ),
    ),
    slots=(),
    switches={"between": ("continuous", "staircase")},
    variants=(
        Variant("pytorch-2.13", PLAIN, DEFAULTS, "torch.optim.lr_scheduler.LambdaLR with this function"),
        Variant("keras-3.15", PLAIN, KERAS, "keras.optimizers.schedules.InverseTimeDecay"),
        Variant("keras-3.15-staircase", STAIRCASE, KERAS, "the same with staircase"),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="LAMBDA-LR-1",
    latex={"theta": r"\eta", "factor": "f", "steps": "e"},
    inputs=(),
    kinds={"": ()},
    transitions=Transitions(hypers=lambda n: {"length": n}, at=lambda h: [k * h.length for k in (1, 2)]),
)

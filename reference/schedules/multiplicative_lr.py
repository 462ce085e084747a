"""The learning rate times a function of the number of steps, at every step: 1 / (1 + decay (e + 1)) as an example."""

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Transitions, Variant
from goldstep.reference.hypers import BASE_LR


def coefficients(q, h, t):
    e = t - 1
    q("factor", 1 / (1 + h.decay * q.number(e + 1)) if e else q.number(1), "MULTIPLICATIVE-LR-1")


def step(q, h, c, s, t):
    if t == 1:
        q("theta", h.lr * c.factor, "MULTIPLICATIVE-LR-2")
    else:
        q("theta", s.theta * c.factor, "MULTIPLICATIVE-LR-3")


ALGORITHM = Algorithm(
    name="multiplicative_lr",
    title="A function as the factor of each step",
    hypers=(
        BASE_LR,
        Hyper(
            "decay",
            "a",
            Interval("[0, inf)"),
            "how fast the function of the example falls",
            drawn=Interval("[1/1024, 1/8]"),
        ),
    ),
    slots=(),
    switches={},
    variants=(
        Variant(
            "pytorch-2.13",
            {},
            {"lr": None, "decay": None},
            "torch.optim.lr_scheduler.MultiplicativeLR with this function",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="MULTIPLICATIVE-LR-1",
    latex={"theta": r"\eta", "factor": "f"},
    inputs=(),
    kinds={"": ()},
    transitions=Transitions(hypers=lambda n: {}, at=lambda h: (0, 1)),
)

"""Cases for a constant factor: well past its end."""

from functools import partial

from goldstep.golden.inputs import schedule

case = partial(schedule, algorithm="constant_lr")

CASES = [
    *case(
        "five",
        variants="closed pytorch-2.13",
        hyper={"lr": 2**-3, "factor": 0.375, "length": 5},
        steps=12,
        about="five steps at three eighths of the base learning rate, and as many again after them",
    ),
    *case(
        "groups",
        variants="pytorch-2.13",
        hyper={"lr": 0.1, "factor": 0.25, "length": 2},
        steps=5,
        groups=({"lr": 0.1}, {"lr": 0.01}),
        about="two parameter groups, each with a learning rate of its own, both decimal",
    ),
    *case("plain", variants="optax-0.2.8", hyper={"lr": 2**-3}, steps=4, about="always the base learning rate"),
]

"""Cases for a function of the number of steps, with values that are no dyadic numbers."""

from functools import partial

from goldstep.golden.inputs import schedule

RATE = {"lr": 2**-3, "decay": 0.375}

case = partial(schedule, algorithm="lambda_lr")

CASES = [
    *case("falling", variants="pytorch-2.13", hyper=RATE, steps=10, about="an inverse of the number of steps"),
    *case(
        "groups",
        variants="pytorch-2.13",
        hyper={"lr": 0.1, "decay": 0.01},
        steps=5,
        groups=({"lr": 0.1}, {"lr": 0.003}),
        about="two parameter groups, each with a learning rate of its own, all decimal",
    ),
    *case(
        "thirds",
        variants="keras-3.15 keras-3.15-staircase",
        hyper={**RATE, "length": 3},
        steps=8,
        about="three steps count as one",
    ),
]

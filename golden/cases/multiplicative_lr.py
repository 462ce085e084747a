"""Cases for a function as the factor of each step, with values that are no dyadic numbers."""

from functools import partial

from goldstep.golden.inputs import schedule

case = partial(schedule, algorithm="multiplicative_lr")

CASES = [
    *case(
        "falling",
        variants="pytorch-2.13",
        hyper={"lr": 2**-3, "decay": 0.1875},
        steps=10,
        about="factors that fall with the number of steps",
    ),
    *case(
        "groups",
        variants="pytorch-2.13",
        hyper={"lr": 0.1, "decay": 0.05},
        steps=5,
        groups=({"lr": 0.1}, {"lr": 0.003}),
        about="two parameter groups, each with a learning rate of its own, all decimal",
    ),
]

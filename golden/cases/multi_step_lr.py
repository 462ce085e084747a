"""Cases for milestones: past both of them, both at once, in the wrong order, and before the first step."""

from functools import partial

from goldstep.golden.inputs import schedule

RATE = {"lr": 2**-3, "milestone_1": 3, "milestone_2": 7}

case = partial(schedule, algorithm="multi_step_lr")

CASES = [
    *case(
        "two",
        variants="closed pytorch-2.13",
        hyper={**RATE, "gamma": 0.625},
        steps=10,
        about="two milestones, in order",
    ),
    *case(
        "scales",
        variants="optax-0.2.8",
        hyper={**RATE, "scale_1": 0.375, "scale_2": 1.5},
        steps=10,
        about="two milestones, the second of which raises the learning rate",
    ),
    *case(
        "values",
        variants="keras-3.15",
        hyper={**RATE, "value_1": 2**-4, "value_2": 3 * 2**-8},
        steps=10,
        about="two milestones with the learning rates after them",
    ),
    *case(
        "repeated",
        variants="pytorch-2.13",
        hyper={"lr": 0.1, "milestone_1": 4, "milestone_2": 4, "gamma": 0.3},
        steps=6,
        about="the same milestone twice, with decimal hyperparameters",
    ),
    *case(
        "groups",
        variants="pytorch-2.13",
        hyper={"lr": 2**-3, "milestone_1": 3, "milestone_2": 0, "gamma": 0.75},
        steps=5,
        groups=({"lr": 2**-2}, {"lr": 2**-8}),
        about="two parameter groups, and milestones in the wrong order, one of them before the first step",
    ),
]

"""Cases for the linear schedule: up and down, past the end, and without a length."""

from functools import partial

from goldstep.golden.inputs import schedule

case = partial(schedule, algorithm="linear_lr")
DOWN = {"lr": 2**-3, "length": 7, "start_factor": 0.875, "end_factor": 0.25}

CASES = [
    *case("down", variants="closed pytorch-2.13", hyper=DOWN, steps=10, about="seven steps to a quarter, and after"),
    *case(
        "down",
        variants="optax-0.2.8",
        hyper={"lr": 2**-3, "length": 7, "end": 2**-5, "begin": 0},
        steps=10,
        about="seven steps to a learning rate that is not 0, and what comes after them",
    ),
    *case(
        "down",
        variants="mlx-0.32",
        hyper={"lr": 2**-3, "length": 7, "end": 2**-5},
        steps=10,
        about="seven steps to a learning rate that is not 0, and what comes after them",
    ),
    *case(
        "late",
        variants="optax-0.2.8",
        hyper={"lr": 2**-3, "length": 3, "end": 2**-5, "begin": 2},
        steps=8,
        about="two steps at the base learning rate before it moves",
    ),
    *case(
        "groups",
        variants="pytorch-2.13",
        hyper={**DOWN, "length": 3, "end_factor": 0.0},
        steps=6,
        groups=({"lr": 2**-2}, {"lr": 2**-8}),
        about="two parameter groups, each with a learning rate of its own, down to 0",
    ),
    *case(
        "decimal",
        variants="pytorch-2.13",
        hyper={"lr": 0.1, "length": 5, "start_factor": 1 / 3, "end_factor": 1.0},
        steps=8,
        about="the defaults of LinearLR: up from a third of the learning rate",
    ),
]

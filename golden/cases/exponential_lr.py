"""Cases for exponential decay: whole and broken exponents, a late beginning, and an end on either side."""

from functools import partial

from goldstep.golden.inputs import schedule

RATE = {"lr": 2**-3, "gamma": 0.625}
LATE = {**RATE, "steps": 3, "begin": 2}

case = partial(schedule, algorithm="exponential_lr")

CASES = [
    *case(
        "late",
        variants="optax-0.2.8 optax-0.2.8-staircase",
        hyper=LATE,
        steps=10,
        about="two steps at the base learning rate, then a factor every three",
    ),
    *case(
        "end-below",
        variants="optax-0.2.8-end",
        hyper={**LATE, "end_value": 2**-4},
        steps=9,
        about="a decay that stops above zero",
    ),
    *case(
        "end-above",
        variants="optax-0.2.8-end",
        hyper={**RATE, "gamma": 1.5, "steps": 2, "begin": 1, "end_value": 2**-2},
        steps=7,
        about="a growth that stops",
    ),
    *case(
        "decimal",
        variants="keras-3.15",
        hyper={"lr": 0.1, "gamma": 0.96, "steps": 3},
        steps=6,
        about="a factor every three steps, with the customary decimal hyperparameters",
    ),
    *case("decay", variants="closed pytorch-2.13", hyper=RATE, steps=8, about="a factor at every step but the first"),
    *case(
        "groups",
        variants="pytorch-2.13",
        hyper={**RATE, "gamma": 1.5},
        steps=5,
        groups=({"lr": 2**-2}, {"lr": 2**-8}),
        about="two parameter groups, each with a learning rate of its own, and a factor above 1",
    ),
]

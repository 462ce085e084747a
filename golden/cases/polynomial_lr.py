"""Cases for polynomial decay: past the end, and with exponents on both sides of 1."""

from functools import partial

from goldstep.golden.inputs import schedule

case = partial(schedule, algorithm="polynomial_lr")
RATE = {"lr": 2**-3, "length": 7, "exponent": 2.5}

CASES = [
    *case("down", variants="closed pytorch-2.13", hyper=RATE, steps=10, about="seven steps down to 0, and after"),
    *case(
        "down",
        variants="optax-0.2.8",
        hyper={**RATE, "end": 2**-5},
        steps=10,
        about="seven steps down to a learning rate that is not 0, and what comes after them",
    ),
    *case(
        "cycle",
        variants="keras-3.15-cycle",
        hyper={**RATE, "length": 3, "end": 2**-5},
        steps=11,
        about="three steps down, and up again wherever the end is behind",
    ),
    *case(
        "groups",
        variants="pytorch-2.13",
        hyper={**RATE, "length": 3, "exponent": 0.5},
        steps=6,
        groups=({"lr": 2**-2}, {"lr": 2**-8}),
        about="two parameter groups, each with a learning rate of its own",
    ),
    *case(
        "decimal",
        variants="pytorch-2.13",
        hyper={"lr": 0.01, "length": 10, "exponent": 0.9},
        steps=6,
        about="the customary decimal hyperparameters",
    ),
]

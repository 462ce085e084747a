"""Cases for the inverse square root: up and down, with a warm-up and a width that are no squares."""

from functools import partial

from goldstep.golden.inputs import schedule

case = partial(schedule, algorithm="inverse_sqrt_lr")
RATE = {"lr": 2**-3, "warmup": 5}

CASES = [
    *case(
        "up-and-down",
        variants="paper",
        hyper={**RATE, "model_size": 24},
        steps=12,
        about="five steps up, and then down",
    ),
    *case(
        "up-and-down",
        variants="espnet-202412 transformers-4.57",
        hyper=RATE,
        steps=12,
        about="five steps up to the base learning rate, and then down",
    ),
    *case(
        "at-once",
        variants="paper",
        hyper={"lr": 1, "warmup": 1, "model_size": 512},
        steps=5,
        about="without steps on the way up",
    ),
]

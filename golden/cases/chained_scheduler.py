"""Cases for schedules at once: past the warm-up, past two turns of the cosine, with a floor that is not zero."""

from functools import partial

from goldstep.golden.inputs import schedule

LINEAR = {"lr": 2**-3, "start_factor": 0.25, "warm_up": 3}
DECIMAL = {"lr": 0.1, "start_factor": 0.01, "warm_up": 5}

chained = partial(schedule, algorithm="chained_scheduler")

CASES = [
    *chained(
        "product",
        variants="pytorch-2.13",
        hyper={**LINEAR, "gamma": 0.625},
        steps=7,
        about="a warm-up of three steps, and a decay from the start",
    ),
    *chained(
        "floor",
        variants="pytorch-2.13-cosine",
        hyper={**LINEAR, "length": 5, "eta_min": 2**-6},
        steps=14,
        about="a warm-up of three steps, and a cosine with a floor that turns at its fifth and tenth step",
    ),
    *chained(
        "order",
        variants="pytorch-2.13-absolute-first pytorch-2.13-absolute-last",
        hyper={"lr": 2**-3, "gamma": 0.625, "decay": 0.375},
        steps=6,
        about="a member that starts from the base learning rate at every step",
    ),
    *chained(
        "groups",
        variants="pytorch-2.13-cosine",
        hyper={**LINEAR, "length": 5, "eta_min": 2**-6},
        steps=8,
        groups=({"lr": 2**-2}, {"lr": 2**-8}),
        about="two parameter groups, of which one begins below the least learning rate",
    ),
    *chained(
        "decimal",
        variants="pytorch-2.13",
        hyper={**DECIMAL, "gamma": 0.9},
        steps=8,
        about="customary decimal hyperparameters",
    ),
]

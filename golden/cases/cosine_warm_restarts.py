"""Cases for warm restarts: past two of them, with cycles that grow and that do not, and a floor that is not zero."""

from functools import partial

from goldstep.golden.inputs import schedule

case = partial(schedule, algorithm="cosine_warm_restarts")
GROWING = {"lr": 2**-3, "first": 3, "growth": 2}

CASES = [
    *case(
        "growing",
        variants="paper",
        hyper={**GROWING, "eta_min": 2**-6},
        steps=15,
        about="cycles of three and six steps, and some of a third one",
    ),
    *case(
        "growing",
        variants="keras-3.15",
        hyper={**GROWING, "alpha": 2**-4, "peak_factor": 0.625},
        steps=12,
        about="cycles that grow and are lower each time",
    ),
    *case(
        "growing",
        variants="optax-0.2.8",
        hyper={**GROWING, "alpha": 2**-4, "cycles": 2},
        steps=12,
        about="two cycles, and what comes after them",
    ),
    *case(
        "groups",
        variants="pytorch-2.13",
        hyper={"lr": 2**-3, "first": 2, "growth": 3, "eta_min": 2**-6},
        steps=10,
        groups=({"lr": 2**-2}, {"lr": 2**-8}),
        about="two parameter groups, of which one begins below the least learning rate",
    ),
    *case(
        "steady",
        variants="pytorch-2.13",
        hyper={"lr": 0.1, "first": 3, "growth": 1, "eta_min": 0.001},
        steps=8,
        about="cycles of one length, with decimal hyperparameters",
    ),
]

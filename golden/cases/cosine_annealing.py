"""Cases for cosine annealing: past two turning points, with a floor that is not zero and an odd length."""

from functools import partial

from goldstep.golden.inputs import schedule

RATE = {"lr": 2**-3, "length": 7}
ABSOLUTE = {**RATE, "eta_min": 2**-6}

turns = partial(schedule, "turns", "cosine_annealing", steps=18)

CASES = [
    *turns(
        variants="paper pytorch-2.13 mlx-0.32 rustorch-0.6",
        hyper=ABSOLUTE,
        about="seven steps down, and what comes after them",
    ),
    *turns(
        variants="keras-3.15",
        hyper={**RATE, "alpha": 2**-4},
        about="seven steps down to a part of the base learning rate, and what comes after them",
    ),
    *schedule(
        "bent",
        "cosine_annealing",
        "optax-0.2.8",
        {**RATE, "alpha": 2**-4, "exponent": 2.5},
        steps=10,
        about="the curve to a power",
    ),
    *schedule(
        "groups",
        "cosine_annealing",
        "pytorch-2.13",
        ABSOLUTE,
        steps=16,
        groups=({"lr": 2**-2}, {"lr": 2**-8}),
        about="two parameter groups, of which one begins below the least learning rate",
    ),
    *schedule(
        "decimal",
        "cosine_annealing",
        "pytorch-2.13",
        {"lr": 0.1, "length": 10, "eta_min": 0.001},
        steps=12,
        about="the customary decimal hyperparameters",
    ),
]

"""Cases for SWALR: down and up to its learning rate, after another schedule, and without any annealing."""

from functools import partial

from goldstep.golden.inputs import schedule

RATE = {"lr": 2**-3, "swa_lr": 2**-6, "length": 5}
BOTH = "pytorch-2.13 pytorch-2.13-linear"

anneal = partial(schedule, algorithm="swalr")

CASES = [
    *anneal(
        "after-decay",
        variants=BOTH,
        hyper={**RATE, "factor": 2**-1},
        steps=9,
        about="another schedule halves the learning rate before the first step of annealing",
    ),
    *anneal(
        "groups",
        variants="pytorch-2.13",
        hyper={**RATE, "length": 3, "factor": 1},
        steps=6,
        groups=({"lr": 2**-2}, {"lr": 2**-8}),
        about="two parameter groups, one from above and one from below",
    ),
    *anneal(
        "at-once",
        variants="pytorch-2.13",
        hyper={**RATE, "length": 0, "factor": 1},
        steps=3,
        about="no annealing: the first step has the learning rate of the end",
    ),
    *anneal(
        "decimal",
        variants="pytorch-2.13-linear",
        hyper={"lr": 0.1, "swa_lr": 0.05, "length": 4, "factor": 0.59},
        steps=6,
        about="the customary decimal hyperparameters",
    ),
]

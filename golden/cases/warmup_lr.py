"""Cases for linear warm-up: an odd number of steps, past its end, from nothing and from a rate that is not zero."""

from functools import partial

from goldstep.golden.inputs import schedule

RATE = {"lr": 2**-3, "warmup": 7}

rise = partial(schedule, algorithm="warmup_lr", steps=9)

CASES = [
    *rise("rise", variants="paper", hyper={**RATE, "init": 2**-6}, about="up in seven steps from an eighth of the end"),
    *rise("from-zero", variants="paper", hyper={**RATE, "init": 0}, about="the first step has no learning rate"),
    *rise("rise", variants="pytorch-warmup-0.2 pytorch-2.13", hyper=RATE, about="the first step has a seventh"),
    *rise(
        "groups",
        variants="pytorch-2.13",
        hyper=RATE,
        groups=({"lr": 2**-2}, {"lr": 2**-8}),
        about="two parameter groups, each with a base learning rate of its own",
    ),
    *rise(
        "decimal",
        variants="paper",
        hyper={"lr": 0.1, "warmup": 5, "init": 0.01},
        about="the customary decimal hyperparameters",
    ),
]

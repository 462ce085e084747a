"""Cases for schedules in sequence: a warm-up cut short, milestones at 0 and in one place, a cosine that ends."""

from functools import partial

from goldstep.golden.inputs import schedule

HYPER = {"lr": 2**-3, "start_factor": 0.25, "warm_up": 5, "first": 2, "gamma": 0.625, "second": 2, "length": 3}
DECIMAL = {"lr": 0.1, "start_factor": 0.01, "warm_up": 2, "first": 2, "gamma": 0.9, "second": 2, "length": 10}

joined = partial(schedule, algorithm="sequential_lr", variants="optax-0.2.8 pytorch-2.13")

CASES = [
    *joined("cut-short", hyper=HYPER, steps=10, about="the warm-up has five steps and gets two; the cosine ends"),
    *joined("none-before", hyper={**HYPER, "first": 0}, steps=5, about="a milestone at 0: no step of the first"),
    *joined("none-between", hyper={**HYPER, "second": 0}, steps=5, about="two milestones in one place"),
    *joined(
        "held",
        hyper={**HYPER, "warm_up": 1, "first": 3},
        steps=5,
        about="the warm-up is over before the milestone and holds",
    ),
    *schedule(
        "groups",
        "sequential_lr",
        "pytorch-2.13",
        HYPER,
        steps=6,
        groups=({"lr": 2**-2}, {"lr": 2**-8}),
        about="two parameter groups with their own base learning rates",
    ),
    *joined("decimal", variants="pytorch-2.13", hyper=DECIMAL, steps=7, about="customary decimal hyperparameters"),
]

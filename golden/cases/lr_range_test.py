"""Cases for the learning rate range test: six steps from low to high, and what would come after them."""

from functools import partial

from goldstep.golden.inputs import schedule

RANGE = {"lr": 2**-4, "high": 0.75, "length": 6}

rise = partial(schedule, "rise", "lr_range_test", hyper=RANGE, steps=8)

CASES = [
    *rise(variants="paper pytorch-2.13-linear torch-lr-finder-0.2-linear lightning-2-linear", about="in even steps"),
    *rise(variants="optax-0.2.8 pytorch-2.13 torch-lr-finder-0.2 lightning-2", about="by even factors"),
    *schedule(
        "groups",
        "lr_range_test",
        "pytorch-2.13",
        {**RANGE, "length": 4},
        steps=5,
        groups=({"lr": 2**-2}, {"lr": 2**-8}),
        about="two parameter groups, which start from rates of their own",
    ),
    *schedule(
        "decimal",
        "lr_range_test",
        "fastai-2",
        {"lr": 1e-7, "high": 10.0, "length": 7},
        steps=7,
        about="the customary range of eight powers of ten",
    ),
]

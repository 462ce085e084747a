"""Cases for cyclical learning rates: two cycles and the beginning of a third, with halves that differ."""

from functools import partial

from goldstep.golden.inputs import schedule

RATES = {"lr": 2**-6, "max_lr": 2**-2, "up": 3, "down": 5, "max_momentum": 0.96875}
MOMENTA = {**RATES, "base_momentum": 0.75}

cycles = partial(schedule, "cycles", "cyclic_lr", steps=18, about="two cycles and the beginning of a third")

CASES = [
    *cycles(variants="paper", hyper=RATES),
    *cycles(variants="paper-triangular2", hyper=RATES),
    *cycles(variants="paper-exp-range", hyper={**RATES, "gamma": 0.9}),
    *cycles(variants="pytorch-2.13 pytorch-2.13-triangular2", hyper=MOMENTA),
    *cycles(variants="pytorch-2.13-exp-range", hyper={**MOMENTA, "gamma": 0.9}),
    *schedule(
        "groups",
        "cyclic_lr",
        "pytorch-2.13",
        {**MOMENTA, "up": 4, "down": 3},
        steps=8,
        groups=({"lr": 2**-5}, {"lr": 2**-1}),
        about="two parameter groups, of which one begins above the peak",
    ),
]

"""Cases for one cycle: each phase, the steps around each boundary, and what comes after the end."""

from functools import partial

from goldstep.golden.inputs import schedule

DIVS = {"lr": 2**-2, "length": 13, "div": 12.0, "final_div": 40.0}
SHARE = {**DIVS, "pct": 0.3125, "base_momentum": 0.75, "max_momentum": 0.96875}

cycle = partial(schedule, "cycle", "one_cycle_lr", steps=14, about="the whole cycle of 13 steps, and one step more")

CASES = [
    *cycle(variants="paper pytorch-2.13 pytorch-2.13-linear pytorch-2.13-three-phase fastai-2.7", hyper=SHARE),
    *cycle(variants="optax-0.2.8", hyper={**DIVS, "rise": 4}),
    *cycle(variants="optax-0.2.8-linear", hyper={**DIVS, "rise": 4, "turn": 10}),
    *schedule(
        "groups",
        "one_cycle_lr",
        "pytorch-2.13",
        {**SHARE, "length": 6},
        steps=6,
        groups=({"lr": 2**-3}, {"lr": 2**-1}),
        about="two parameter groups with peaks of their own",
    ),
    *schedule(
        "single",
        "one_cycle_lr",
        "pytorch-2.13",
        {**SHARE, "length": 1},
        steps=1,
        about="one step: it has the least learning rate",
    ),
]

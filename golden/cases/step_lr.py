"""Cases for step decay: past several decays, with an odd number of steps between them."""

from functools import partial

from goldstep.golden.inputs import schedule

case = partial(schedule, algorithm="step_lr")

CASES = [
    *case(
        "stairs",
        variants="closed pytorch-2.13 rustorch-0.6",
        hyper={"lr": 2**-3, "step_size": 5, "gamma": 0.625},
        steps=17,
        about="five steps to each decay",
    ),
    *case(
        "groups",
        variants="pytorch-2.13",
        hyper={"lr": 2**-3, "step_size": 2, "gamma": 1.5},
        steps=6,
        groups=({"lr": 2**-2}, {"lr": 2**-8}),
        about="two parameter groups, each with a learning rate of its own, and a factor above 1",
    ),
    *case(
        "every-step",
        variants="closed",
        hyper={"lr": 0.1, "step_size": 1, "gamma": 0.9},
        steps=6,
        about="a decay at every step but the first, with the customary decimal hyperparameters",
    ),
]

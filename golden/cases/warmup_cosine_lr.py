"""Cases for warm-up and cosine annealing: three steps up, the joint, some steps down, and past the end."""

from functools import partial

from goldstep.golden.inputs import schedule

LENGTHS = {"lr": 2**-3, "warmup": 3, "length": 8}
FLOOR = {**LENGTHS, "eta_min": 2**-6}
START = {"init": 2**-7}

joint = partial(schedule, "joint", "warmup_cosine_lr", steps=12)

CASES = [
    *joint(variants="optax-0.2.8", hyper={**FLOOR, **START}, about="eight steps in all"),
    *joint(variants="transformers-5.24", hyper=LENGTHS, about="from zero to zero, and up again past the end"),
    *joint(variants="keras-3.15", hyper={**LENGTHS, **START, "alpha": 2**-4}, about="eight steps down after three up"),
    *joint(variants="timm-1.0-prefix timm-1.0", hyper={**FLOOR, **START}, about="eight steps of the cosine"),
    *joint(variants="build-nanogpt nanogpt", hyper=FLOOR, about="a first step that is not zero"),
    *joint(variants="pytorch-2.13", hyper=FLOOR, about="two steps at the top, then down and up again"),
    *schedule(
        "groups",
        "warmup_cosine_lr",
        "pytorch-2.13",
        {**FLOOR, "warmup": 2, "length": 5},
        steps=7,
        groups=({"lr": 2**-2}, {"lr": 2**-8}),
        about="two parameter groups, of which one has a base below the least learning rate",
    ),
]

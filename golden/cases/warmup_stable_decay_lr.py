"""Cases for warm-up, stable, decay: three steps up, two level, five down, and past the end."""

from functools import partial

from goldstep.golden.inputs import schedule

STAGES = {"lr": 2**-3, "warmup": 3, "stable": 2}
DECAY = {**STAGES, "decay": 5, "ratio": 2**-4}

stages = partial(schedule, "stages", "warmup_stable_decay_lr", steps=12)

CASES = [
    *stages(variants="paper", hyper={**STAGES, "half_life": 3}, about="a decay that halves in three steps"),
    *stages(
        variants=(
            "transformers-5.18-linear transformers-5.18-cosine transformers-5.18-sqrt "
            "optax-0.2.8-linear optax-0.2.8-cosine pytorch-2.13"
        ),
        hyper=DECAY,
        about="up, level, down to a sixteenth, and what comes after it",
    ),
    *schedule(
        "groups",
        "warmup_stable_decay_lr",
        "pytorch-2.13",
        {**DECAY, "warmup": 2, "stable": 1, "decay": 3, "ratio": 0},
        steps=7,
        groups=({"lr": 2**-2}, {"lr": 2**-8}),
        about="two parameter groups, down to nothing",
    ),
]

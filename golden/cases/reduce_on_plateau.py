"""Cases for reduction on a plateau: metrics on both sides of every bar, plateaus, cooldowns, the floor.

The first metric of each variant's first case is 8: the check of the transitions goes on from there.
"""

from functools import partial

from goldstep.golden.inputs import schedule

METRICS = (8, 6, 5.75, 5.75, 4, 6, 6, 3.8125, 5, 5, 5, 5, 5, 5)
NEGATIVE = (-8, -7.75, -7, -8.5, -9, -9, -9)
COMMON = {"lr": 2**-3, "factor": 0.5, "patience": 2, "threshold": 2**-4, "cooldown": 2}
KERAS = {**COMMON, "min_lr": 3 * 2**-6}
TORCH = {**KERAS, "patience": 1, "eps": 2**-9}
ABOUT = "improvements by just enough and by just too little, plateaus, improvements during a cooldown, the floor"

plateau = partial(schedule, algorithm="reduce_on_plateau")
plateaus = partial(plateau, "plateaus", metrics=METRICS, about=ABOUT)

CASES = [
    *plateaus(variants="pytorch-2.13 pytorch-2.13-abs", hyper=TORCH),
    *plateau(
        "plateaus",
        variants="pytorch-2.13-max pytorch-2.13-max-abs",
        hyper=TORCH,
        metrics=tuple(16 - m for m in METRICS),
        about=f"upside down: {ABOUT}",
    ),
    *plateaus(variants="keras-3.15", hyper=KERAS),
    *plateaus(variants="optax-0.2.8", hyper={**COMMON, "atol": 2**-5, "min_scale": 3 * 2**-3}),
    *plateau(
        "negative",
        variants="pytorch-2.13",
        hyper=TORCH,
        metrics=NEGATIVE,
        about="a relative bar below zero, past which a worse metric counts as a better one",
    ),
    *plateau(
        "impatient",
        variants="optax-0.2.8",
        hyper={**COMMON, "patience": 0, "cooldown": 0, "atol": 0.0, "min_scale": 0.0},
        metrics=(8, 6, 6, 6, 4, 4),
        about="no patience: every step without an improvement reduces, and no other",
    ),
    *plateau(
        "ties",
        variants="pytorch-2.13-abs",
        hyper={**TORCH, "patience": 1, "threshold": 0.0, "cooldown": 0, "min_lr": 0.0, "eps": 3 * 2**-7},
        metrics=(8, 8, 8, 7, 7, 7, 7, 7),
        about="a metric that equals the best is no improvement; the last reduction would be too small and is not made",
    ),
    *plateau(
        "ties",
        variants="pytorch-2.13-max-abs",
        hyper={**TORCH, "threshold": 0.0, "cooldown": 0, "min_lr": 0.0, "eps": 3 * 2**-7},
        metrics=(-8, -8, -8, -7, -7, -7, -7, -7),
        about="upside down, and below zero: equality is no improvement, and the last reduction would be too small",
    ),
]

"""Cases for MADGRAD. A learning rate of zero parts the variants that raise it from those that leave it there."""

from dataclasses import replace

from goldstep.golden.inputs import DECIMAL, SPIKE

EXACT = {"lr": 2**-3, "momentum": 3 / 4, "eps": 2**-5}
PAUSE: dict[int, dict[str, float]] = {4: {"lr": 0}, 5: {"lr": 2**-4}}
AWAY = replace(SPIKE, params=((1.0, -2.0, 0.25, 0.5), (-0.75, 3.0)))  # a zero that is made again has no digits

CASES = [
    *SPIKE.cases(
        "spike",
        "madgrad",
        "paper",
        EXACT,
        changes=PAUSE,
        about="an early spike, and a learning rate that is zero at step 4 and halves at step 5",
    ),
    *SPIKE.cases(
        "decay-and-spike",
        "madgrad",
        "madgrad-1.3 madgrad-1.3-decoupled timm-1.0.31 timm-1.0.31-decoupled",
        {**EXACT, "weight_decay": 2**-3},
        changes=PAUSE,
        about="weight decay, an early spike, and a learning rate that is zero at step 4 and halves at step 5",
    ),
    *AWAY.cases(
        "decay-and-spike",
        "madgrad",
        "madgrad-1.3-without-momentum",
        {"lr": 2**-3, "eps": 2**-5, "weight_decay": 2**-3},
        changes={**PAUSE, 6: {"eps": 2**-4}},
        about="the same without momentum; epsilon doubles at step 6, and with it changes where the parameter began",
    ),
    *DECIMAL.cases(
        "decimal",
        "madgrad",
        "madgrad-1.3",
        {"lr": 0.01, "momentum": 0.9, "eps": 1e-6, "weight_decay": 0.02},
        about="the customary decimal hyperparameters: a wrong place for their rounding shows here",
    ),
]

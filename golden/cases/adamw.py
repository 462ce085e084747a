"""Cases for AdamW."""

from goldstep.golden.inputs import DECIMAL, SPIKE

EXACT = {"lr": 2**-4, "beta1": 7 / 8, "beta2": 31 / 32, "eps": 2**-6, "weight_decay": 2**-3}

CASES = [
    *SPIKE.cases(
        "decay-and-spike",
        "adamw",
        "pytorch-2.13 optax-0.2.8-eps-root keras-3.15 heavyball-3.2 timm-1.0.31-cautious",
        EXACT,
        changes={5: {"lr": 2**-5}},
        about="weight decay, an early spike, and a learning rate that halves at step 5",
    ),
    *SPIKE.cases(
        "schedules",
        "adamw",
        "paper",
        {**EXACT, "schedule_multiplier": 3 / 4},
        changes={3: {"lr": 2**-5}, 5: {"schedule_multiplier": 1 / 4}},
        about="the learning rate and the schedule multiplier change at different steps",
    ),
    *SPIKE.cases(
        "groups",
        "adamw",
        "pytorch-2.13",
        EXACT,
        groups=({}, {"lr": 2**-3, "weight_decay": 0}),
        about="parameter groups: the second has a learning rate of its own and no weight decay",
    ),
    *DECIMAL.cases(
        "decimal",
        "adamw",
        "optax-0.2.8",
        {"lr": 0.001, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "weight_decay": 0.01},
        about="the customary decimal hyperparameters: a wrong place for their rounding shows here",
    ),
]

"""Cases for Adam."""

from goldstep.golden.inputs import DECIMAL, SPIKE

EXACT = {"lr": 2**-4, "beta1": 7 / 8, "beta2": 31 / 32, "eps": 2**-6}

CASES = [
    *SPIKE.cases(
        "decay-and-spike",
        "adam",
        "pytorch-2.13 keras-3.15",
        {**EXACT, "weight_decay": 2**-3},
        changes={5: {"lr": 2**-5}},
        about="weight decay, an early spike, and a learning rate that halves at step 5",
    ),
    *SPIKE.cases(
        "spike",
        "adam",
        "paper optax-0.2.8-eps-root mlx-0.32 tensorflow-2.21-nesterov",
        EXACT,
        about="an early spike without weight decay",
    ),
    *SPIKE.cases(
        "groups",
        "adam",
        "pytorch-2.13",
        {**EXACT, "weight_decay": 2**-3},
        groups=({}, {"lr": 2**-3, "weight_decay": 0}),
        about="parameter groups: the second has a learning rate of its own and no weight decay",
    ),
    *DECIMAL.cases(
        "decimal",
        "adam",
        "pytorch-2.13",
        {"lr": 0.001, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "weight_decay": 0.01},
        about="the customary decimal hyperparameters: a wrong place for their rounding shows here",
    ),
]

"""Cases for ADOPT. The spike comes at its first moving step, where the clip is 1; an element that has been
zero so far meets its first gradient at the third, with nothing but epsilon in the denominator."""

from goldstep.golden.inputs import DECIMAL, SPIKE

EXACT = {"lr": 2**-4, "beta1": 7 / 8, "beta2": 31 / 32, "eps": 2**-6}

CASES = [
    *SPIKE.cases(
        "decay-and-spike",
        "adopt",
        "official official-decoupled official-unclipped",
        {**EXACT, "weight_decay": 2**-3},
        changes={5: {"lr": 2**-5}},
        about="weight decay, an early spike, and a learning rate that halves at step 5",
    ),
    *SPIKE.cases(
        "spike",
        "adopt",
        "optax-0.2.8 optax-0.2.8-unclipped paper-v1",
        EXACT,
        changes={5: {"lr": 2**-5}},
        about="an early spike without weight decay, and a learning rate that halves at step 5",
    ),
    *DECIMAL.cases(
        "decimal",
        "adopt",
        "paper",
        {"lr": 0.001, "beta1": 0.9, "beta2": 0.9999, "eps": 1e-6},
        about="the customary decimal hyperparameters: a wrong place for their rounding shows here",
    ),
]

"""Cases for AMSGrad. Its second moment falls after the spike, so that the running maximum binds."""

from goldstep.golden.inputs import DECIMAL, SPIKE

EXACT = {"lr": 2**-4, "beta1": 7 / 8, "beta2": 31 / 32, "eps": 2**-6}

CASES = [
    *SPIKE.cases(
        "decay-and-spike",
        "amsgrad",
        "pytorch-2.13 pytorch-2.13-decoupled keras-3.15",
        {**EXACT, "weight_decay": 2**-3},
        changes={5: {"lr": 2**-5}},
        about="weight decay, an early spike, and a learning rate that halves at step 5",
    ),
    *SPIKE.cases(
        "spike",
        "amsgrad",
        "optax-0.2.8 optax-0.2.8-uncorrected",
        EXACT,
        changes={5: {"lr": 2**-5}},
        about="an early spike without weight decay, and a learning rate that halves at step 5",
    ),
    *DECIMAL.cases(
        "decimal",
        "amsgrad",
        "optax-0.2.8-first-corrected",
        {"lr": 0.001, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8},
        about="the customary decimal hyperparameters: a wrong place for their rounding shows here",
    ),
    *DECIMAL.cases(
        "decimal",
        "amsgrad",
        "paper",
        {"lr": 0.001, "beta1": 0.9, "beta2": 0.999},
        about="without epsilon: every first gradient differs from zero",
    ),
]

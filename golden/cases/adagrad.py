"""Cases for AdaGrad."""

from goldstep.golden.inputs import DECIMAL, SPIKE

EXACT = {"lr": 2**-2, "eps": 2**-3}
STARTED = {**EXACT, "initial_accumulator_value": 2**-4}

CASES = [
    *SPIKE.cases(
        "decay-and-spike",
        "adagrad",
        "pytorch-2.13",
        {**STARTED, "lr_decay": 2**-3, "weight_decay": 2**-3},
        changes={5: {"lr": 2**-3}},
        about="both decays, an early spike, a sum that starts above 0, and a learning rate that halves at step 5",
    ),
    *SPIKE.cases(
        "decay-and-spike",
        "adagrad",
        "keras-3.15",
        {**STARTED, "weight_decay": 2**-3},
        changes={5: {"lr": 2**-3}},
        about="weight decay, an early spike, a sum that starts above 0, and a learning rate that halves at step 5",
    ),
    *SPIKE.cases(
        "spike",
        "adagrad",
        "paper",
        EXACT,
        about="an early spike, and elements that have had no gradient yet",
    ),
    *SPIKE.cases(
        "spike",
        "adagrad",
        "optax-0.2.8",
        STARTED,
        about="an early spike, and a sum that starts above 0",
    ),
    *DECIMAL.cases(
        "decimal",
        "adagrad",
        "pytorch-2.13",
        {
            "lr": 0.01,
            "eps": 1e-10,
            "lr_decay": 1e-3,
            "initial_accumulator_value": 0.1,
            "weight_decay": 0.01,
        },
        about="the customary decimal hyperparameters: a wrong place for their rounding shows here",
    ),
]

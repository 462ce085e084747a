"""Cases for FTRL. Some sums of gradients stay within the L1 strength, some leave it, and some come back; all are far
enough from it that rounding cannot decide."""

from goldstep.golden.inputs import DECIMAL, SPIKE

EXACT = {"lr": 2**-2, "l1": 2**-3, "l2": 2**-1}

CASES = [
    *SPIKE.cases(
        "spike",
        "ftrl",
        "paper",
        {**EXACT, "beta": 2**-1},
        changes={5: {"lr": 2**-3}},
        about="an early spike, sums that stay within the L1 strength, and a learning rate that halves at step 5",
    ),
    *SPIKE.cases(
        "shrinkage-and-spike",
        "ftrl",
        "keras-3.15",
        {**EXACT, "beta": 2**-1, "l2_shrinkage": 2**-3, "initial_accumulator_value": 2**-4},
        changes={5: {"lr": 2**-3}},
        about="all kinds of regularisation, an early spike, and a learning rate that halves at step 5",
    ),
    *SPIKE.cases(
        "shrinkage-and-spike",
        "ftrl",
        "tensorflow-2",
        {**EXACT, "l2_shrinkage": 2**-3, "initial_accumulator_value": 2**-4},
        changes={5: {"lr": 2**-3}},
        about="the same without beta",
    ),
    *DECIMAL.cases(
        "decimal",
        "ftrl",
        "pytorch-optimizer-4.1",
        {"lr": 0.1, "beta": 1.0, "l1": 0.3, "l2": 0.1},
        about="customary decimal hyperparameters: a wrong place for their rounding shows here",
    ),
]

"""Cases for AdaGrad with dual averaging. The threshold grows by the L1 strength at each step, so that parameters leave
zero and come back to it."""

from goldstep.golden.inputs import DECIMAL, SPIKE

EXACT = {"lr": 2**-2, "l1": 2**-2}

CASES = [
    *SPIKE.cases(
        "spike",
        "adagrad_da",
        "paper",
        {**EXACT, "eps": 2**-4},
        changes={5: {"lr": 2**-3}},
        about="an early spike, a threshold that overtakes sums, and a learning rate that halves at step 5",
    ),
    *SPIKE.cases(
        "l2-and-spike",
        "adagrad_da",
        "tensorflow-2",
        {**EXACT, "l2": 2**-1, "initial_accumulator_value": 2**-4},
        changes={5: {"lr": 2**-3}},
        about="L1 and L2, an early spike, and a learning rate that halves at step 5",
    ),
    *DECIMAL.cases(
        "decimal",
        "adagrad_da",
        "tensorflow-2",
        {"lr": 0.1, "l1": 0.03, "l2": 0.1, "initial_accumulator_value": 0.1},
        about="customary decimal hyperparameters: a wrong place for their rounding shows here",
    ),
]

"""Cases for proximal AdaGrad. Some parameters are held at zero by the threshold and some pass through it."""

from goldstep.golden.inputs import DECIMAL, SPIKE

EXACT = {"lr": 2**-2, "l1": 5 * 2**-5}  # no gradient has the size of l1, for that would be an exact tie

CASES = [
    *SPIKE.cases(
        "spike",
        "proximal_adagrad",
        "paper",
        {**EXACT, "eps": 2**-4},
        changes={5: {"lr": 2**-3}},
        about="an early spike, parameters that the threshold holds, and a learning rate that halves at step 5",
    ),
    *SPIKE.cases(
        "l2-and-spike",
        "proximal_adagrad",
        "tensorflow-2 paddle",
        {**EXACT, "l2": 2**-1, "initial_accumulator_value": 2**-4},
        changes={5: {"lr": 2**-3}},
        about="L1 and L2, an early spike, and a learning rate that halves at step 5",
    ),
    *DECIMAL.cases(
        "decimal",
        "proximal_adagrad",
        "tensorflow-2",
        {"lr": 0.1, "l1": 0.03, "l2": 0.1, "initial_accumulator_value": 0.1},
        about="customary decimal hyperparameters: a wrong place for their rounding shows here",
    ),
]

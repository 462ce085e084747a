"""Cases for Adadelta."""

from goldstep.golden.inputs import DECIMAL, SPIKE

EXACT = {"rho": 7 / 8, "eps": 2**-6}

CASES = [
    *SPIKE.cases(
        "decay-and-spike",
        "adadelta",
        "pytorch-2.13 keras-3.15",
        {**EXACT, "lr": 2**-1, "weight_decay": 2**-3},
        changes={5: {"lr": 2**-2}},
        about="weight decay, an early spike, and a learning rate that halves at step 5",
    ),
    *SPIKE.cases(
        "spike",
        "adadelta",
        "paper",
        EXACT,
        about="an early spike without weight decay or learning rate",
    ),
    *DECIMAL.cases(
        "decimal",
        "adadelta",
        "pytorch-2.13",
        {"lr": 0.5, "rho": 0.95, "eps": 1e-6, "weight_decay": 0.01},
        about="customary decimal hyperparameters: a wrong place for their rounding shows here",
    ),
]

"""Cases for PowerSign. Gradients flip while the average of the spike still has the old sign: the signs differ there."""

from goldstep.golden.inputs import DECIMAL, SPIKE

EXACT = {"lr": 2**-4, "base": 4.0, "beta": 7 / 8}

CASES = [
    *SPIKE.cases(
        "spike",
        "power_sign",
        "paper",
        {**EXACT, "sign_decay": 1.0},
        changes={5: {"lr": 2**-5}, 7: {"sign_decay": 0.5}},
        about="an early spike, a learning rate that halves at step 5, and signs that count half from step 7 on",
    ),
    *DECIMAL.cases(
        "decimal",
        "power_sign",
        "tensorflow-1.15",
        {"lr": 0.1, "base": 2.718281828459045, "beta": 0.9, "sign_decay": 0.7},
        about="the customary decimal hyperparameters: a wrong place for their rounding shows here",
    ),
]

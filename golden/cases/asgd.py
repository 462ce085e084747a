"""Cases for averaged SGD. Averaging begins in the middle of each, and the step size falls fast enough to be seen."""

from goldstep.golden.inputs import DECIMAL, SPIKE

EXACT = {"lr": 2**-4, "lambd": 2**-2, "alpha": 3 / 4, "t0": 3}

CASES = [
    *SPIKE.cases(
        "decay-and-spike",
        "asgd",
        "pytorch-2.13",
        {**EXACT, "weight_decay": 2**-3},
        changes={5: {"lr": 2**-5}},
        about="weight decay, a learning rate that halves at step 5, and an average that begins after step 4",
    ),
    *SPIKE.cases(
        "from-the-start",
        "asgd",
        "paper",
        {**EXACT, "t0": 0, "alpha": 1},
        about="the average of all parameters from the second on, as early as it can begin, "
        "and a step size that falls like 1/t",
    ),
    *DECIMAL.cases(
        "decimal",
        "asgd",
        "pytorch-2.13",
        {"lr": 0.01, "lambd": 0.1, "alpha": 0.75, "t0": 2.5, "weight_decay": 0.01},
        about="decimal hyperparameters, and a beginning of the average between two steps",
    ),
]

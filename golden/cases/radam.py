"""Cases for RAdam. The length of the average exceeds 4 and 5 at these steps:

beta2 = 31/32, 0.99, 0.999    5 and 6, as for everything in between
beta2 = 13/16                 5 and 7
beta2 = 3/4                   6 and 8
"""

from goldstep.golden.inputs import SPIKE, Inputs

EXACT = {"lr": 2**-4, "beta1": 7 / 8, "beta2": 31 / 32, "eps": 2**-6}

# As much as tells the variants apart before and after both thresholds.
SHORT = Inputs(
    shapes=((2,), (1,)),
    params=((1.0, 0.0), (-2.0,)),
    gradients=(
        ((0.5, 2**-8), (6.0,)),
        ((24.0, 0.0), (-3.0,)),
        ((-0.75, -(2**-9)), (1.5,)),
        ((0.5, 2**-7), (0.25,)),
        ((0.125, 2**-8), (-0.1875,)),
        ((-0.25, -(2**-8)), (0.75,)),
        ((0.0625, 3 * 2**-10), (-0.5,)),
    ),
)
ZERO_FIRST = Inputs(shapes=((2,),), params=((1.0, -2.0),), gradients=(((0.5, 0.0),), ((-0.25, 0.0),), ((0.75, 0.5),)))
DECIMAL = Inputs(
    shapes=((2,), (1,)),
    params=((0.3, -1.7), (0.0,)),
    gradients=(
        ((0.1, -2.3), (0.7,)),
        ((-0.4, 1.1), (0.9,)),
        ((0.2, 0.6), (-1.3,)),
        ((0.05, -0.7), (0.4,)),
        ((-0.15, 0.35), (0.2,)),
        ((0.3, -0.9), (0.65,)),
        ((-0.02, 0.4), (-0.35,)),
    ),
)

CASES = [
    *SPIKE.cases(
        "decay-and-spike",
        "radam",
        "pytorch-2.13",
        {**EXACT, "beta2": 13 / 16, "weight_decay": 2**-3},
        changes={5: {"lr": 2**-5}},
        about="weight decay, an early spike, a learning rate that halves at step 5, and rectified steps from 7 on",
    ),
    *SHORT.cases(
        "short-decay",
        "radam",
        "pytorch-2.13-decoupled official torch-optimi-0.3-decoupled",
        {**EXACT, "weight_decay": 2**-3},
        changes={7: {"lr": 2**-5}},
        about="decoupled weight decay, an early spike, and a learning rate that halves at step 7",
    ),
    *SHORT.cases("short", "radam", "optax-0.2.8", EXACT, about="an early spike and a zero"),
    *SHORT.cases(
        "slow",
        "radam",
        "paper",
        {"lr": 2**-4, "beta1": 7 / 8, "beta2": 3 / 4},
        about="a short memory, with which the average exceeds its threshold at step 6 only",
    ),
    *ZERO_FIRST.cases(
        "without-eps",
        "radam",
        "pytorch-2.13",
        {**EXACT, "eps": 0, "weight_decay": 0},
        about="below the threshold nothing is divided by the second moment, which may then be 0, without epsilon too",
    ),
    *DECIMAL.cases(
        "decimal",
        "radam",
        "pytorch-2.13",
        {"lr": 0.001, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "weight_decay": 0.01},
        about="the customary decimal hyperparameters, with which the length of the average is a small difference",
    ),
    *DECIMAL.cases(
        "decimal",
        "radam",
        "optax-0.2.8-threshold-4",
        {"lr": 0.001, "beta1": 0.9, "beta2": 0.99, "eps": 1e-8},
        about="decimal hyperparameters and a shorter memory",
    ),
]

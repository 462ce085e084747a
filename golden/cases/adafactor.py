"""Cases for Adafactor: a matrix that is not square and a vector, so that rows, columns and the rest all show.

The rates cross min(lr, 1 / sqrt t), parameters lie on both sides of the least scale, updates on both sides of the
clipping, and second moments on both sides of their floors.
"""

from goldstep.golden.inputs import Inputs

EXACT = {"lr": 2**-2, "decay_rate": 3 / 4, "clip": 1, "eps1": 2**-6, "eps2": 2**-3}
DECAY = {**EXACT, "weight_decay": 2**-3}

UNEVEN = Inputs(
    shapes=((2, 3), (2,)),
    params=((1.0, -2.0, 0.5, 0.25, 1.5, -0.75), (0.0, 0.0625)),
    gradients=(
        ((0.5, -0.25, 0.0, 0.03125, 0.125, -0.0625), (2**-8, -0.5)),
        ((0.25, -0.375, 0.0, -0.0625, 0.09375, 0.03125), (2**-9, 0.25)),
        ((6.0, 0.5, -0.25, 0.5, -1.5, 0.75), (4.0, -3.0)),
        ((-0.75, 1.0, 0.125, 0.25, 0.5, -0.375), (-0.5, 0.0)),
        ((0.125, -0.0625, 2.0, 0.75, -0.25, 0.5), (0.25, 1.5)),
    ),
)

FAINT = Inputs(
    shapes=((3, 2), (2,)),
    params=((1.0, -0.5, 0.25, 2.0, -1.0, 0.5), (1.0, -1.0)),
    gradients=(
        ((2**-7, -(2**-5), 2**-6, 2**-8, 0.0, 2**-9), (2**-7, -(2**-4))),
        ((2**-6, 2**-5, -(2**-6), 2**-7, 2**-10, -(2**-9)), (2**-8, 2**-5)),
        ((0.5, -0.75, 0.25, 2**-5, -1.0, 1.5), (0.5, -1.5)),
    ),
)

DECIMAL = Inputs(
    shapes=((2, 2), (3,)),
    params=((0.3, -1.7, 0.9, 0.01), (0.0, 2.4, -0.01)),
    gradients=(
        ((0.1, -2.3, 0.4, 0.7), (0.7, 0.02, -0.6)),
        ((-0.4, 1.1, 0.3, -0.9), (0.9, -0.03, 0.0)),
    ),
)

CASES = [
    *UNEVEN.cases("uneven", "adafactor", "paper", EXACT, about="sums of rows and columns, no weight decay"),
    *UNEVEN.cases(
        "decay",
        "adafactor",
        "pytorch-2.13 optax-0.2.8",
        DECAY,
        changes={4: {"lr": 2**-1}},
        about="weight decay, and a learning rate that doubles at step 4, where it meets 1 / sqrt t",
    ),
    *UNEVEN.cases(
        "momentum",
        "adafactor",
        "pytorch-optimizer-4.1",
        {**DECAY, "beta1": 3 / 4, "beta2_cap": 1 / 2},
        changes={4: {"lr": 2**-4}},
        about="momentum over moves of different rates, and a decay rate that reaches its cap at step 3",
    ),
    *UNEVEN.cases(
        "momentum",
        "adafactor",
        "transformers-5.24-momentum",
        {**DECAY, "beta1": 3 / 4},
        changes={4: {"lr": 2**-4}},
        about="momentum over moves of different rates",
    ),
    *UNEVEN.cases(
        "warm-up",
        "adafactor",
        "transformers-5.24-warm-up",
        DECAY,
        about="a relative step that rises for two steps, and then falls like 1 / sqrt t",
    ),
    *UNEVEN.cases(
        "given",
        "adafactor",
        "transformers-5.24-given",
        {name: value for name, value in DECAY.items() if name != "eps2"},
        changes={4: {"lr": 2**-4}},
        about="a step size that knows no parameter, and changes at step 4",
    ),
    *FAINT.cases(
        "faint",
        "adafactor",
        "pytorch-2.13",
        {**DECAY, "clip": 5 / 4},
        about="second moments below both floors at first and above them after",
    ),
    *FAINT.cases(
        "small-decay",
        "adafactor",
        "keras-3.15 mlx-0.32",
        DECAY,
        changes={3: {"lr": 1}},
        about="weight decay of a parameter whose scale it changes, and a learning rate beyond 1 / sqrt t",
    ),
    *DECIMAL.cases(
        "decimal",
        "adafactor",
        "paper",
        {"lr": 0.01, "decay_rate": 0.8, "clip": 1.0, "eps1": 1e-30, "eps2": 1e-3},
        about="the proposed hyperparameters",
    ),
]

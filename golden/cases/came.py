"""Cases for CAME: a matrix that is not square and a vector, so that rows, columns and the rest all show. Some updates
are clipped and some are not, a spike makes what it touches unstable, and a row that has no gradient at first shows the
epsilons."""

from goldstep.golden.inputs import Inputs

EXACT = {
    "lr": 2**-4,
    "beta1": 3 / 4,
    "beta2": 3 / 4,
    "beta3": 15 / 16,
    "clip": 5 / 4,
    "eps1": 2**-8,
    "eps2": 2**-6,
    "weight_decay": 2**-3,
}

UNEVEN = Inputs(
    shapes=((2, 3), (2,)),
    params=((1.0, -2.0, 0.5, 0.25, 1.5, -0.75), (0.0, 0.0625)),
    gradients=(
        ((0.5, -0.25, 0.0, 0.0, 0.0, 0.0), (2**-8, -0.5)),
        ((0.25, -0.375, 0.0, -0.0625, 0.09375, 0.03125), (2**-9, 0.25)),
        ((6.0, 0.5, -0.25, 0.5, -1.5, 0.75), (4.0, -3.0)),
        ((-0.75, 1.0, 0.125, 0.25, 0.5, -0.375), (-0.5, 0.0)),
        ((0.125, -0.0625, 2.0, 0.75, -0.25, 0.5), (0.25, 1.5)),
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
    *UNEVEN.cases(
        "uneven",
        "came",
        "official pytorch-optimizer-4.1-coupled",
        EXACT,
        changes={4: {"lr": 2**-5}},
        about="weight decay, a spike that is clipped, and a learning rate that halves at step 4",
    ),
    *DECIMAL.cases(
        "decimal",
        "came",
        "official",
        {
            "lr": 2e-4,
            "beta1": 0.9,
            "beta2": 0.999,
            "beta3": 0.9999,
            "clip": 1.0,
            "eps1": 1e-30,
            "eps2": 1e-16,
            "weight_decay": 0.01,
        },
        about="the proposed hyperparameters",
    ),
]

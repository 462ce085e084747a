"""Cases for LARS.

A matrix starts at zero, and another has no gradient at two steps, with weight decay and without, so that each rule for
norms of 0 shows. Ratios and the learning rate change, so that it matters which of them the buffer has seen.
"""

from goldstep.golden.inputs import Inputs

EXACT = {"lr": 2**-1, "momentum": 7 / 8, "weight_decay": 2**-3, "trust_coefficient": 2**-2}
CHANGES = {3: {"lr": 2**-2}, 4: {"weight_decay": 0.0}}
ABOUT = "a matrix of zeros, gradients of zeros, a learning rate that halves at step 3, and weight decay that ends at 4"

ZEROS = Inputs(
    shapes=((2, 2), (1, 2), (2,)),
    params=((1.0, -2.0, 2.0, 4.0), (0.0, 0.0), (0.5, -1.0)),
    gradients=(
        ((0.5, -1.0, 2**-8, 1.5), (0.25, -1.0), (6.0, 0.0)),
        ((0.0, 0.0, 0.0, 0.0), (-0.5, 0.75), (3.0, -0.25)),
        ((-0.75, 24.0, 2**-6, -0.5), (0.375, 2**-7), (-0.5, 1.25)),
        ((0.0, 0.0, 0.0, 0.0), (-0.125, 0.625), (0.75, -0.375)),
    ),
)

DECIMAL = Inputs(
    shapes=((2,), (1, 3)),
    params=((0.3, -1.7), (0.1, 2.4, -0.01)),
    gradients=(((0.1, -2.3), (0.7, 0.02, -0.6)), ((-0.4, 1.1), (0.9, -0.03, 0.0))),
)

CASES = [
    *ZEROS.cases("zeros", "lars", "paper tinygrad-0.14", EXACT, changes=CHANGES, about=ABOUT),
    *ZEROS.cases(
        "zeros",
        "lars",
        "optax-0.2.8 optax-0.2.8-nesterov timm-1.0.31 tensorflow-1.15 lightning-bolts-0.7",
        {**EXACT, "eps": 2**-4},
        changes=CHANGES,
        about=ABOUT,
    ),
    *ZEROS.cases(
        "dampened",
        "lars",
        "pytorch-optimizer-4.1 pytorch-optimizer-4.1-nesterov",
        {**EXACT, "dampening": 2**-2},
        changes=CHANGES,
        about=ABOUT,
    ),
    *DECIMAL.cases(
        "decimal",
        "lars",
        "optax-0.2.8",
        {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.0001, "trust_coefficient": 0.001, "eps": 1e-8},
        about="the customary decimal hyperparameters: a wrong place for their rounding shows here",
    ),
]

"""Cases for LAMB.

The norms of the parameters lie on both sides of 10 and of the norms of their updates; one parameter starts at zero, and
another has no gradient at first, so that without decay inside either norm is 0.
"""

from goldstep.golden.inputs import Inputs

EXACT = {"lr": 2**-4, "beta1": 7 / 8, "beta2": 31 / 32, "eps": 2**-6}
DECAY = {**EXACT, "weight_decay": 2**-3}

NORMS = Inputs(
    shapes=((2,), (1, 2), (2,)),
    params=((12.0, -5.0), (0.0, 0.0), (1.0, -0.75)),
    gradients=(
        ((0.5, -1.0), (2**-8, -0.25), (0.0, 0.0)),
        ((24.0, 1.25), (0.5, 2**-7), (0.0, 0.0)),
        ((0.75, 2**-7), (0.75, 0.0), (6.0, -0.25)),
        ((-0.5, -0.625), (2**-6, 1.0), (-0.1875, 0.5)),
    ),
)

DECIMAL = Inputs(
    shapes=((2,), (2,)),
    params=((0.3, -1.7), (2.4, -0.01)),
    gradients=(((0.1, -2.3), (0.7, -0.6)), ((-0.4, 1.1), (0.9, 0.0))),
)

CASES = [
    *NORMS.cases(
        "norms",
        "lamb",
        "paper paper-v3 keras-3.15 pytorch-optimizer-4.1 pytorch-optimizer-4.1-uncorrected torch-optimizer-0.3",
        DECAY,
        changes={3: {"lr": 2**-5}},
        about="norms that are 0 at first or beyond 10, weight decay, and a learning rate that halves at step 3",
    ),
    *NORMS.cases(
        "decay-ends",
        "lamb",
        "timm-1.0.31 timm-1.0.31-trust-clip",
        DECAY,
        changes={3: {"weight_decay": 0.0}},
        about="weight decay that ends at step 3, and with it the trust ratio",
    ),
    *NORMS.cases(
        "no-decay",
        "lamb",
        "optax-0.2.8",
        {**EXACT, "weight_decay": 0.0},
        about="no weight decay: an update is 0 until the first gradient",
    ),
    *DECIMAL.cases(
        "decimal",
        "lamb",
        "optax-0.2.8",
        {"lr": 0.001, "beta1": 0.9, "beta2": 0.999, "eps": 1e-6, "weight_decay": 0.01},
        about="the customary decimal hyperparameters: a wrong place for their rounding shows here",
    ),
]

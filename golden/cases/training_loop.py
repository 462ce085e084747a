"""Cases for the training loop: updates through the warm-up, down the cosine and past its end, and a window cut short.

The norms of the averaged gradients lie on both sides of the limit; those of the scaled ones lie beyond it. Some
elements are missing in some micro-batches, and each has gradients of both signs.
"""

from goldstep.golden.inputs import Inputs

EXACT = {
    "lr": 2**-2,
    "beta1": 3 / 4,
    "beta2": 7 / 8,
    "eps": 2**-6,
    "weight_decay": 2**-3,
    "max_norm": 1.0,
    "every": 2,
    "ema_decay": 3 / 4,
}
UPDATES = {**EXACT, "warmup": 1, "length": 2, "scale_exponent": 6}

MICRO = Inputs(
    shapes=((2,), (1, 1)),
    params=((1.0, -2.0), (0.5,)),
    gradients=(  # the curvatures and then the targets of each parameter
        ((0.5, 0.25, 1.5, -2.5), (1.0, 0.25)),
        ((1.0, 0.5, 1.25, -1.5), (0.0, 3.0)),
        ((2.0, 1.0, -3.0, 4.0), (0.5, -1.0)),
        ((0.0, 0.5, 5.0, 1.0), (1.0, 2.0)),
        ((1.0, 0.0, 0.75, 2.0), (0.25, 0.0)),
        ((0.5, 0.25, 1.25, -2.5), (0.5, 1.0)),
        ((1.0, 2.0, -0.5, -4.0), (2.0, 0.5)),
        ((0.25, 0.5, 2.0, -1.0), (1.0, -0.75)),
        ((0.5, 1.0, 0.5, -2.0), (0.0, 1.5)),
        ((1.0, 0.25, 1.0, -3.0), (1.0, 0.375)),
        ((0.5, 0.5, 3.0, 0.5), (0.5, -2.0)),
    ),
)

DECIMAL = Inputs(
    shapes=((2,),),
    params=((0.3, -1.7),),
    gradients=(
        ((0.7, 1.3, -2.4, 0.9),),
        ((0.2, 0.6, 1.1, -1.6),),
        ((1.9, 0.1, 0.4, -0.8),),
        ((0.3, 0.4, 0.1, -1.9),),
        ((1.1, 0.9, 0.6, -2.2),),
        ((0.8, 1.7, -0.3, -1.1),),
        ((0.5, 0.3, 0.9, -1.4),),
    ),
)

CASES = [
    *MICRO.cases(
        "orders",
        "training_loop",
        "pytorch-2.13 optax-0.2.8",
        UPDATES,
        about="five updates of two micro-steps each, and one micro-step of a sixth",
    ),
    *MICRO.cases(
        "orders",
        "training_loop",
        "keras-3.15",
        {**EXACT, "warmup": 4, "length": 4},
        about="five updates of two micro-steps each, and one micro-step of a sixth",
    ),
    *DECIMAL.cases(
        "decimal",
        "training_loop",
        "pytorch-2.13",
        {
            "lr": 0.1,
            "beta1": 0.9,
            "beta2": 0.999,
            "eps": 1e-8,
            "weight_decay": 0.01,
            "max_norm": 0.8,
            "every": 3,
            "warmup": 2,
            "length": 10,
            "ema_decay": 0.9,
            "scale_exponent": 10,
        },
        about="the customary decimal hyperparameters, with windows of three micro-steps",
    ),
]

"""Cases for weight decay in the gradient: terms of like and of unlike sign, on both sides of a limit, and zeros."""

from goldstep.golden.inputs import Inputs

WEIGHTS = Inputs(
    shapes=((3,), (1, 2)),
    params=((0.0, 0.0, 0.0), (0.0, 0.0)),
    gradients=(  # the gradients and then the weights of each parameter
        ((0.5, -0.875, 0.0, 1.0, -2.0, 0.5), (1.5, 2**-8, 3.0, -0.75)),
        ((-0.25, 0.75, 0.625, 2.5, 1.0, -4.0), (0.0, -6.0, -1.25, 24.0)),
        ((0.75, 0.0, -0.5, -8.0, 0.0, 2.0), (0.5, 0.625, 0.5, 0.5)),
    ),
)
DECIMAL = Inputs(
    shapes=((2,),),
    params=((0.0, 0.0),),
    gradients=(((0.1, -2.3, 0.3, -1.7),), ((-0.4, 1.1, 0.9, 2.4),)),
)

CASES = [
    *WEIGHTS.cases(
        "weights",
        "add_decayed_weights",
        "optax-0.2.8",
        {"weight_decay": 2**-2},
        changes={3: {"weight_decay": 2**-4}},
        about="no limit; the decay falls at step 3",
    ),
    *WEIGHTS.cases(
        "limit",
        "add_decayed_weights",
        "optax-0.2.8-clipped-before optax-0.2.8-clipped-after",
        {"weight_decay": 2**-2, "limit": 0.625},
        about="a limit that some gradients exceed by themselves and some with the decay",
    ),
    *WEIGHTS.cases(
        "groups",
        "add_decayed_weights",
        "optax-0.2.8",
        {"weight_decay": 2**-2},
        groups=({}, {"weight_decay": 0.0}),
        about="the second tensor does not decay",
    ),
    *DECIMAL.cases(
        "decimal", "add_decayed_weights", "optax-0.2.8", {"weight_decay": 0.01}, about="a decimal decay and gradients"
    ),
]

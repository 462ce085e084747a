"""Cases for Lion. Nothing of a gradient but its share in a sign reaches the parameters, so all that can be wrong must
turn a sign: gradients fall after the spike until the momentum outvotes them, and in one case cancel it exactly."""

from goldstep.golden.inputs import DECIMAL, SPIKE, Inputs

EXACT = {"lr": 2**-4, "beta1": 7 / 8, "beta2": 31 / 32, "weight_decay": 2**-3}

# beta1 m + (1 - beta1) g is 7/8 m + 1/8 g here: a gradient of -7 m cancels the momentum. The first element does so at
# step 2 and the second at step 5; the third comes close from either side; the last has no gradient until step 6.
TIES = Inputs(
    shapes=((4,),),
    params=((1.0, -2.0, 0.5, 3.0),),
    gradients=(
        ((1.0, 0.0, 1.0, 0.0),),
        ((-7 / 32, 0.0, -6.75 / 32, 0.0),),
        ((0.5, 0.0, -171 / 1024, 0.0),),
        ((-2.0, 4.0, 0.25, 0.0),),
        ((1.0, -0.875, 0.015625, 0.0),),
        ((1.0, -2.0, -0.25, -1.0),),
        ((0.75, 0.5, 0.125, 0.125),),
        ((-0.25, 1.0, 2.0, 0.25),),
    ),
)

# After the first step some gradients contradict what the momentum says, others do not: of four elements 2, 1 and 3.
CONTRARY = Inputs(
    shapes=((4,), (1, 2)),
    params=((1.0, -2.0, 0.5, 3.0), (0.0, 3.0)),
    gradients=(
        ((2.0, -3.0, 1.0, 6.0), (4.0, -2.0)),
        ((-0.125, 0.25, 0.375, 0.5), (-0.375, -0.5)),
        ((-0.0625, -0.5, 0.25, 0.125), (0.25, 0.125)),
        ((0.375, 0.125, -0.09375, -0.25), (-0.125, 0.25)),
    ),
)

CASES = [
    *SPIKE.cases(
        "decay-and-spike",
        "lion",
        "paper optax-0.2.8-refined pytorch-optimizer-4.1-coupled",
        EXACT,
        changes={5: {"lr": 2**-5}},
        about="weight decay, an early spike, and a learning rate that halves at step 5",
    ),
    *SPIKE.cases(
        "decay-and-spike",
        "lion",
        "lion-pytorch-0.2-decoupled",
        {**EXACT, "lr_max": 2**-2},
        changes={5: {"lr": 2**-5}},
        about="weight decay relative to the first learning rate, an early spike, and a rate that halves at step 5",
    ),
    *CONTRARY.cases(
        "cautious",
        "lion",
        "timm-1.0.31-cautious",
        {**EXACT, "weight_decay": 2**-2},
        changes={3: {"lr": 2**-5}},
        about="gradients that contradict the direction here and there, and a learning rate that halves at step 3",
    ),
    *TIES.cases(
        "ties",
        "lion",
        "paper",
        {**EXACT, "weight_decay": 0.0},
        about="momentum and gradient cancel exactly, or nearly; rounding may decide an exact tie, so it is not judged",
    ),
    *DECIMAL.cases(
        "decimal",
        "lion",
        "keras-3.15",
        {"lr": 0.001, "beta1": 0.9, "beta2": 0.99, "weight_decay": 0.01},
        about="the customary decimal hyperparameters: a wrong place for their rounding shows here",
    ),
]

"""Cases for NAdam. The momentum decay is large enough for the momentum to change visibly from step to step."""

from goldstep.golden.inputs import DECIMAL, SPIKE, Inputs

EXACT = {"lr": 2**-4, "beta1": 7 / 8, "beta2": 31 / 32, "eps": 2**-6}
WARMING = {"momentum_decay": 2**-2}

# Constant momentum needs no more than this: a spike, a sign that flips, a zero, a gradient far below epsilon.
SHORT = Inputs(
    shapes=((2,), (1,)),
    params=((1.0, 0.0), (-2.0,)),
    gradients=(
        ((0.5, 2**-8), (6.0,)),
        ((24.0, 0.0), (-3.0,)),
        ((-0.75, -(2**-9)), (1.5,)),
        ((0.5, 2**-7), (0.25,)),
        ((0.125, 2**-8), (-0.1875,)),
    ),
)

CASES = [
    *SPIKE.cases(
        "decay-and-spike",
        "nadam",
        "pytorch-2.13",
        {**EXACT, **WARMING, "weight_decay": 2**-3},
        changes={5: {"lr": 2**-5}},
        about="weight decay, an early spike, and a learning rate that halves at step 5",
    ),
    *SHORT.cases(
        "short-decay",
        "nadam",
        "keras-3.15 optax-0.2.8-decoupled timm-1.0.31",
        {**EXACT, "weight_decay": 2**-3},
        changes={4: {"lr": 2**-5}},
        about="decoupled weight decay, an early spike, and a learning rate that halves at step 4",
    ),
    *SHORT.cases("short", "nadam", "paper", {**EXACT, **WARMING}, about="an early spike and a zero"),
    *SHORT.cases("short", "nadam", "optax-0.2.8 optimisers.jl-0.4 blog", EXACT, about="an early spike and a zero"),
    *DECIMAL.cases(
        "decimal",
        "nadam",
        "pytorch-2.13",
        {"lr": 0.002, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "weight_decay": 0.01, "momentum_decay": 0.004},
        about="the customary decimal hyperparameters: a wrong place for their rounding shows here",
    ),
]

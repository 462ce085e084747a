"""Cases for Prodigy: a distance that stays at first, grows by leaps, and is not taken back when its estimate falls.

In one case all gradients are zero at first, so that there is nothing to divide by. The decay rate of the second moment
is the square of a short number, so that its root is one.
"""

from goldstep.golden.inputs import DECIMAL, Inputs

PLAIN = {"lr": 3 / 4, "beta1": 1 / 2, "beta2": 225 / 256, "eps": 2**-4, "d0": 2**-5}
EXACT = {**PLAIN, "weight_decay": 2**-3, "d_coef": 5 / 4}
SLOWER = {5: {"lr": 3 / 8}}

STEADY = Inputs(
    shapes=((2,), (1, 2)),
    params=((1.0, -2.0), (0.0, 0.5)),
    gradients=(
        ((0.5, -1.25), (0.0, 3.0)),
        ((0.75, -1.0), (2**-7, 2.5)),
        ((0.625, -1.5), (0.0, 3.5)),
        ((-0.5, 1.25), (2**-6, 0.75)),
        ((0.875, -1.125), (-(2**-7), 2.0)),
        ((0.5, -0.75), (0.0, 1.75)),
        ((12.0, 2.5), (0.25, -8.0)),
        ((-1.0, 0.5), (0.0, -2.0)),
    ),
)

LATE = Inputs(
    shapes=((2,), (1, 2)),
    params=((1.0, -2.0), (0.0, 0.5)),
    gradients=(
        ((0.0, 0.0), (0.0, 0.0)),
        ((0.5, -1.25), (0.0, 3.0)),
        ((0.25, -0.75), (0.0, 1.5)),
        ((0.0, 0.0), (0.0, 0.0)),
        ((-0.5, 0.625), (2**-7, 0.75)),
    ),
)

CASES = [
    *STEADY.cases(
        "leaps",
        "prodigy",
        "paper",
        PLAIN,
        changes=SLOWER,
        about="a late spike, and a learning rate that halves at step 5",
    ),
    *STEADY.cases(
        "leaps",
        "prodigy",
        "prodigyopt-1.1 optax-0.2.8",
        EXACT,
        changes=SLOWER,
        about="weight decay, a factor of the estimate, a late spike, and a learning rate that halves at step 5",
    ),
    *STEADY.cases(
        "warmup",
        "prodigy",
        "prodigyopt-1.1-warmup",
        {**EXACT, "d_coef": 3},
        changes=SLOWER,
        about="the same with a larger factor, since sums that leave out the learning rate are larger",
    ),
    *STEADY.cases(
        "warmup",
        "prodigy",
        "optax-0.2.8-warmup",
        {**EXACT, "d_coef": 3, "beta3": 3 / 4},
        changes=SLOWER,
        about="the same with a decay rate of the sums",
    ),
    *STEADY.cases(
        "limited",
        "prodigy",
        "prodigyopt-1.1-limited",
        {**EXACT, "beta3": 3 / 4, "growth_rate": 9 / 8},
        changes=SLOWER,
        about="the same with growth by an eighth at most",
    ),
    *LATE.cases(
        "late",
        "prodigy",
        "paper",
        PLAIN,
        about="gradients that are all zero at the first step and once later",
    ),
    *LATE.cases(
        "late",
        "prodigy",
        "prodigyopt-1.1",
        EXACT,
        about="the same with weight decay, which waits for the first gradient",
    ),
    *DECIMAL.cases(
        "decimal",
        "prodigy",
        "prodigyopt-1.1 optax-0.2.8",
        {
            "lr": 1,
            "beta1": 0.9,
            "beta2": 0.999,
            "eps": 1e-8,
            "weight_decay": 0.01,
            "d0": 0.05,
            "d_coef": 1,
        },
        about="the customary decimal hyperparameters, and a distance at the start of 0.05",
    ),
]

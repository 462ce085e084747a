"""Cases for Muon.

55/16, -19/4 and 65/32 stand for the coefficients of the quintic in numbers that are exact in every dtype. Backends
that iterate in bfloat16 are judged by one iteration, and by two of the cubic, which lets errors grow less; after five
their budget is vacuous.
"""

from goldstep.golden.inputs import Inputs

TALL = Inputs(
    shapes=((3, 2), (1, 2)),
    params=((1.0, -2.0, 0.5, 0.0, -0.75, 1.5), (0.0, 3.0)),
    gradients=(
        ((0.5, -1.0, 2.0, 0.25, -0.5, 1.5), (0.0, 0.0)),
        ((6.0, 1.25, -3.0, 0.5, 2.0, -8.0), (2**-28, -(2**-27))),
        ((0.75, -0.875, 0.375, 1.0, 0.0, -0.5), (1.5, -0.75)),
    ),
)
WIDE = Inputs(
    shapes=((2, 3), (2, 2)),
    params=((1.0, -2.0, 0.5, 0.75, 1.5, -1.0), (0.0, 3.0, -1.0, 0.5)),
    gradients=(
        ((1.0, -1.5, 0.75, 1.5, 0.875, -0.5), (1.0, -0.5, 0.25, 1.5)),
        ((0.5, 2.0, -1.0, 3.0, 0.125, -0.75), (-0.75, 2.0, 1.5, 0.5)),
    ),
)
PLAIN = Inputs(
    shapes=((3, 2), (1, 2)),
    params=((0.3, -1.7, 0.0, 2.4, -0.01, 0.6), (0.0, 1.2)),
    gradients=(
        ((0.1, -2.3, 0.7, 0.02, -0.6, 1.1), (0.4, -0.3)),
        ((-0.4, 1.1, 0.9, -0.03, 0.0, -0.2), (0.8, 0.1)),
    ),
)

DYADIC = {"ns_a": 55 / 16, "ns_b": -19 / 4, "ns_c": 65 / 32}
QUINTIC = {"ns_a": 3.4445, "ns_b": -4.775, "ns_c": 2.0315}
CUBIC = {"ns_a": 1.5, "ns_b": -0.5, "ns_c": 0.0}
EXACT = {"lr": 2**-3, "momentum": 7 / 8, "weight_decay": 2**-3, **DYADIC}
DECIMAL = {"lr": 0.02, "momentum": 0.95}

ZEROS = "a gradient of zeros, one far below epsilon, and a learning rate that halves"
CUSTOMARY = "five iterations with the customary coefficients and decimal hyperparameters"

CASES = [
    *TALL.cases(
        "one-iteration",
        "muon",
        "pytorch-2.13 pytorch-2.13-without-nesterov",
        {**EXACT, "ns_steps": 1, "eps": 2**-6},
        changes={3: {"lr": 2**-4}},
        about=f"one iteration: {ZEROS}",
    ),
    *WIDE.cases(
        "one-iteration",
        "muon",
        "pytorch-optimizer-4.1 pytorch-optimizer-4.1-coupled",
        {**EXACT, **QUINTIC, "ns_steps": 1},
        about="one iteration with the customary coefficients, on matrices that are wide or square",
    ),
    *TALL.cases(
        "one-iteration",
        "muon",
        "pytorch-optimizer-4.1-adjusted",
        {**EXACT, **QUINTIC, "ns_steps": 1},
        about="one iteration with the customary coefficients",
    ),
    *TALL.cases(
        "cubic",
        "muon",
        "pytorch-optimizer-4.1",
        {**EXACT, **CUBIC, "ns_steps": 2},
        about="two iterations of the cubic",
    ),
    *TALL.cases(
        "decay-and-spike",
        "muon",
        "optax-0.2.8 optax-0.2.8-without-nesterov",
        {**EXACT, "ns_steps": 2, "eps": 2**-6},
        changes={3: {"lr": 2**-4}},
        about=f"two iterations: {ZEROS}",
    ),
    *WIDE.cases(
        "decay",
        "muon",
        "optax-0.2.8-consistent-rms",
        {**EXACT, "ns_steps": 2, "eps": 2**-6, "rms_rate": 2**-2},
        about="two iterations on matrices that are wide or square",
    ),
    *WIDE.cases(
        "decay",
        "muon",
        "keras-3.15",
        {**EXACT, "ns_steps": 2, "rms_rate": 2**-2},
        about="two iterations on matrices that are wide or square",
    ),
    *TALL.cases(
        "decay",
        "muon",
        "tinygrad-0.14",
        {**EXACT, "ns_steps": 2},
        changes={3: {"lr": 2**-4}},
        about=f"two iterations: {ZEROS}",
    ),
    *PLAIN.cases(
        "decimal",
        "muon",
        "pytorch-2.13",
        {**DECIMAL, **QUINTIC, "weight_decay": 0.01, "eps": 1e-7, "ns_steps": 5},
        about=CUSTOMARY,
    ),
    *PLAIN.cases("decimal", "muon", "paper", {**DECIMAL, **QUINTIC, "eps": 1e-7, "ns_steps": 5}, about=CUSTOMARY),
    *PLAIN.cases("decimal", "muon", "jordan", {**DECIMAL, "weight_decay": 0.01}, about=CUSTOMARY),
    *PLAIN.cases("decimal", "muon", "mlx-0.32", {**DECIMAL, "weight_decay": 0.01, "ns_steps": 5}, about=CUSTOMARY),
]

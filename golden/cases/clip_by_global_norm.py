"""Cases for clipping by the global norm.

Gradients far above the limit, below it, exactly at it, and of zeros; tensors whose own norms lie on both sides of it;
the largest element is negative once. At the end the limit is so small that 1e-6 shows.
"""

from goldstep.golden.inputs import Inputs

EVERY = "paper pytorch-2.13 pytorch-2.13-1 pytorch-2.13-inf"

SIZES = Inputs(
    shapes=((2,), (1, 2)),
    params=((0.0, 0.0), (0.0, 0.0)),
    gradients=(
        ((24.0, -1.25), (0.5, 2**-7)),
        ((0.25, -0.125), (0.0, 0.375)),
        ((0.0, 0.0), (0.75, -1.0)),
        ((0.0, 0.0), (0.0, 0.0)),
        ((-6.0, 3.0), (2.5, -0.0625)),
        ((2**-13, -(2**-12)), (2**-14, 3 * 2**-13)),
        ((1.0, -(2**-14)), (-3.0, 0.5)),
    ),
)

DECIMAL = Inputs(
    shapes=((2,), (3,)),
    params=((0.3, -1.7), (0.0, 2.4, -0.01)),
    gradients=(((0.1, -2.3), (0.7, 0.02, -0.6)), ((0.01, 0.02), (-0.03, 0.01, 0.0))),
)

CASES = [
    *SIZES.cases(
        "sizes",
        "clip_by_global_norm",
        EVERY,
        {"max_norm": 1.25},
        changes={6: {"max_norm": 2**-13}},
        about="norms above, below and at the limit, which becomes small at step 6",
    ),
    *DECIMAL.cases(
        "decimal",
        "clip_by_global_norm",
        "paper pytorch-2.13",
        {"max_norm": 0.1},
        about="a decimal limit: a wrong place for its rounding shows here",
    ),
]

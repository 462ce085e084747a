"""Cases for clipping each tensor by its own norm.

At each step the norms of the tensors lie on both sides of the limit, at it, or are 0; one limit is so small that 1e-6
shows, and one case has a limit for each tensor.
"""

from goldstep.golden.inputs import Inputs

SIZES = Inputs(
    shapes=((2,), (1, 2)),
    params=((0.0, 0.0), (0.0, 0.0)),
    gradients=(
        ((24.0, -1.25), (0.5, 2**-7)),
        ((0.25, -0.125), (0.0, -6.0)),
        ((0.0, 0.0), (0.75, -1.0)),
        ((2**-13, -(2**-12)), (2**-14, 3 * 2**-15)),
        ((-1.0, 0.5), (-3.0, 0.5)),
    ),
)

DECIMAL = Inputs(
    shapes=((2,), (3,)),
    params=((0.3, -1.7), (0.0, 2.4, -0.01)),
    gradients=(((0.1, -2.3), (0.7, 0.02, -0.6)), ((0.01, 0.02), (-0.03, 1.1, 0.0))),
)

CASES = [
    *SIZES.cases(
        "sizes",
        "clip_by_norm",
        "keras-3.15 pytorch-2.13",
        {"max_norm": 1.25},
        changes={4: {"max_norm": 2**-13}},
        about="norms above, below and at the limit, which becomes small at step 4",
    ),
    *SIZES.cases(
        "groups",
        "clip_by_norm",
        "pytorch-2.13",
        {"max_norm": 1.25},
        groups=({"max_norm": 0.5}, {}),
        about="the first tensor has a limit of its own",
    ),
    *DECIMAL.cases(
        "decimal",
        "clip_by_norm",
        "keras-3.15 pytorch-2.13",
        {"max_norm": 0.1},
        about="a decimal limit: a wrong place for its rounding shows here",
    ),
]

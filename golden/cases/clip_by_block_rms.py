"""Cases for clipping by the root mean square: tensors of several sizes, above the threshold, below it and at it."""

from goldstep.golden.inputs import DECIMAL, Inputs

SIZES = Inputs(
    shapes=((3,), (2, 2), (1,)),
    params=((0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 0.0), (0.0,)),
    gradients=(
        ((24.0, -1.25, 0.0), (0.5, -0.75, 2**-7, 0.0), (-3.0,)),
        ((0.25, -0.125, 0.375), (1.5, -6.0, 3.0, 0.75), (0.5,)),
        ((0.0, 0.0, 0.0), (0.75, -0.75, 0.75, 0.75), (2**-9,)),
        ((0.5, 0.25, -0.5), (0.25, 0.0, -0.125, 0.5), (-0.25,)),
    ),
)

CASES = [
    *SIZES.cases(
        "sizes",
        "clip_by_block_rms",
        "paper",
        {"threshold": 0.75},
        changes={4: {"threshold": 0.25}},
        about="root mean squares above the threshold, below it, at it and 0; the threshold falls at step 4",
    ),
    *SIZES.cases(
        "groups",
        "clip_by_block_rms",
        "paper",
        {"threshold": 0.75},
        groups=({"threshold": 0.5}, {}, {"threshold": 2.0}),
        about="each tensor has a threshold of its own",
    ),
    *DECIMAL.cases(
        "decimal",
        "clip_by_block_rms",
        "paper",
        {"threshold": 0.3},
        about="a decimal threshold: a wrong place for its rounding shows here",
    ),
]

"""Cases for clipping by value: elements beyond the limit on both sides, within it, exactly at it, and zeros."""

from goldstep.golden.inputs import DECIMAL, Inputs

SIZES = Inputs(
    shapes=((4,), (1, 2)),
    params=((0.0, 0.0, 0.0, 0.0), (0.0, 0.0)),
    gradients=(
        ((24.0, -1.25, 0.0, 2**-7), (0.5, -0.75)),
        ((-0.5, 0.75, 1.0, -6.0), (3.0, -(2**-9))),
        ((0.25, -0.25, 0.125, -0.375), (0.0, 1.5)),
    ),
)

CASES = [
    *SIZES.cases(
        "sizes",
        "clip_by_value",
        "pytorch-2.13",
        {"max_value": 0.75},
        changes={3: {"max_value": 0.25}},
        about="elements beyond the limit, within it and at it; the limit falls at step 3",
    ),
    *SIZES.cases(
        "groups",
        "clip_by_value",
        "pytorch-2.13",
        {"max_value": 0.75},
        groups=({"max_value": 0.5}, {}),
        about="the first tensor has a limit of its own",
    ),
    *DECIMAL.cases(
        "decimal",
        "clip_by_value",
        "pytorch-2.13",
        {"max_value": 0.1},
        about="a decimal limit: it must be rounded to the dtype and nothing else",
    ),
]

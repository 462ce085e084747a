"""Cases for centralization: matrices that are tall, wide, square and of one row or column, and a vector."""

from goldstep.golden.inputs import Inputs

ROWS = Inputs(
    shapes=((2, 3), (3, 2), (1, 2), (3,)),
    params=((0.0,) * 6, (0.0,) * 6, (0.0, 0.0), (0.0, 0.0, 0.0)),
    gradients=(
        (
            (0.5, -1.0, 2.0, 24.0, -0.5, 0.25),
            (6.0, 1.25, -3.0, 0.5, 0.0, 0.0),
            (0.75, -0.5),
            (1.0, -0.25, 0.5),
        ),
        (
            (0.0, 0.0, 0.0, 2**-8, -0.375, 0.125),
            (1.5, -1.5, 0.25, 0.75, -2.0, 8.0),
            (3.0, 3.0),
            (-0.5, 2.0, 0.125),
        ),
    ),
)
COLUMN = Inputs(
    shapes=((3, 1), (2, 2)),
    params=((0.0, 0.0, 0.0), (0.0,) * 4),
    gradients=(((1.0, -0.5, 4.0), (0.5, 1.5, -0.25, 8.0)),),
)
DECIMAL = Inputs(
    shapes=((2, 3), (2,)),
    params=((0.0,) * 6, (0.0, 0.0)),
    gradients=(((0.1, -2.3, 0.7, 0.02, -0.6, 1.1), (0.4, -0.3)), ((-0.4, 1.1, 0.9, -0.03, 0.3, -0.2), (0.8, 0.1))),
)

CASES = [
    *ROWS.cases("rows", "centralize", "paper keras-io", {}, about="matrices of several shapes, and a vector"),
    *COLUMN.cases(
        "column", "centralize", "paper", {}, about="a matrix of one column: each row has one weight, and none"
    ),
    *DECIMAL.cases("decimal", "centralize", "paper", {}, about="decimal gradients"),
]

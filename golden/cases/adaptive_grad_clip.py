"""Cases for adaptive gradient clipping.

Each tensor has units that are clipped and units that are not. A unit of the weights is 0; matrices have one row or one
column; kernels have three and four axes. At the end all norms are so small that 1e-6 shows.
"""

from goldstep.golden.inputs import Inputs

HYPER = {"clipping": 2**-3, "eps": 2**-6}


def both(gradient: tuple[float, ...], weights: tuple[float, ...]) -> tuple[float, ...]:
    return gradient + weights


WEIGHTS = (
    (1.0, -2.0, 0.5, 0.0, 3.0, -0.25),
    (0.75, -1.5),
    (2.0, 4.0, -1.0),
    (-0.5, 0.25),
)

UNITS = Inputs(
    shapes=((2, 3), (2,), (1, 3), (2, 1)),
    params=((0.0,) * 6, (0.0,) * 2, (0.0,) * 3, (0.0,) * 2),
    gradients=(
        *(
            tuple(both(g, w) for g, w in zip(gradients, WEIGHTS, strict=True))
            for gradients in (
                ((0.5, -1.0, 2**-8, 0.0, 0.125, 0.25), (6.0, -0.25), (0.25, -0.125, 0.0625), (3.0, 2**-6)),
                ((0.0, 2**-5, -24.0, 2**-6, 0.0, 2**-4), (2**-5, 2**-6), (-3.0, 0.0, 1.5), (0.0, -0.75)),
            )
        ),
        (
            both((0.5, 0.25, -1.0, 0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 1.0, 0.0, -2.0)),
            both((0.0, 0.0), (0.0, 0.0)),
            both((0.5, 0.0, -0.25), (0.0, 0.0, 0.0)),
            both((-0.5, 0.25), (0.0, 2**-8)),
        ),
    ),
)

SMALL = Inputs(
    shapes=((2, 2), (2,)),
    params=((0.0,) * 4, (0.0,) * 2),
    gradients=(
        (both((2**-22, -(2**-23), 2**-24, 0.0), (0.0,) * 4), both((2**-23, 2**-24), (2**-20, 0.0))),
        (both((2**-17, 2**-26, 2**-19, -(2**-18)), (2**-18, 0.0, 0.0, 0.0)), both((-(2**-30), 0.0), (0.0, 0.0))),
    ),
)

KERNELS = Inputs(
    shapes=((2, 1, 2, 3), (2, 3, 2)),
    params=((0.0,) * 12, (0.0,) * 12),
    gradients=(
        (
            both(
                (0.5, -1.0, 2**-8, 0.0, 0.125, 0.25, 6.0, -0.25, 0.0, 2**-6, 0.75, -0.375),
                (1.0, -2.0, 0.5, 0.0, 3.0, -0.25, 0.75, -1.5, 0.25, 24.0, -1.0, 0.5),
            ),
            both(
                (2**-4, 0.5, -1.0, 3.0, 0.0, 2**-6, -0.5, 0.25, 0.125, -2.0, 2**-5, 0.0),
                (2.0, 4.0, -1.0, -0.5, 0.25, 1.0, 8.0, -3.0, 0.5, 0.125, 0.0, -0.75),
            ),
        ),
    ),
)

DECIMAL = Inputs(
    shapes=((2, 2), (2,)),
    params=((0.0,) * 4, (0.0,) * 2),
    gradients=((both((0.1, -2.3, 0.02, 0.001), (0.7, 0.02, -0.6, 1.1)), both((0.3, -1.7), (0.9, -0.03))),),
)

CASES = [
    *UNITS.cases(
        "units",
        "adaptive_grad_clip",
        "paper optax-0.2.8",
        HYPER,
        about="units above and below their limits, weights of zeros, and matrices of one row or column",
    ),
    *SMALL.cases(
        "small",
        "adaptive_grad_clip",
        "paper optax-0.2.8 timm-1.0.31 pytorch-optimizer-4.1",
        {"clipping": 0.003, "eps": 2**-14},
        about="limits below 1e-6, and gradients above and below them",
    ),
    *KERNELS.cases(
        "kernels",
        "adaptive_grad_clip",
        "paper optax-0.2.8 timm-1.0.31",
        HYPER,
        about="tensors with four axes and with three",
    ),
    *DECIMAL.cases(
        "decimal",
        "adaptive_grad_clip",
        "optax-0.2.8 timm-1.0.31",
        {"clipping": 0.01, "eps": 0.001},
        about="the customary decimal hyperparameters: a wrong place for their rounding shows here",
    ),
]

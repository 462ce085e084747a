"""Cube roots of float64 numbers by ``+ - * /`` alone, the same on every machine; and what those of backends round.

A backend has a function for it, or writes ``x ** (1 / 3)``, as PyTorch's optimizers do and XLA does on CPUs. Of a third
any binary format with p digits leaves out a third of its last one, which is half a roundoff 2^-p of it: so the exponent
is ``(1 + d) / 3`` with ``|d| <= u / 2``, and the power ``r exp(d ln r)`` for the root r. Its error grows with the
logarithm, 1.5 roundoffs for an x of 2^-13 and 124 for the least float64; the rest is that of the function itself.
"""

from typing import Any

import numpy as np

from goldstep.reference.arithmetics.rounding import CHARGES, THIRD, Stage, scalar_dtype

_LN2, _INVERSE_E = 0.6931471805599454, 0.36787944117144239  # the latter is the largest -s ln s of s in [0, 1]


def cube_root(x: Any) -> Any:
    """Within 2 roundoffs of the cube root; NaN below 0, as square roots are.

    Of x = m 2^(3k), with m in [1/2, 4), the root of m starts within 9 %. A step of Halley takes an error d to 2/3 d^3,
    so three leave nothing but roundings, less than 5 of them. The step of Newton at the end rounds r^3 twice, of which
    its quotient by 3 r^2 has a third, and the difference once.
    """
    mantissa, exponent = np.frexp(x)
    third, rest = np.divmod(exponent, 3)
    m = np.ldexp(mantissa, rest)
    r = 0.7 + 0.23 * m
    for _ in range(3):
        cube = r * r * r
        r = r * (cube + 2 * m) / (2 * cube + m)
    r = r - (r * r * r - m) / (3 * r * r)
    unchanged = (x == 0) | (x == np.inf)
    return np.where(unchanged, x, np.where(np.asarray(x) < 0, np.nan, np.ldexp(r, third)))[()]


def of_cube_root(most: Any, stage: Stage) -> Any:
    """The roundings of a cube root of what is at most `most`, in units of roundoff of the root of that.

    For a root r <= R, the modulus of r ln r is at most ``R (|ln R| + 1/e)``, and ``exp(x) - 1`` is below x + x^2 for x
    below 1. Numbers of 16 bits are taken to float32, and the result is rounded once.
    """
    exponent = np.frexp(most)[1]  # of x = m 2^exponent, |ln x| is at most that of one of the powers around it
    logarithm = _LN2 / 3 * (np.abs(exponent - 0.5) + 0.5) + _INVERSE_E
    amplified = THIRD * stage.u * logarithm
    amplified = amplified + amplified * amplified
    wide = scalar_dtype("working", stage.dtype).roundoff
    own = CHARGES["cbrt"] * wide + (stage.u if stage.u != wide else 0.0)
    return (own * (1 + amplified) + amplified) / stage.u

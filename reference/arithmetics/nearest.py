"""Numbers as the formats hold them."""

import numpy as np

from goldstep.reference.arithmetics.dtypes import BFLOAT16, FLOAT16, FLOAT32, Dtype


def rounded(x: np.ndarray, dtype: Dtype) -> np.ndarray:
    """The nearest values of `dtype`, ties to even; what is half a unit or more above its largest is infinite."""
    if dtype is FLOAT32:
        with np.errstate(over="ignore"):
            return x.astype(np.float32).astype(np.float64)
    if dtype not in (BFLOAT16, FLOAT16):
        return x
    _, exponent = np.frexp(x)
    unit = np.maximum(exponent, dtype.min_exponent + 1) - dtype.precision
    with np.errstate(invalid="ignore"):
        nearest = np.where(np.isfinite(x), np.ldexp(np.rint(np.ldexp(x, -unit)), unit), x)
    return np.where(np.abs(nearest) > dtype.largest, np.copysign(np.inf, x), nearest)

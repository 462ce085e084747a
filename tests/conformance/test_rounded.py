"""Rounding to a dtype, for every number that it has: at each, halfway to the next, and just beside halfway."""

import numpy as np
import pytest

from goldstep.reference.arithmetics.dtypes import BFLOAT16, FLOAT16, FLOAT32, FLOAT64
from goldstep.reference.arithmetics.nearest import rounded


def numbers(dtype):
    """The numbers of a dtype from zero to the first that is too large, in order; of float32, those near the edges."""
    if dtype is FLOAT16:
        return np.arange(0x7C01, dtype=np.uint16).view(np.float16).astype(np.float64)
    if dtype is BFLOAT16:
        return (np.arange(0x7F81, dtype=np.uint32) << 16).view(np.float32).astype(np.float64)
    edges = (0, 0x00800000, 0x3F800000, 0x7F800000)
    near = np.concatenate([np.arange(max(e - 2000, 0), min(e + 2000, 0x7F800000) + 1, dtype=np.uint32) for e in edges])
    return near.view(np.float32).astype(np.float64)


def pairs(dtype):
    """Each number and the next, which counts as the power of two after the largest where it is infinite."""
    low, high = numbers(dtype)[:-1], numbers(dtype)[1:]
    beyond = 2.0 ** (dtype.max_exponent + 1)
    return low, high, np.where(np.isinf(high), beyond, high)


@pytest.mark.parametrize("dtype", [FLOAT16, BFLOAT16, FLOAT32], ids=lambda d: d.name)
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_every_number_and_what_lies_between(dtype, sign):
    low, high, step = pairs(dtype)
    neighbours = step - low <= low * 2.0 ** (1 - dtype.precision) + dtype.smallest_subnormal  # float32 has gaps here
    low, high, step = low[neighbours], high[neighbours], step[neighbours]
    middle = low / 2 + step / 2
    even = np.arange(len(low)) % 2 == 0 if dtype is not FLOAT32 else low.astype(np.float32).view(np.uint32) % 2 == 0
    assert (low + step == middle * 2).all()

    np.testing.assert_array_equal(rounded(sign * low, dtype), sign * low)
    np.testing.assert_array_equal(rounded(sign * np.nextafter(middle, 0), dtype), sign * low)
    np.testing.assert_array_equal(rounded(sign * np.nextafter(middle, np.inf), dtype), sign * high)
    np.testing.assert_array_equal(rounded(sign * middle, dtype), sign * np.where(even, low, high))


def test_numpy_rounds_to_float16_alike():
    low, _, step = pairs(FLOAT16)
    x = np.concatenate(
        [f(low / 2 + step / 2, to) for f in (np.nextafter,) for to in (0, np.inf)] + [low / 2 + step / 2]
    )
    with np.errstate(over="ignore"):
        np.testing.assert_array_equal(rounded(x, FLOAT16), x.astype(np.float16).astype(np.float64))


def test_ml_dtypes_rounds_to_bfloat16_alike():
    ml_dtypes = pytest.importorskip("ml_dtypes")
    low, _, step = pairs(BFLOAT16)
    with np.errstate(over="ignore"):
        middle = (low / 2 + step / 2).astype(np.float32)
        x = np.concatenate([middle, np.nextafter(middle, np.float32(0)), np.nextafter(middle, np.float32(np.inf))])
        expected = x.astype(ml_dtypes.bfloat16).astype(np.float64)
    np.testing.assert_array_equal(rounded(x.astype(np.float64), BFLOAT16), expected)


@pytest.mark.parametrize(
    ("dtype", "largest", "too_large"),
    [(FLOAT16, 65504.0, 65520.0), (BFLOAT16, 255 * 2.0**120, 511 * 2.0**119), (FLOAT32, 2.0**128 - 2.0**104, 2.0**128)],
)
def test_what_is_too_large_is_infinite(dtype, largest, too_large):
    assert dtype.largest == largest
    assert rounded(np.array([too_large, -too_large, 1e300, np.inf]), dtype).tolist() == [
        np.inf,
        -np.inf,
        np.inf,
        np.inf,
    ]
    assert rounded(np.array([largest, np.nextafter(too_large, 0)]), dtype)[0] == largest
    assert np.isnan(rounded(np.array([np.nan]), dtype)).all()


def test_float64_is_left_as_it_is():
    x = np.array([FLOAT64.largest, 5e-324, -0.0])
    assert rounded(x, FLOAT64).tobytes() == x.tobytes()

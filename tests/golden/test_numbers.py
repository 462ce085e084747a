"""Decimals in golden files are correctly rounded, and proven to be."""

import random
from decimal import Decimal
from fractions import Fraction as F

import pytest

from goldstep.golden.numbers import DIGITS, certified, exact, parse, rounded_up
from goldstep.reference.arithmetics.base import Undecided

GENERATOR = random.Random(7)
RATIONALS = [F(GENERATOR.randint(-(10**9), 10**9), GENERATOR.randint(1, 10**9)) for _ in range(200)]
FLOATS = [GENERATOR.uniform(-1, 1) * 2.0 ** GENERATOR.randint(-60, 60) for _ in range(200)]


def digits(text):
    return len(text.partition("e")[0].replace("-", "").replace(".", "").strip("0"))


@pytest.mark.parametrize("x", [x for x in RATIONALS if F(float(x)) != x][:100])
def test_a_value_is_rounded_correctly_to_its_digits_and_to_its_float64(x):
    text = certified(x, x)
    unit = F(10) ** Decimal(text).as_tuple().exponent
    assert digits(text) <= DIGITS
    assert abs(parse(text) - x) <= unit / 2 or digits(text) < DIGITS
    assert abs(parse(text) - x) <= abs(x) * F(1, 2 * 10 ** (DIGITS - 1))
    assert float(text) == float(x)


@pytest.mark.parametrize("x", [*FLOATS[:50], 0.1, 5e-324, 1.7976931348623157e308, 2.0**-1022])
def test_a_float64_is_written_in_full(x):
    assert parse(certified(F(x), F(x))) == F(x)
    assert parse(exact(-F(x))) == -F(x)


def test_a_tenth_of_floating_point():
    assert exact(F(0.1)) == "0.1000000000000000055511151231257827021181583404541015625"


@pytest.mark.parametrize("sign", [1, -1])
def test_next_to_a_tie_of_float64_there_are_more_digits(sign):
    """25 digits of 1 + 2**-53 +- 2**-140 lie on the other side of the midpoint, or on it: they do not tell."""
    tie = F(1) + F(1, 2**53)
    x = tie + sign * F(1, 2**140)
    text = certified(x, x)
    assert float(text) == float(x) == (1.0 if sign < 0 else 1 + 2.0**-52)
    assert (digits(text) > DIGITS) == (sign > 0)


def test_a_tie_itself_rounds_to_even_as_its_decimal_does():
    tie = F(1) + F(3, 2**53)
    assert float(certified(tie, tie)) == float(tie) == 1 + 2.0**-51


def test_an_enclosure_of_a_float64_that_is_not_exact_has_no_more_digits_than_are_proven():
    x, e = F(0.1), F(1, 10**60)
    assert certified(x - e, x + e) == "0.1000000000000000055511151"
    assert certified(F(1, 2) - e, F(1, 2) + e) == "0.5"


@pytest.mark.parametrize("width", [F(1, 10**20), F(1, 10**24)])
def test_an_enclosure_too_wide_for_25_digits_is_undecided(width):
    with pytest.raises(Undecided, match="25 digits need a narrower enclosure"):
        certified(F(1, 3) - width, F(1, 3) + width)


def test_an_enclosure_around_a_tie_is_undecided():
    tie, e = F(1) + F(1, 2**53), F(1, 10**300)
    with pytest.raises(Undecided):
        certified(tie - e, tie + e)


def test_what_has_no_finite_decimal_is_refused():
    with pytest.raises(ValueError, match="1/3 has no finite decimal expansion"):
        exact(F(1, 3))


@pytest.mark.parametrize("x", [*map(abs, FLOATS), 5e-324, 1.0, 0.0])
def test_a_budget_is_never_written_smaller_than_it_is(x):
    text = rounded_up(x)
    assert parse(text) >= F(x)
    assert digits(text) <= 3
    assert parse(text) <= F(x) * F(101, 100), "nor much larger"


@pytest.mark.parametrize("x", [float("inf"), float("nan")])
def test_no_budget_is_infinite(x):
    assert rounded_up(x) == "inf"

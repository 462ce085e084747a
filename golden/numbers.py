"""Numbers as text: decimals that are proven to be correctly rounded."""

from decimal import ROUND_CEILING, Context, Decimal
from fractions import Fraction

from goldstep.reference.arithmetics.base import Undecided

DIGITS = 25
_MORE = (DIGITS, 30, 40, 60, 100, 200, 400, 800, 1600)


def certified(low: Fraction, high: Fraction) -> str:
    """The decimal of a value that lies in [low, high], with at least 25 digits unless fewer are exact.

    A value that is a float64 is written in full, so that a budget of 0 means equality. Of all others it is proven:
    both ends round to this decimal, and the decimal rounds to the same float64 as both ends.
    Raises Undecided where the enclosure is too wide for that.
    """
    if low == high == Fraction(float(low)):
        return exact(low)
    for digits in _MORE:
        decimal = _round(low, digits)
        if decimal != _round(high, digits):
            raise Undecided(f"{digits} digits need a narrower enclosure than {float(high - low):.1e}")
        if float(decimal) == float(low) == float(high):
            return text(decimal)
    raise Undecided(f"{_MORE[-1]} digits do not tell the float64")


def exact(value: Fraction) -> str:
    """The finite decimal expansion of a dyadic rational."""
    digits = 1200
    decimal = _round(value, digits)
    if Fraction(decimal) != value:
        raise ValueError(f"{value} has no finite decimal expansion of {digits} digits")
    return text(decimal)


def rounded_up(value: float, digits: int = 3) -> str:
    """A budget as text, never smaller than it is; ``inf`` where there is none."""
    if not value < float("inf"):  # NaN too: the error ran away
        return "inf"
    return text(Context(prec=digits, rounding=ROUND_CEILING).create_decimal(Decimal(value)))


def text(decimal: Decimal) -> str:
    return "0" if decimal == 0 else str(decimal.normalize(Context(prec=2000))).lower()


def parse(number: str) -> Fraction:
    """The exact value of a decimal in a golden file."""
    return Fraction(Decimal(number))


def _round(value: Fraction, digits: int) -> Decimal:
    return Context(prec=digits, Emin=-99999, Emax=99999).divide(Decimal(value.numerator), Decimal(value.denominator))

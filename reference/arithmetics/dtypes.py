"""The floating-point formats that backends store their state in."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Dtype:
    """A binary format: `precision` counts the hidden bit, `min_exponent` is that of the smallest normal."""

    name: str
    short: str
    precision: int
    min_exponent: int
    max_exponent: int

    @property
    def roundoff(self) -> float:
        """Unit roundoff u: rounding to nearest moves a normal value by at most u times it."""
        return 2.0**-self.precision

    @property
    def smallest_normal(self) -> float:
        return 2.0**self.min_exponent

    @property
    def smallest_subnormal(self) -> float:
        return 2.0 ** (self.min_exponent - self.precision + 1)

    @property
    def largest(self) -> float:
        return (2.0 - 2.0 ** (1 - self.precision)) * 2.0**self.max_exponent

    def represents(self, value: Fraction) -> bool:
        """Whether `value` is exactly a normal number of this format, or zero."""
        if value == 0:
            return True
        numerator, denominator = abs(value.numerator), value.denominator
        if denominator & (denominator - 1):
            return False
        odd = numerator // (numerator & -numerator)
        exponent = numerator.bit_length() - denominator.bit_length()
        return odd.bit_length() <= self.precision and self.min_exponent <= exponent <= self.max_exponent


FLOAT64 = Dtype("float64", "f64", 53, -1022, 1023)
FLOAT32 = Dtype("float32", "f32", 24, -126, 127)
BFLOAT16 = Dtype("bfloat16", "bf16", 8, -126, 127)
FLOAT16 = Dtype("float16", "f16", 11, -14, 15)

DTYPES = {dtype.name: dtype for dtype in (FLOAT64, FLOAT32, BFLOAT16, FLOAT16)}

"""The letters and atoms of a proof, square roots, and what is known of signs; its values are those of `ratio`."""

from fractions import Fraction
from math import comb, isqrt
from typing import Any

import flint

from goldstep.reference.arithmetics.ratio import Ratio, Unprovable, key_of

_LETTERS, _TERMS = 64, 150  # of a field; beyond so many terms nothing is factored
_RAISED = 12  # degrees by which a polynomial is written higher, to see its sign


class Field:
    """The letters and atoms of one proof, and what is known of them."""

    def __init__(self) -> None:
        self._context = flint.fmpq_mpoly_ctx.get([f"x{i}" for i in range(_LETTERS)], flint.Ordering.degrevlex)
        self._gens = self._context.gens()
        self._places: dict[str, int] = {}
        self._nonnegative: set[int] = set()
        self._unit: set[int] = set()  # at most 1
        self._powers: dict[int, tuple[int, Any]] = {}  # of each root its degree and what it is a root of

    def number(self, value: Any) -> "Ratio":
        x = Fraction(value)
        return Ratio(self, self._context.constant(flint.fmpq(x.numerator, x.denominator)), self._one())

    def letter(self, name: str, *, nonnegative: bool = False, unit: bool = False) -> "Ratio":
        """The indeterminate of this name; it is `nonnegative`, and a `unit` is at most 1 besides."""
        return Ratio(self, self._gens[self._place(name, nonnegative, unit)], self._one())

    def root(self, x: "Ratio") -> "Ratio":
        """The square root, as roots of the factors that are known to be nonnegative and one of the rest."""
        outside, inside = self._one(), x.num * x.den
        content, factors = self._factors(inside)
        rest, sign = self._one(), 1
        made = self.number(1)
        for factor, power in factors:
            known = self.sign(factor)
            positive, sign = (-factor, sign * (-1) ** power) if known == -1 else (factor, sign)
            if known:
                outside *= positive ** (power // 2)
                made = made * self._root_of(positive) if power % 2 else made
            else:
                for _ in range(power // 2):
                    made = made * self.absolute(Ratio(self, factor, self._one()))
                rest = rest * factor if power % 2 else rest
        number = Fraction(int(content.p), int(content.q)) * sign
        if rest != self._one():
            made = made * self._root_of(rest if number > 0 else -rest)
            number = abs(number)
        if number < 0:
            raise Unprovable("the root of what is negative")
        return made * Ratio(self, outside, self._one()) * self._root_of_number(number) / self.absolute(x.denominator)

    def cube_root(self, x: "Ratio") -> "Ratio":
        """The real cube root, as a product of those of the factors, whatever their signs."""
        if x.num == 0:
            return x
        content, factors = self._factors(x.num * x.den * x.den)
        made = self._cube_root_of_number(Fraction(int(content.p), int(content.q)))
        for factor, power in factors:
            made = made * Ratio(self, factor ** (power // 3), self._one())
            made = made * self._cube_root_of(factor) ** (power % 3) if power % 3 else made
        return made / x.denominator

    def absolute(self, x: "Ratio") -> "Ratio":
        known = self.sign(x.num * x.den)
        if known:
            return x if known > 0 else -x
        return self.atom("abs", min(x, -x, key=lambda y: y.key), nonnegative=True)

    def atom(self, kind: str, *arguments: Any, nonnegative: bool = False, unit: bool = False) -> "Ratio":
        """What a function that is not looked into makes of these arguments."""
        return self.letter(f"{kind}({'; '.join(map(key_of, arguments))})", nonnegative=nonnegative, unit=unit)

    def power(self, x: "Ratio", exponent: str) -> "Ratio":
        """`x` to the power that a text names, which is at least 0 where it is one word, such as t."""
        known = self.sign(x.num * x.den) == 1
        unit = x.den == self._one() and x.num in self._units() and exponent.isidentifier()
        return self.atom("power", x, exponent, nonnegative=known, unit=unit)

    def sign(self, polynomial: Any) -> int:
        """1 where it is known never to be negative, -1 never positive, 0 where nothing is known."""
        content, factors = self._factors(polynomial)
        sign = 1 if content >= 0 else -1
        for factor, power in factors:
            known = self._simple_sign(factor) if power % 2 else 1
            sign *= known
        return sign

    def reduced(self, polynomial: Any) -> Any:
        """The same with no root to the power of its degree or a higher one."""
        while (place := self._powered_in(polynomial)) is not None:
            gen, (degree, power), total = self._gens[place], self._powers[place], self._context.constant(0)
            for powers, coefficient in polynomial.terms():
                n = powers[place]
                others = tuple(0 if i == place else k for i, k in enumerate(powers))
                total += self._context.term(coefficient, others) * gen ** (n % degree) * power ** (n // degree)
            polynomial = total
        return polynomial

    def _powered_in(self, polynomial: Any) -> int | None:
        powers = polynomial.degrees()
        return next((place for place, (degree, _) in self._powers.items() if powers[place] >= degree), None)

    def _one(self) -> Any:
        return self._context.constant(1)

    def _units(self) -> list[Any]:
        return [self._gens[i] for i in self._unit]

    def _place(self, name: str, nonnegative: bool, unit: bool) -> int:
        if name not in self._places:
            if len(self._places) == _LETTERS:
                raise Unprovable("there are too many letters")
            self._places[name] = len(self._places)
            self._nonnegative |= {self._places[name]} if nonnegative else set()
            self._unit |= {self._places[name]} if unit else set()
        return self._places[name]

    def _root_of(self, polynomial: Any) -> "Ratio":
        name = f"root({polynomial})"
        root = self.letter(name, nonnegative=True)
        self._powers[self._places[name]] = 2, polynomial
        return root

    def _cube_root_of(self, polynomial: Any) -> "Ratio":
        name = f"cbrt({polynomial})"
        root = self.letter(name, nonnegative=self.sign(polynomial) == 1)
        self._powers[self._places[name]] = 3, polynomial
        return root

    def _cube_root_of_number(self, x: Fraction) -> "Ratio":
        """By its prime factors."""
        made = self.number(Fraction(1 if x >= 0 else -1, x.denominator))
        for prime, count in flint.fmpz(abs(x.numerator) * x.denominator**2).factor():
            root = self._cube_root_of(self._context.constant(int(prime))) if count % 3 else self.number(1)
            made = made * self.number(int(prime) ** (count // 3)) * root ** (count % 3)
        return made

    def _root_of_number(self, x: Fraction) -> "Ratio":
        n, outside = x.numerator * x.denominator, 1
        for k in range(2, min(isqrt(n), 1000) + 1):
            while n % (k * k) == 0:
                n, outside = n // (k * k), outside * k
        if isqrt(n) ** 2 == n:
            return self.number(Fraction(outside * isqrt(n), x.denominator))
        return self._root_of(self._context.constant(n)) * self.number(Fraction(outside, x.denominator))

    def _factors(self, polynomial: Any) -> tuple[Any, list[tuple[Any, int]]]:
        if len(polynomial) > _TERMS:
            return flint.fmpq(1), [(polynomial, 1)]
        content, factors = polynomial.factor()
        return content, [(factor, int(power)) for factor, power in factors]

    def _simple_sign(self, factor: Any) -> int:
        """The sign of an irreducible polynomial, by its terms."""
        signs = {self._sign_of_term(powers, coefficient) for powers, coefficient in factor.terms()}
        if len(signs) == 1 and 0 not in signs:
            return int(signs.pop())
        terms = sorted((sum(powers), powers, coefficient) for powers, coefficient in factor.terms())
        if len(terms) == 2 and terms[0][0] == 0 and terms[0][2] == -terms[1][2] and self._below_one(terms[1][1]):
            return 1 if terms[0][2] > 0 else -1
        letters = {i for _, powers, _ in terms for i, n in enumerate(powers) if n}
        if len(letters) == 1 and letters <= self._unit:
            return _sign_below_one({n: Fraction(int(x.p), int(x.q)) for n, _, x in terms})
        return 0

    def _sign_of_term(self, powers: Any, coefficient: Any) -> int:
        known = all(n % 2 == 0 or i in self._nonnegative for i, n in enumerate(powers))
        return (1 if coefficient > 0 else -1) if known else 0

    def _below_one(self, powers: Any) -> bool:
        return all(n == 0 or i in self._unit for i, n in enumerate(powers))


def _sign_below_one(coefficients: dict[int, Fraction]) -> int:
    """The sign of a polynomial on [0, 1] by its Bernstein coefficients, of its degree and of higher ones."""
    degree = max(coefficients)
    for n in range(degree, degree + _RAISED):
        bernstein = [sum(comb(k, i) * x / comb(n, i) for i, x in coefficients.items() if i <= k) for k in range(n + 1)]
        if min(bernstein) >= 0:
            return 1
        if max(bernstein) <= 0:
            return -1
    return 0

"""Optimizers that train rightly and are evaluated wrongly, for every algorithm that has other weights for that."""

from fractions import Fraction

from goldstep.conformance.impostors.living import Living


class EvaluatesByAnother(Living):
    """The weights that are evaluated are made with another {name} than those that are trained."""

    def exchange(self, on: bool) -> None:
        own = self.last
        self.last = {**own, self.name: float((1 + Fraction(own[self.name])) / 2)}
        super().exchange(on)
        self.last = own


class EvaluatesByTheFirst(Living):
    """The weights that are evaluated are made with {name} as it was when the optimizer was made."""

    def exchange(self, on: bool) -> None:
        own, self.last = self.last, self.given
        super().exchange(on)
        self.last = own


class GoesOnEvaluating(Living):
    """Training goes on from the weights that were evaluated."""

    def exchange(self, on: bool) -> None:
        if on:
            super().exchange(on)


class EvaluatesTwice(Living):
    """Putting the weights in place twice moves them twice."""

    def evaluate(self, on: bool) -> None:
        self.exchange(on)


class EvaluatesTheTrained(Living):
    """The weights that are trained are evaluated."""

    def exchange(self, on: bool) -> None:
        """Nothing is put in place."""

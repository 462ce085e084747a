"""Optimizers that a parameter of another dtype in a group leads astray, where users have one beside the others.

Where a run has groups, such a parameter stands first in the last of them.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from goldstep.conformance.impostors.living import Living, in_bfloat16


class Beside(Living):
    """A performer of which the last group has one more parameter, in another dtype."""

    def mates(self) -> Sequence[int]:
        """The parameters that are in its group."""
        return [i for i, own in enumerate(self.groups) if dict(own) == dict(self.groups[-1])]


class InTheDtypeBeside(Beside):
    """The parameters of a group are kept in the dtype of the first of them, which is bfloat16."""

    def moved(self, hypers: list[dict[str, Fraction]], gradients: list[Any]) -> list[dict[str, Any]]:
        after = super().moved(hypers, gradients)
        for i in self.mates():
            shown = self.arithmetic.show(after[i]["theta"]).reshape(-1)
            after[i]["theta"] = self._tensor([float(in_bfloat16(Fraction(float(x)))) for x in shown])
        return after


class OnceForEachDtype(Beside):
    """The parameters of a group are updated once for each dtype that it has."""

    def moved(self, hypers: list[dict[str, Fraction]], gradients: list[Any]) -> list[dict[str, Any]]:
        mates, held = self.mates(), self.states
        once = super().moved(hypers, gradients)
        self.states = once
        twice = super().moved(hypers, gradients) if mates else once
        self.states = held
        return [twice[i] if i in mates and gradients[i] is not None else x for i, x in enumerate(once)]

"""One step of a backend, worked out in plain floating point: what might explain it is sifted by that.

Its thresholds are no bounds: it may pass over what would explain a failure, and no verdict depends on it.
"""

from collections.abc import Callable
from typing import Any, Self

import numpy as np

from goldstep.conformance.drive import Trace
from goldstep.conformance.subject import Subject
from goldstep.reference.algorithm import Algorithm, Variant
from goldstep.reference.arithmetics.dtypes import Dtype
from goldstep.reference.arithmetics.floats import Floats
from goldstep.reference.reading import Reading
from goldstep.reference.trajectory import Case

FLOATS = Floats()


class Step:
    """A step from numbers to numbers, of one parameter."""

    def __init__(self, algorithm: Algorithm, variant: Variant, dtype: Dtype, at: tuple[Any, ...]) -> None:
        self.algorithm, self._variant, self.share = algorithm, variant, float(dtype.roundoff) ** 0.5
        self._hyper, self._state, self._gradient, self._t, self._shape, self.after = at

    @classmethod
    def last(cls, subject: Subject, case: Case, trace: Trace) -> Self | None:
        """The last one that is wrong and leads from numbers to numbers, of the largest parameter that has one.

        Where not all of the state can be read there is none.
        """
        slots = {slot.name for slot in subject.algorithm.slots_of(subject.variant)} | {"theta"}
        if not slots <= trace.readable or subject.algorithm.couples == "all" or not trace.before:
            return None
        for i in sorted(range(len(case.shapes)), key=lambda k: -len(case.params[k])):
            for k in reversed(range(len(trace.after))):
                step = cls._at(subject, case, trace, k, i)
                if step and step.wrong:
                    return step
        return None

    @classmethod
    def _at(cls, subject: Subject, case: Case, trace: Trace, k: int, i: int) -> Self | None:
        before, after = ({slot: x[i] for slot, x in states[k].items()} for states in (trace.before, trace.after))
        t = case.steps[k]
        if (t, i) in case.absent or not all(np.isfinite(x).all() for x in (*before.values(), *after.values())):
            return None
        gradient = np.array(case.float_gradient(t)[i])
        at = (case.hypers_at(t, i), before, gradient, case.counts(t)[i], case.shapes[i], after)
        return cls(subject.algorithm, subject.variant, subject.dtype, at)

    @property
    def wrong(self) -> bool:
        """Whether it is another than the declared one."""
        with np.errstate(all="ignore"):
            right = self.taken(self.algorithm)
        return not all(self.near(x, right[slot]) for slot, x in self.after.items())

    def right(self, build: Callable[[Algorithm], Algorithm]) -> bool:
        """Whether the step is what the backend did, to half the digits."""
        try:
            with np.errstate(all="ignore"):
                found = self.taken(build(self.algorithm))
                return all(self.near(x, found[slot]) for slot, x in self.after.items())
        except (ArithmeticError, TypeError, ValueError, KeyError, AttributeError, NameError):
            return False

    def near(self, x: Any, value: Any) -> bool:
        return bool(self.close(x, value).all())

    def close(self, x: Any, value: Any) -> Any:
        return np.abs(value - x) <= self.share * (np.abs(x) + np.abs(value))

    def taken(self, algorithm: Algorithm) -> dict[str, Any]:
        reading = Reading(algorithm, self._variant, FLOATS)
        coefficients = reading.coefficients(self._hyper, self._t)
        q = reading.step(self._hyper, coefficients, self._state, self._gradient, self._t, self._shape)
        return reading.next_state(self._state, q)

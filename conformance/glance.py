"""A glance in plain floating point rejects most of what a backend might be instead, before budgets judge the rest.

Its thresholds are no bounds: it may pass over what would explain a failure, and no verdict depends on it.
"""

from itertools import islice

import numpy as np

from goldstep.conformance.drive import Trace
from goldstep.conformance.subject import Subject
from goldstep.reference.algorithm import Algorithm, Variant
from goldstep.reference.arithmetics.floats import Floats
from goldstep.reference.trajectory import Case, follow

_STEPS = 3  # at the beginning of a run, as later ones differ by what rounding made of these
_MANY = 0.25  # share of the elements; fewer may be off where rounding decides a comparison


def elsewhere(subject: Subject, case: Case, trace: Trace, algorithm: Algorithm, variant: Variant) -> bool:
    """Whether the parameters go elsewhere than `algorithm` leads them, by more than half the digits of their dtype.

    Of a run whose parameters are put back between its steps that is not told. Raises what the algorithm raises.
    """
    if not _goes_on(trace):
        return False
    share = float(subject.dtype.roundoff) ** 0.5
    with np.errstate(all="ignore"):
        for k, moment in enumerate(islice(follow(case, Floats(), algorithm, variant), min(_STEPS, len(trace.after)))):
            pairs = zip(trace.after[k]["theta"], moment.states, strict=True)
            off = [_off(x, np.reshape(state["theta"], -1), share) for x, state in pairs]
            if off and np.concatenate(off).mean() > _MANY:
                return True
    return False


def _goes_on(trace: Trace) -> bool:
    """Whether each step begins where the one before it ended."""
    pairs = zip(trace.after[:_STEPS], trace.before[1:_STEPS], strict=False)
    same = (np.array_equal(x, y) for a, b in pairs for x, y in zip(a["theta"], b["theta"], strict=True))
    return "theta" in trace.readable and all(same)


def _off(x: np.ndarray, y: np.ndarray, share: float) -> np.ndarray:
    return np.abs(x - y) > share * (np.abs(x) + np.abs(y))

"""What explains the failing cells of a run: sought for a few of a subject, tried on all of them."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from goldstep.adapters.text import class_of, told
from goldstep.conformance import diagnosis
from goldstep.conformance.evidence import Hypothesis, Tried
from goldstep.conformance.outcome import Outcome
from goldstep.conformance.request import HYPOTHESES
from goldstep.conformance.subject import Subject
from goldstep.conformance.table import NONE

SEARCHES = 3  # failing cells of a subject that an explanation is sought for


@dataclass
class _Known:
    """How many hypotheses may still be tried on a subject, and how often some were."""

    left: int
    searches: int = 0


class Explanations:
    """Explains one failing cell after the other; of a subject at most so many hypotheses are tried.

    `seconds` is how long that has taken so far, which stands in no result.
    """

    def __init__(self, most: int = HYPOTHESES) -> None:
        self._most, self.seconds = most, 0.0
        self._known: dict[Subject, _Known] = {}
        self._found: dict[Subject, list[Hypothesis]] = {}  # in any dtype

    def explained(self, subject: Subject, outcome: Outcome) -> Outcome:
        """A violation with what explains it, or with what was tried; where that fails it changes no verdict."""
        begun = time.perf_counter()
        try:
            notes = tuple(self._notes(subject, outcome)) if self._most else ()
        except Exception as error:
            notes = (f"{NONE}it failed with {class_of(error)}: {told(error)}",)
        self.seconds += time.perf_counter() - begun
        return replace(outcome, notes=notes)

    def _notes(self, subject: Subject, outcome: Outcome) -> Iterator[str]:
        if outcome.evidence is None:
            yield f"{NONE}this check keeps no run to try one on"
            return
        known = self._known.setdefault(subject, _Known(self._most))
        found = self._found.setdefault(replace(subject, dtype_name=""), [])
        here = [one for one in found if diagnosis.explains(one, subject, outcome)]
        if not here and known.searches < SEARCHES and known.left:
            tried = Tried(known.left)
            here = diagnosis.sought(subject, outcome, tried)
            known.searches, known.left = known.searches + 1, known.left - tried.kinds.total()
            found += here
            if not here:
                yield f"{NONE}{tried.words}; {diagnosis.furthest(subject, outcome)}"
        yield from (one.sentence for one in here)

"""All that is known of a failing backend, and what may be said of it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from goldstep.conformance import lives
from goldstep.conformance.drive import NotFinite, Trace, drive
from goldstep.conformance.generated import wide
from goldstep.conformance.subject import Subject
from goldstep.golden.catalogue import of_settings
from goldstep.reference.errors import GoldstepError
from goldstep.reference.trajectory import Case

MOST, FEW = 6, 2  # goldens that a hypothesis has to explain besides


@dataclass(frozen=True)
class Hypothesis:
    """What may be said of a backend, and whether that explains a run of it."""

    sentence: str
    fits: Callable[[Case, Trace], bool]


@dataclass(frozen=True)
class Evidence:
    """The run that failed, and what the backend does in goldens."""

    subject: Subject
    case: Case
    trace: Trace

    @cached_property
    def others(self) -> list[tuple[Case, Trace]]:
        """Runs of the goldens of its variant, as far as the backend takes them."""
        of_goldens = of_settings(self.subject.algorithm_name, self.subject.variant_name)
        found = list(islice(self._driven(of_goldens), MOST))
        return found if len(found) >= FEW else [*found, *islice(self._driven(self._made()), FEW)]

    def _made(self) -> Iterator[Case]:
        """What it takes where it takes no golden, as of a hyperparameter that it does not have."""
        with suppress(GoldstepError):
            yield wide(self.subject)
            yield from lives.changing(self.subject)

    def _driven(self, cases: Iterable[Case]) -> Iterator[tuple[Case, Trace]]:
        for case in cases:
            with suppress(GoldstepError, NotFinite):
                yield case, drive(self.subject, case)

    def explained(self, hypotheses: Iterable[Hypothesis]) -> Iterator[Hypothesis]:
        """Those that fit it all."""
        for hypothesis in hypotheses:
            here = hypothesis.fits(self.case, self.trace)
            if here and all(hypothesis.fits(*other) for other in self.others):
                yield hypothesis

"""All that is known of a failing backend, and what may be said of it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice

from goldstep.conformance import lives
from goldstep.conformance.drive import NotFinite, Trace, drive
from goldstep.conformance.generated import wide
from goldstep.conformance.replays import is_run_of
from goldstep.conformance.request import HYPOTHESES
from goldstep.conformance.subject import Subject
from goldstep.golden.catalogue import of_settings
from goldstep.reference.arithmetics.dtypes import DTYPES
from goldstep.reference.errors import GoldstepError
from goldstep.reference.trajectory import Case

SIFTED = VALUES, EXPRESSIONS, EDITS = (
    "other values of hyperparameters",
    "other expressions for quantities",
    "edits of one place of a formula",
)
_SIXTEEN_BITS = 11  # of precision at most
MOST, FEW = 6, 2  # goldens that a hypothesis has to explain besides


@dataclass(frozen=True)
class Hypothesis:
    """What may be said of a backend, and whether that explains a run of it, in whatever dtype.

    `between` says that each step of the run is right, so that what is wrong lies between them, as on a load.
    """

    sentence: str
    fits: Callable[[Subject, Case, Trace], bool]
    between: bool = False


@dataclass
class Tried:
    """How many hypotheses of each kind were tried, of `most`; `ended` says that there were more."""

    most: int = HYPOTHESES
    kinds: Counter[str] = field(default_factory=Counter)
    ended: bool = False

    def may(self, kind: str) -> bool:
        """Whether one more may be tried, which then counts."""
        self.ended = self.ended or self.kinds.total() >= self.most
        self.kinds[kind] += not self.ended
        return not self.ended

    @property
    def words(self) -> str:
        """What was tried, without the numbers of what is sifted before it is tried."""
        ended = f"; the search ended after {self.most} (--hypotheses tries more)" if self.ended else ""
        told = [kind if kind in SIFTED else f"{n} {kind}" for kind, n in self.kinds.items() if n or kind in SIFTED]
        return f"tried {', '.join(told)}{ended}"


@dataclass(frozen=True)
class Evidence:
    """The run that failed, and what the backend does in goldens."""

    subject: Subject
    case: Case
    trace: Trace
    tried: Tried = field(default_factory=Tried)

    @cached_property
    def others(self) -> list[tuple[Case, Trace]]:
        """Runs of the goldens of its variant, as far as the backend takes them, and one with more elements."""
        of_goldens = of_settings(self.subject.algorithm_name, self.subject.variant_name)
        found = list(islice(self._driven(of_goldens), MOST))
        return [*found, *islice(self._driven(self._made()), 1 if len(found) >= FEW else FEW)]

    def _made(self) -> Iterator[Case]:
        """Where a step knows signs alone, few elements do not tell much apart; and some take no golden at all."""
        with suppress(GoldstepError):
            yield wide(self.subject)
            yield from lives.changing(self.subject)

    def _driven(self, cases: Iterable[Case]) -> Iterator[tuple[Case, Trace]]:
        for case in cases:
            with suppress(GoldstepError, NotFinite):
                yield case, drive(self.subject, case)

    def explained(self, kind: str, hypotheses: Iterable[Hypothesis]) -> Iterator[Hypothesis]:
        """Those that fit it all, as long as more of them may be tried."""
        self.tried.kinds[kind] += 0
        for hypothesis in hypotheses:
            if not self.tried.may(kind):
                return
            here = hypothesis.fits(self.subject, self.case, self.trace)
            if here and all(hypothesis.fits(self.subject, *other) for other in self.others):
                yield hypothesis


def finest_first(subject: Subject, trace: Trace, run: tuple[Case, bool]) -> Iterator[tuple[Subject, Trace]]:
    """The run in each dtype in which the backend gets it wrong, from the finest to that of the subject.

    In 16 bits much fits by chance, so these are left out where a finer one is wrong, too.
    """
    case, reset = run
    names, own, wrong = subject.backend.info.dtypes_in(subject.algorithm_name), subject.dtype, False
    finer = [dtype for dtype in map(DTYPES.__getitem__, names) if dtype.precision > max(own.precision, _SIXTEEN_BITS)]
    for dtype in sorted(finer, key=lambda dtype: dtype.roundoff):
        other = replace(subject, dtype_name=dtype.name)
        with suppress(GoldstepError, NotFinite):
            found = drive(other, case, reset=reset)
            if not is_run_of(other, case, found):
                wrong = True
                yield other, found
    if not wrong or own.precision > _SIXTEEN_BITS:
        yield subject, trace

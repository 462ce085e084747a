"""Errors that a user can act on: what was wrong, what was expected, what to do."""

import difflib
from collections.abc import Iterable


class GoldstepError(Exception):
    """Base of every error that is shown without a traceback."""


class UnknownName(GoldstepError):
    """A name that nothing here has; the message offers the closest ones."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        known = sorted(known)
        close = difflib.get_close_matches(name, known, n=3, cutoff=0.4)
        hint = f"did you mean {' or '.join(close)}?" if close else f"known: {', '.join(known) or 'none'}"
        super().__init__(f"unknown {kind} {name!r}; {hint}")


class OutOfDomain(GoldstepError):
    """A hyperparameter or input outside the domain for which the algorithm is defined."""

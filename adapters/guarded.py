"""An adapter as the battery sees it: its methods run in surroundings of their own and share no memory with who asks.

What an adapter shows is taken down as it is then; what it is given to load is a copy. So no array that it goes on to
change can make what was seen look otherwise.
"""

from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import numpy as np

from goldstep.adapters.arrays import to_count, to_float64
from goldstep.adapters.contract import AdapterError, Unsupported
from goldstep.adapters.surroundings import Surroundings

VERBS = (
    "info",
    "init",
    "step",
    "micro_step",
    "evaluate",
    "state",
    "load",
    "step_on",
    "resume",
    "save",
    "restore",
    "older",
    "add",
    "gradients",
    "told",
)
_ARRAYS = frozenset([np.ndarray])


def guarded(name: str, make: Callable[[], Any], surroundings: Surroundings) -> type:
    """A class of adapters of the backend `name` that `make` makes, with those of the verbs that these have.

    A class, because runs are begun, and verbs asked for, in loops that a battery spends its time in.
    """

    def verbs() -> list[str]:
        adapter = make()
        return [verb for verb in VERBS if callable(getattr(adapter, verb, None))]

    has = {verb: vars(Guarded).get(f"_{verb}", _passing(verb)) for verb in surroundings.run(verbs)}
    return type("Adapter", (Guarded,), {"name": name, "make": staticmethod(make), "run": surroundings.run, **has})


def _passing(verb: str) -> Callable[..., Any]:
    def passed(self: Any, *given: Any) -> Any:
        return self.run(getattr(self.adapter, verb), *given)

    return passed


class Guarded:
    """What stands before an adapter. The verbs that are here raise Unsupported only where the contract allows it."""

    name: str
    make: Callable[[], Any]
    run: Callable[..., Any]

    def __init__(self) -> None:
        self.adapter, self._searched = self.run(self.make), False

    def _info(self) -> Any:
        return self.run(self._answered, "info")

    def _gradients(self) -> Any:
        return self.run(self._answered, "gradients")

    def _told(self) -> Any:
        return self.run(self._answered, "told")

    def _resume(self, way: str) -> None:
        self.run(self._answered, "resume", way)

    def _load(self, state: Mapping[str, Any]) -> None:
        copies = {slot: x if slot == "t" else [np.array(each) for each in x] for slot, x in state.items()}
        self.run(self._answered, "load", copies)

    def _step_on(self, *given: Any) -> None:
        try:
            self.run(self.adapter.step_on, *given)
        except Unsupported as reason:
            if not self._searched:
                raise
            self._never("step_on, after steps that it made", reason)
        self._searched = True

    def _state(self) -> Any:
        return self.run(self._shown)

    def _shown(self) -> Any:
        """The state in a mapping of ours: one of the adapter's own may show something else at each look."""
        try:
            shown = self.adapter.state()
        except Unsupported as reason:
            self._never("state", reason)
        if type(shown) is not dict and not isinstance(shown, Mapping):
            return shown
        shown = dict(shown)
        odd = [slot for slot, value in shown.items() if not _plain(value)]
        for slot in odd:
            shown[str(slot)] = self._read(slot, shown.pop(slot))
        return shown

    def _read(self, slot: str, value: Any) -> Any:
        what = f"{self.name}: state()[{slot!r}]"
        if slot == "t" and value is not None:
            each = isinstance(value, list | tuple)
            return [to_count(x, what) for x in value] if each else to_count(value, what)
        missing = isinstance(value, list) and any(x is None for x in value)  # of a parameter without a gradient so far
        return value if missing or value is None else to_float64(value, what)

    def _answered(self, verb: str, *given: Any) -> Any:
        """What a verb gives that may lack nothing."""
        try:
            return getattr(self.adapter, verb)(*given)
        except Unsupported as reason:
            self._never(verb, reason)

    def _never(self, doing: str, reason: Unsupported) -> NoReturn:
        rule = "what it lacks must show in init or in the first step of a run"
        raise AdapterError(f"{self.name} raised Unsupported in {doing}; {rule}: {reason}") from None


def _plain(value: Any) -> bool:
    """Whether reading it runs no foreign code: a count, or a list of arrays of NumPy."""
    if type(value) is list:
        return _ARRAYS.issuperset(map(type, value))
    return type(value) is int and value >= 0

"""What the cells of one family share: runs, exact values, budgets. It lives in one place, and no longer than needed."""

from collections.abc import Callable, Hashable, Iterable
from typing import Any, TypeVar

T = TypeVar("T")


class Memory:
    """Recalls what was made under a key; `planned` says which other cells of a subject are to be judged."""

    def __init__(self) -> None:
        self._made: dict[Hashable, Any] = {}
        self._kept: dict[Hashable, Any] = {}
        self._planned: dict[Hashable, list[tuple[Any, str]]] = {}

    def recall(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gave under this key, or gives now."""
        if key not in self._made:
            self._made[key] = make()
        found: T = self._made[key]
        return found

    def keep(self, key: Hashable, make: Callable[[], T]) -> T:
        """The same for what is small and of use in the whole run."""
        if key not in self._kept:
            self._kept[key] = make()
        found: T = self._kept[key]
        return found

    def begin(self, cells: Iterable[tuple[Hashable, Any, str]]) -> None:
        """Let go of what is recalled, and learn which cells come next: of each the subject, the check and the name."""
        self._made.clear()
        self._planned.clear()
        for subject, check, name in cells:
            self._planned.setdefault(subject, []).append((check, name))

    def planned(self, subject: Hashable) -> list[tuple[Any, str]]:
        """The cells that are to be judged for a subject."""
        return self._planned.get(subject, [])

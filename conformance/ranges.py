"""Whether the quantities of a case stay inside the range of a dtype: how small and how large they get on the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from goldstep.conformance.reorderings import Lazy, Register, Reordered
from goldstep.conformance.subject import Subject
from goldstep.reference.trajectory import Case, follow


@dataclass
class Extent:
    """The least and the largest magnitude that was seen, zeros apart."""

    least: float = float("inf")
    most: float = 0.0

    def see(self, x: Any) -> None:
        size = np.abs(np.asarray(x))
        if size.any():
            self.least, self.most = min(self.least, float(size[size > 0].min())), max(self.most, float(size.max()))


class Watching(Reordered):
    """Wide arithmetic that shows every intermediate tensor, and every scalar that a case has, to an `Extent`."""

    def __init__(self) -> None:
        tensors = self.tensors = Extent()
        self.scalars = Extent()

        class Seen(Register):
            def _own(self, wide: Any) -> Lazy:
                tensors.see(wide)
                return super()._own(wide)

            def __mul__(self, other: Any) -> Lazy:
                return self._own(super().__mul__(other).wide)

            __rmul__ = __mul__

        super().__init__("float64", Seen)

    def number(self, value: Fraction) -> float:
        self.scalars.see(float(value))
        return super().number(value)

    def named(self, name: str, value: Any) -> Any:
        if not isinstance(value, Lazy):
            self.scalars.see(float(value))
        return value

    def tensor(self, values: Sequence[Fraction]) -> Lazy:
        own = self._lazy(super().tensor(values))
        self.tensors.see(own.wide)
        return own


@lru_cache(maxsize=64)
def _extents(subject: Subject, cases: tuple[Case, ...]) -> tuple[Extent, Extent]:
    watching = Watching()
    with np.errstate(all="ignore"):
        for case in cases:
            for _ in follow(case, watching, subject.algorithm, subject.variant):
                pass
    return watching.tensors, watching.scalars


def subnormal(subject: Subject, *cases: Case) -> str:
    """Why something of these cases may be subnormal or infinite in the dtype; empty where it cannot be.

    Orders differ in what a scalar is multiplied with first, so the smallest magnitude may be one scalar smaller.
    """
    tensors, scalars = _extents(subject, cases)
    dtype = subject.dtype
    if tensors.most * max(scalars.most, 1.0) > dtype.largest:
        return f"quantities up to {tensors.most:.2g} come near the end of the range of {dtype.name}"
    if tensors.least * min(scalars.least, 1.0) < dtype.smallest_normal:
        return f"quantities down to {tensors.least:.2g} come near the subnormal numbers of {dtype.name}, which round"
    return ""

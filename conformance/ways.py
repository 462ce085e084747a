"""The ways in use of writing a mean of two values, over the same source: none of them may be convicted.

Each is an arithmetic in which `average`, `mixed`, `ramp`, `ramp_to` and `blend` are worked out in that way, whatever
the source of the reference says; see `goldstep.reference.arithmetics.blends` for what they round.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from goldstep.conformance.patching import source_of
from goldstep.conformance.reorderings import Lazy, Reordered
from goldstep.reference.arithmetics.floats import Floats

Way = Callable[[Any, Any, Any, Any], Any]  # of the old value, the new one, and the weights of both


def weighted(old: Any, new: Any, kept: Any, taken: Any) -> Any:
    """Optax and most others; a ramp as torch.optim.swa_utils.SWALR has it."""
    return kept * old + taken * new


def from_old(old: Any, new: Any, kept: Any, taken: Any) -> Any:
    """The kernels of TensorFlow, stochastic weight averaging in PyTorch, one-cycle schedules."""
    return old + taken * (new - old)


def less(old: Any, new: Any, kept: Any, taken: Any) -> Any:
    """The EMA of stable diffusion, torch-ema, diffusers, and tf.train.ExponentialMovingAverage."""
    return old - taken * (old - new)


def from_new(old: Any, new: Any, kept: Any, taken: Any) -> Any:
    """Decays to an end: polynomial ones of optax and Keras."""
    return new + kept * (old - new)


def nearer(old: Any, new: Any, kept: Any, taken: Any) -> Any:
    """torch.lerp, which takes the rest of the weight that it is given."""
    return old + taken * (new - old) if taken < 0.5 else new - (new - old) * (1 - taken)


def parts(old: Any, new: Any, kept: Any, taken: Any) -> Any:
    """What is taken leaves the first value before the second one comes; fused and turned in the kernels of llm.c."""
    return (old - taken * old) + taken * new


class Blending(Floats):
    """Every mean in one way; `single`: its second weight is one minus the first in float32."""

    way: Way
    single = False

    def average(self, kept: Any, old: Any, new: Any) -> Any:
        return self._mean(old, new, kept, self._rest(kept))

    def mixed(self, old: Any, new: Any, share: Any) -> Any:
        return self._mean(old, new, self._rest(share), share)

    def ramp(self, begin: Any, end: Any, part: Any) -> Any:
        return self._mean(begin, end, self._rest(part), part)

    def ramp_to(self, end: Any, begin: Any, left: Any) -> Any:
        return self._mean(begin, end, left, self._rest(left))

    def blend(self, value: Any, old: Any, new: Any, share: Any) -> Any:
        return self._mean(old, new, self._rest(share), share)

    def _rest(self, weight: Any) -> Any:
        return float(np.float32(1) - np.float32(weight)) if self.single else 1 - weight

    def _mean(self, old: Any, new: Any, kept: Any, taken: Any) -> Any:
        return type(self).way(old, new, kept, taken)


class Turned(Blending):
    """From the new value to the old one by the weight of the old: Muon's look ahead, and the kernels of llm.c."""

    def average(self, kept: Any, old: Any, new: Any) -> Any:
        return self._mean(new, old, 1 - kept, kept)


class Fused(Blending, Reordered):
    """The same with fused multiply-add."""

    def __init__(self, dtype: str) -> None:
        Reordered.__init__(self, dtype, Lazy)


class FusedTurned(Turned, Fused):
    """Both."""


def _in_this_way(base: type[Blending], way: Way, *, single: bool = False) -> Callable[[str], Floats]:
    return type(base.__name__, (base,), {"way": staticmethod(way), "single": single})


OF_TENSORS: dict[str, Callable[[str], Floats]] = {
    "weighted": _in_this_way(Blending, weighted),
    "from-old": _in_this_way(Blending, from_old),
    "from-old-fused": _in_this_way(Fused, from_old),
    "less": _in_this_way(Blending, less),
    "nearer": _in_this_way(Blending, nearer),
    "turned": _in_this_way(Turned, nearer),
    "parts": _in_this_way(Blending, parts),
    "parts-fused": _in_this_way(Fused, parts),
    "parts-turned": _in_this_way(Turned, parts),
    "parts-turned-fused": _in_this_way(FusedTurned, parts),
}
OF_NUMBERS: dict[str, Callable[[str], Floats]] = {
    **{name: OF_TENSORS[name] for name in ("weighted", "from-old", "less", "parts")},
    "from-new": _in_this_way(Blending, from_new),
}
SINGLE: dict[str, Callable[[str], Floats]] = {
    "from-old-single": _in_this_way(Blending, from_old, single=True),
    "weighted-single": _in_this_way(Blending, weighted, single=True),
}


def blends(name: str) -> bool:
    """Whether the algorithm has a mean that may be written in other ways."""
    return any(f"q.{word}(" in source_of(name) for word in ("average", "mixed", "ramp", "ramp_to", "blend"))

"""How XLA rounds on CPUs, whichever framework has it compile."""

from typing import Any

from goldstep.adapters.contract import Contract


def rounding(**places: Any) -> Contract:
    """Subnormals are flushed; inverse roots in float32 are one step of Newton from the guess of processors by AMD."""
    return Contract(flushes_subnormals=True, inverse_root="approximate-single", **places)

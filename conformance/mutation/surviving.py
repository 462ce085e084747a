"""Why mutants survive: what they change is right after all, or no case reaches it.

One reason holds for every mutant whose function and change match; the first that does counts.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """`function` and `change` are regular expressions: of the qualified name, and of the lines that differ."""

    change: str
    why: str
    function: str = ""
    equivalent: bool = True


OFF = "off here, where a step is neither captured, compiled nor scripted, and parameters are real and on a CPU"
REASONS = (
    Reason(r"^(device|dtype|memory_format|is_fused)= left out", "what stands there without it is the same on a CPU"),
    Reason(r"^(capturable|has_complex)= left out|setdefault\('capturable'", OFF),
    Reason(r"\n- (if has_complex|has_complex \|=|if capturable)|graph_capture|is_scripting|is_compiling", OFF),
    Reason("_need_device_dtype_check|_default_to_fused_or_foreach|_has_foreach_support", "it only chooses or refuses"),
    Reason(r"^foreach= left out|setdefault\('foreach'", "which implementation is taken shows in no value"),
    Reason(r"^operator\n- .*\* ?-1.*\n\+ .*/ ?-1", "a product with -1 is a quotient by it"),
    Reason("with_indices", "the numbers of tensors in a group are not used"),
    Reason(r"^left out\n- break", "the loop only finds whether there is one, and finds it again"),
    Reason(
        r"^differentiable= left out|setdefault\('differentiable'",
        "steps are differentiated on request",
        equivalent=False,
    ),
    Reason("sparse", "gradients are dense here, but for those of SparseAdam", equivalent=False),
    Reason(
        r"setdefault\('decoupled_weight_decay'",
        "a state of NAdam that is loaded deviates already in these dtypes, so nothing more of it is seen",
        function="NAdam",
        equivalent=False,
    ),
    Reason(r"'momentum'\] != 1", "no case has a momentum of 1", equivalent=False),
)


def reason(kind: str, function: str, before: str, after: str) -> dict[str, str]:
    """Under "equivalent" why nobody could tell it from the original, or under "unseen" why nobody does."""
    told = f"{kind}\n- {before}\n+ {after}"
    for each in REASONS:
        if re.search(each.function, function) and re.search(each.change, told, re.DOTALL):
            return {"equivalent" if each.equivalent else "unseen": each.why}
    return {"unseen": ""}

"""Why mutants survive: what they change is right after all, or no case reaches it.

One reason holds for every mutant whose function and change match; the first that does counts.
"""

import re
from dataclasses import dataclass

from goldstep.conformance.mutation.mutants import Mutant


@dataclass(frozen=True)
class Reason:
    """`function` and `change` are regular expressions: of the qualified name, and of the lines that differ."""

    change: str
    why: str
    function: str = ""
    equivalent: bool = True


REASONS: tuple[Reason, ...] = ()


def reason(mutant: Mutant) -> dict[str, str]:
    """Under "equivalent" why nobody could tell it from the original, or under "unseen" why nobody does."""
    told = "\n".join((f"{mutant.kind}", f"- {mutant.before}", f"+ {mutant.after}"))
    for each in REASONS:
        if re.search(each.function, mutant.function) and re.search(each.change, told):
            return {"equivalent" if each.equivalent else "unseen": each.why}
    return {"unseen": ""}

"""What changed from one run to another, cell by cell."""

from collections.abc import Iterator
from dataclasses import dataclass

from goldstep.conformance.reporting.standings import Run
from goldstep.conformance.reporting.wording import worded
from goldstep.conformance.table import Line, failed, kind

HOLDS = ("conforms", "variant", "sound")
KINDS = {  # in the order in which they are told
    "worse": "what held and no longer does, and what fails and did not",
    "better": "what failed or was not told and now holds",
    "new": "cells that there were none of",
    "gone": "cells that are no longer there",
    "other": "what is different and neither better nor worse",
}


@dataclass(frozen=True)
class Change:
    """A cell before and after; None where there was no such cell."""

    before: Line | None
    after: Line | None

    @property
    def line(self) -> Line:
        """The later of them."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def kind(self) -> str:
        """One of KINDS. A cell that held and is not judged any more is worse: nothing is known of it now."""
        before, after = _standing(self.before), _standing(self.after)
        if (before == "holds" != after) or (after == "fails" != before):
            return "worse"
        if not self.before:
            return "new"
        if not self.after:
            return "gone"
        return "better" if after == "holds" != before or (before == "fails" and after == "declared") else "other"

    @property
    def words(self) -> str:
        return f"{_words(self.before)} → {_words(self.after)}"


def changes(before: Run, after: Run) -> Iterator[Change]:
    """Every cell whose verdict is another, in the order of their ids.

    What a run that was drawn from more does not have is not gone.
    """
    old, new = ({line["id"]: line for line in run.lines} for run in (before, after))
    drawn = _drawn(before) or _drawn(after)
    for name in sorted(old.keys() & new.keys() if drawn else old.keys() | new.keys()):
        change = Change(old.get(name), new.get(name))
        if not (change.before and change.after) or kind(change.before) != kind(change.after):
            yield change


def circumstances(before: Run, after: Run) -> list[str]:
    """What else is not the same: versions, goldens, the machine; and what makes a comparison doubtful."""
    pairs = {"goldstep": (before.header["suite"], after.header["suite"])}
    for key in ("adapter", "name", "version"):
        pairs[f"backend {key}"] = (before.header["backend"][key], after.header["backend"][key])
    old, new = before.header["environment"], after.header["environment"]
    pairs |= {name: (old.get(name, "none"), new.get(name, "none")) for name in sorted(old | new)}
    told = [f"{name}: {a} → {b}" for name, (a, b) in pairs.items() if a != b]
    if before.header["golden_digest"] != after.header["golden_digest"]:
        told.append("the goldens are not the same")
    told += [f"{run.path} is a part, so only cells of both are compared" for run in (before, after) if _drawn(run)]
    return told + [f"{run.path} was interrupted, and lacks results" for run in (before, after) if not run.complete]


def _drawn(run: Run) -> bool:
    return "drawn_from" in run.header


def _standing(line: Line | None) -> str:
    if line is None or kind(line) == "untested":
        return "untold"
    if failed(line):
        return "fails"
    return "holds" if kind(line) in HOLDS else "declared"


def _words(line: Line | None) -> str:
    return worded(line) if line else "no such cell"

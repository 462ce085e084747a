"""The text of a failure: the first departure, the clause, how to see it again, and what it is instead."""

from goldstep.conformance.battery import Cell
from goldstep.conformance.outcome import Departure, Outcome, Verdict
from goldstep.conformance.places import reproduce


def describe(cell: Cell, outcome: Outcome, again: str = "") -> str:
    """A few lines that somebody can act on; `again` is what the command needs beyond the name of the cell."""
    lines = [f"{cell.id}: {outcome.verdict.value}"]
    if outcome.departure:
        lines += _departure(outcome.departure)
    if outcome.reason:
        lines += ["  " + line for line in outcome.reason.splitlines()]
    if outcome.verdict is Verdict.VIOLATES:
        lines += [f"  clause     {', '.join(outcome.clauses)}  ({links(outcome.clauses)})"]
        lines += [f"  diagnosis  {note}" for note in outcome.notes]
    lines += [f"  reproduce  {reproduce(cell.subject.backend.name, cell.place)}{again}"]
    return "\n".join(lines)


def _departure(d: Departure) -> list[str]:
    expected = float(d.expected)
    place = f"in the state just loaded, before step {d.step + 1}" if d.loaded else f"at step {d.step}"
    return [
        f"  first departure {place}: {d.quantity} of parameter {d.parameter}, element {d.element}",
        f"  expected   {expected!r}  {expected.hex()}",
        f"  got        {d.got!r}  {d.got.hex()}",
        f"  deviation  {d.deviation:.6g}, budget {d.budget:.6g}",
    ]


def links(clauses: tuple[str, ...]) -> str:
    """Where the clauses are written."""
    from goldstep.spec.clauses import clauses as load

    known = load()
    return " ".join(known[c].url for c in clauses if c in known) or "goldstep show CLAUSE"

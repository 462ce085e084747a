"""The cells of a run: every check on every part of the matrix that a backend has."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from goldstep.adapters.loading import Backend
from goldstep.conformance.checks import CHECKS, smoke
from goldstep.conformance.checks.check import Check, perform
from goldstep.conformance.deviations import Deviation
from goldstep.conformance.explanations import Explanations
from goldstep.conformance.memory import Memory
from goldstep.conformance.outcome import Outcome, Verdict
from goldstep.conformance.subject import Selection, Subject, subjects


@dataclass(frozen=True)
class Cell:
    """One test: a check on a subject and a case, with a readable, stable id."""

    check: Check
    subject: Subject
    name: str

    @cached_property
    def label(self) -> str:
        """The part of the id after the check: ``adamw/f64/decay-and-spike@pytorch-2.13/fused``."""
        return self.subject.cell_id(self.name)

    @property
    def id(self) -> str:
        return f"{self.check.name}/{self.label}"

    @property
    def short(self) -> str:
        """What ``--case`` selects: ``decay-and-spike@pytorch-2.13``."""
        return self.label.split("/")[2]

    @property
    def family(self) -> tuple[str, str]:
        """Cells of one family share exact values: they are judged in one process, one after the other."""
        return self.subject.algorithm_name, self.subject.variant_name

    @property
    def place(self) -> dict[str, Any]:
        """What a line of a run file says of a cell before it is judged."""
        subject = self.subject
        return {
            "kind": "result",
            "id": self.id,
            "check": self.check.name,
            "algorithm": subject.algorithm_name,
            "variant": subject.variant_name,
            "dtype": subject.dtype_name,
            "mode": subject.mode,
            "device": subject.device,
            "case": self.name,
        }

    def judge(self, *, diagnose: bool = True) -> Outcome:
        """The outcome, a violation with what the backend seems to be instead."""
        outcome = perform(self.check, self.subject, self.name, smoke.CHECK)
        if diagnose and outcome.verdict is Verdict.VIOLATES:
            return Explanations().explained(self.subject, outcome)
        return outcome


def cells(
    backend: Backend,
    selection: Selection,
    check: Check | None = None,
    memory: Memory | None = None,
    requested: Container[str] = (),
) -> Iterator[Cell]:
    """All cells of a backend within a selection, of one check or of all; they share a memory.

    Of those that are judged on request only, the ones whose short names are `requested`.
    """
    for subject in subjects(backend, selection, memory):
        for each in (check,) if check else CHECKS:
            yield from (Cell(each, subject, name) for name in each.cells(subject))
            longer = (Cell(each, subject, name) for name in each.on_request(subject))
            yield from (cell for cell in longer if cell.short in requested)


def outcomes(
    backend: Backend, selection: Selection, checks: Iterable[Check] = CHECKS
) -> Iterator[tuple[Cell, Outcome]]:
    """All cells of a backend by these checks, judged together as a run judges them, without a diagnosis."""
    memory = Memory()
    chosen = [cell for check in checks for cell in cells(backend, selection, check, memory)]
    memory.begin((cell.subject, cell.check, cell.name) for cell in chosen)
    for cell in chosen:
        yield cell, cell.judge(diagnose=False)


def result(cell: Cell, outcome: Outcome, deviation: Deviation | None) -> dict[str, Any]:
    """One line of a run file."""
    departure = outcome.departure
    line: dict[str, Any] = {
        **cell.place,
        "clauses": list(outcome.clauses),
        "verdict": outcome.verdict.value,
        "margin": _finite(outcome.margin),
        "judged": outcome.judged,
        "vacuous": outcome.vacuous,
        "reason": outcome.reason,
        "deviation": deviation.id if deviation else None,
    }
    if deviation:
        line["wide"] = deviation.wide
    if departure:
        line["departure"] = {
            "step": departure.step,
            "quantity": departure.quantity,
            "parameter": departure.parameter,
            "element": departure.element,
            "expected": float(departure.expected).hex(),
            "got": float(departure.got).hex(),
            "deviation": str(departure.deviation),
            "budget": str(departure.budget),
        }
    if outcome.notes:
        line["diagnosis"] = list(outcome.notes)
    return line


def _finite(margin: float | None) -> float | str | None:
    return "inf" if margin == float("inf") else margin

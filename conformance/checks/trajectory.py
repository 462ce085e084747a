"""C2: does the whole run stay within the propagated budget of the golden trajectory?"""

from dataclasses import replace

from goldstep.conformance.checks.check import Check, rule_clauses
from goldstep.conformance.checks.one_step import case_of, special, tail
from goldstep.conformance.checks.stepwise import run as drive
from goldstep.conformance.evaluation import Rule
from goldstep.conformance.expected import HALF_A_DIGIT, Expected, of_golden, trajectory_expected
from goldstep.conformance.judge import compare
from goldstep.conformance.outcome import Outcome
from goldstep.conformance.subject import Subject
from goldstep.golden import catalogue
from goldstep.golden.store import Store


def run(subject: Subject, cell: str) -> Outcome:
    case = case_of(subject, cell)
    trace = drive(subject, case)
    recall, rule = subject.memory.recall, Rule.of(subject)

    def expected() -> list[Expected]:
        if case not in catalogue.of_algorithm(case.algorithm):  # other values, since the backend declares limits
            return list(trajectory_expected(rule, [case], trace.readable))
        exact = recall(("golden", case.id), lambda: of_golden(Store().read(case.id)))
        return list(trajectory_expected(rule, [case], trace.readable, exact, HALF_A_DIGIT))

    known = recall(("trajectory", case, trace.readable, *subject.numbers), expected)
    (outcome,) = compare(subject, known, [trace])
    return replace(outcome, evidence=(case, False)).breaking(*special(case))


CHECK = Check(
    "trajectory",
    "every state of a golden case stays within the budget propagated through all its steps",
    cells=lambda subject: [tail(case) for case in subject.cases],
    run=run,
    clauses=rule_clauses,
    cases=lambda subject, cell: [case_of(subject, cell)],
)

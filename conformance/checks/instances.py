"""Optimizers beside each other: what one instance does is nothing to another, however many there were before."""

import threading
from dataclasses import replace

from goldstep.conformance import lives
from goldstep.conformance.checks.smoke import same_bits, same_state
from goldstep.conformance.checks.stepwise import run as drive
from goldstep.conformance.drive import Trace
from goldstep.conformance.outcome import Outcome, Verdict
from goldstep.conformance.run import Run
from goldstep.conformance.shown import Snapshot
from goldstep.conformance.subject import Subject
from goldstep.reference.algorithm import Algorithm
from goldstep.reference.trajectory import Case, Values

CLAUSE = "STEP-13"
MANY = 300


def run(subject: Subject) -> Outcome:
    """Two runs step by turns, one runs in a thread of its own, and many come one after another: each is as alone."""
    case = subject.cases[0]
    alone = drive(subject, case)
    ways = {"beside another run": _by_turns, "in another thread": _in_a_thread}
    if _first(subject):
        ways[f"among {MANY} others"] = _after_many
    for words, way in ways.items():
        if not same_bits(way(subject, case), alone):
            reason = f"a run {words} is not what it is alone"
            return Outcome(Verdict.VIOLATES, reason, float("inf"), 1, clauses=(CLAUSE,), evidence=(case, False))
    return Outcome(subject.good, judged=len(ways) * len(case.steps), clauses=(CLAUSE,))


def _first(subject: Subject) -> bool:
    """Whether this is the first variant, dtype and mode of its algorithm: many instances are made once for it."""
    info = subject.backend.info
    dtypes = info.dtypes_in(subject.algorithm_name)
    modes = info.modes_of.get(subject.algorithm_name, info.modes)
    variants = info.algorithms[subject.algorithm_name]
    here = subject.variant_name, subject.dtype_name, subject.mode
    return here == tuple(next(iter(x)) for x in (variants, dtypes, modes)) and subject.mode not in info.costly


def _taken(run: Run, *after: Snapshot) -> Trace:
    """The trace of a run with the states that it has gone through so far."""
    states = list(after)
    for _ in run.case.steps[len(after) :]:
        run.step()
        states.append(run.read())
    return Trace({}, [], states, run.case.done)


def _by_turns(subject: Subject, case: Case) -> Trace:
    """Beside a run with other hyperparameters and parameters, and with opposite gradients."""
    opposite = tuple(tuple(_opposite(subject.algorithm, g) for g in step) for step in case.gradients)
    shifted = tuple(tuple(lives.nearest(x + 1) for x in tensor) for tensor in case.params)
    params = case.params if subject.algorithm.number else shifted
    other = replace(case, hyper=lives.others(subject, case.hyper), params=params, gradients=opposite, changes={})
    one, two, after = Run(subject, case), Run(subject, other), []
    for _ in case.steps:
        one.step()
        two.step()
        after.append(one.read())
        two.read()
    return Trace({}, [], after, case.done)


def _opposite(algorithm: Algorithm, given: Values) -> Values:
    """The inputs of a parameter, turned around where they can be: a mask of nothing would do nothing."""
    n = len(given) // max(len(algorithm.inputs), 1)
    return tuple(-x if algorithm.inputs[k // n].values == "real" else x for k, x in enumerate(given))


def _in_a_thread(subject: Subject, case: Case) -> Trace:
    found: list[Trace | BaseException] = []

    def work() -> None:
        try:
            found.append(_taken(Run(subject, case)))
        except BaseException as error:
            found.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    if isinstance(found[0], BaseException):
        raise found[0]
    return found[0]


def _after_many(subject: Subject, case: Case) -> Trace:
    """A run after many others, or the first of these that does not begin as the others did."""
    first: Snapshot = {}
    for _ in range(MANY):
        run = Run(subject, case)
        run.step()
        now = run.read()
        first = first or now
        if not same_state(now, first):
            return _taken(run, now)
    return _taken(Run(subject, case))

"""How the tests of this folder have a class judged."""

from goldstep.adapters.loading import load
from goldstep.adapters.open.asked import asked
from goldstep.conformance.request import Request
from goldstep.conformance.session import Session

FEW = ("one-step", "trajectory")


def session(name, like, **more):
    """The plan for a class, in float64 where nothing else is said."""
    return Session(Request(name, like=like, **{"dtypes": ("float64",), "checks": FEW, **more}))


def lines(name, like, **more):
    """The judged cells of a class, explained."""
    judging = session(name, like, **more)
    return [judging.line(n) for n in range(len(judging.cells))]


def verdicts(name, like, **more):
    """Their verdicts alone: no violation is explained, which takes longest."""
    return {cell.id: cell.judge(diagnose=False).verdict.value for cell in session(name, like, **more).cells}


def told(name, like, **more):
    return load(name, asked(like, **more)).opening.told

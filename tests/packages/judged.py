"""How the tests of this folder have a class judged."""

from goldstep.adapters.loading import load
from goldstep.adapters.open.asked import asked
from goldstep.conformance.request import Request
from goldstep.conformance.session import Session

FEW = ("one-step", "trajectory")


def lines(name, like, **more):
    """The judged cells of a class, in float64."""
    session = Session(Request(name, like=like, dtypes=("float64",), **{"checks": FEW, **more}))
    return [session.line(n) for n in range(len(session.cells))]


def verdicts(name, like, **more):
    return {line["id"]: line["verdict"] for line in lines(name, like, **more)}


def told(name, like, **more):
    return load(name, asked(like, **more)).opening.told

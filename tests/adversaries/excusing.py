"""Adversaries that have themselves excused: a file of known deviations that says more than is so."""

import os

from adversary import ALONE, HERE, STEPS, Sound, Wrong, must

ID = "one-step/sgd/f64/spike@paper-momentum"
ONE, TELL = (*STEPS[2:], "--case", "spike@paper-momentum"), ("check",)


def entry(name, **values):
    """A declared deviation."""
    lines = {"id": name, "reason": "known", "since": "2026-01-01", "reproducer": "python -c 1", **values}
    shown = (f"{key} = {value if type(value) is int else repr(value)}" for key, value in lines.items())
    return "\n".join(["[[deviation]]", *shown, ""])


def excused(code, verdicts, *says, of=Wrong, **more):
    """An adversary by the name of the decorated function, which gives its declared deviations."""

    def entered(deviations):
        made = type(deviations.__name__, (of,), {"__doc__": deviations.__doc__, "__module__": __name__})
        return must(code, verdicts, *says, **{"words": ONE, **more}, deviations=deviations())(made)

    return entered


@excused(0, {"deviation": 1})
def ByItsName():
    """A failure that is declared, of whatever size."""
    return entry(ID)


@excused(0, {"deviation": 1})
def ByItsValues():
    """A failure that is declared as it is."""
    return entry(ID, quantity="b", step=1)


@excused(0, {"deviation": 1}, "declared deviation (wide): " + ID, ways=TELL)
def ByItsNameAloud():
    """One that names no values is called wide."""
    return entry(ID)


@excused(1, {"violates": 1}, "quantity 'theta' is declared, and it is 'b'")
def WithAnotherQuantity():
    """A failure of another quantity than the declared one."""
    return entry(ID, quantity="theta")


@excused(1, {"violates": 1}, "step 7 is declared, and it is 1")
def WithAnotherStep():
    """A failure in another step than the declared one."""
    return entry(ID, step=7)


@excused(1, {"violates": 1}, "is declared, and it is")
def OfAnotherSize():
    """A failure that is larger than the declared one."""
    return entry(ID, size="[0, 1e-12]")


@excused(1, {"violates": 1}, "is declared, and it is")
def OfNoSize():
    """A failure of which the size is declared as nothing."""
    return entry(ID, size="[0, 0]")


@excused(2, {"error": 1}, "passes: remove it", of=Sound)
def ThatPasses():
    """A failure that is declared, and is none."""
    return entry(ID)


@excused(2, None, "too wide")
def OfEverything():
    """Everything is declared."""
    return entry("*")


@excused(2, None, "too wide")
def OfEveryAlgorithm():
    """Every algorithm is declared."""
    return entry("one-step/*/f64/spike@paper-momentum")


@excused(2, None, "too wide")
def OfEveryCheckAndCase():
    """Every check and every case of an algorithm is declared."""
    return entry("*/sgd/f64/*")


@excused(2, None, "matches no result of this backend")
def OfNothing():
    """What is declared does not exist."""
    return entry("one-step/sgd/f64/spike@paper-momentun")


@excused(2, None, "reason")
def WithoutAReason():
    """No reason is given."""
    return "[[deviation]]\nid = '" + ID + "'\n"


@excused(2, None, "deviations stand under [[deviation]]")
def InAnotherTable():
    """What is declared stands where nobody reads it."""
    return "[[deviations]]\nid = '" + ID + "'\n"


@must(2, {"error": 1}, "ended with exit code 0", words=ONE, ways=ALONE, deviations=entry(ID))
class ThatEndsItsProcess(Sound):
    """A failure is declared, and the process ends."""

    def step(self, gradients, hyper):
        os._exit(0)


@must(2, {"error": 1}, "raised RuntimeError", words=ONE, ways=(HERE, *ALONE), deviations=entry(ID, quantity="b"))
class ThatRaises(Sound):
    """A failure of a quantity is declared, and the step raises."""

    def step(self, gradients, hyper):
        raise RuntimeError("another one")

"""Adversaries that say something odd of themselves."""

import os
from dataclasses import replace

from adversary import STEPS, TWO, Sound, Wrong, must

from goldstep.adapters.contract import Contract, Info

LOST, FINE, FOUND = {"error": 3}, {"sound": 1, "variant": 2}, {"sound": 1, "violates": 2}
SGD = {"sgd": ["paper-momentum"]}


def declares(code, verdicts, *says, of=Sound, **more):
    """An adversary that says of itself what the decorated function makes of what is so."""

    def entered(change):
        def info(self):
            return change(Info("sound", "1", SGD, ("float64",)))

        made = type(change.__name__, (of,), {"__doc__": change.__doc__, "info": info, "__module__": __name__})
        return must(code, verdicts, *says, **more)(made)

    return entered


@declares(2, None, "must return goldstep.adapters.contract.Info, got None")
def Nothing(info):
    """Says nothing."""


@declares(2, None, "must return goldstep.adapters.contract.Info")
def AMapping(info):
    """Says it in a mapping."""
    return {"name": "sound", "version": "1", "algorithms": SGD}


@declares(3, {}, "nothing was tested", words=(), ways=("check",))
def HasNothing(info):
    """Has no algorithm."""
    return replace(info, algorithms={})


@declares(3, {}, "nothing was tested", words=(), ways=("check",))
def HasNoVariant(info):
    """Has no variant of its algorithm."""
    return replace(info, algorithms={"sgd": []})


@declares(3, {}, "nothing was tested", words=(), ways=("check",))
def HasNoDtype(info):
    """Has no dtype."""
    return replace(info, dtypes=())


@declares(3, {}, "nothing was tested", words=(), ways=("check",))
def HasNoMode(info):
    """Has no mode."""
    return replace(info, modes=())


@declares(2, None, "info().algorithms must be a mapping")
def AlgorithmsInAList(info):
    """Names algorithms without variants."""
    return replace(info, algorithms=["sgd"])


@declares(2, None, "unknown algorithm 'sgdd'")
def UnknownAlgorithm(info):
    """Has an algorithm that nobody knows."""
    return replace(info, algorithms={"sgdd": ["paper"]})


@declares(2, None, "unknown variant of sgd 'paper-momentun'")
def UnknownVariant(info):
    """Has a variant that nobody knows."""
    return replace(info, algorithms={"sgd": ["paper-momentun"]})


@declares(2, None, "unknown dtype 'float31'")
def UnknownDtype(info):
    """Has a dtype that nobody knows."""
    return replace(info, dtypes=("float64", "float31"))


@declares(2, None, "names 'paper-momentum' twice")
def SameVariantTwice(info):
    """Names a variant twice."""
    return replace(info, algorithms={"sgd": ["paper-momentum", "paper-momentum"]})


@declares(2, None, "must be a list of names")
def OnceOnly(info):
    """Has dtypes in a generator, which can be walked through once."""
    return replace(info, dtypes=(name for name in ["float64"]))


@declares(2, None, "has 'a/b': a name is made of")
def ModeWithASlash(info):
    """Has a mode that makes an id look like another one."""
    return replace(info, modes=("a/b",))


@declares(2, None, "modes has more than 200 names")
def TooManyModes(info):
    """Has more modes than anybody can look at."""
    return replace(info, modes=tuple(f"m{k}" for k in range(10**5)))


@declares(2, None, "info().contract must be a goldstep.adapters.contract.Contract")
def ContractInWords(info):
    """Has a contract that is none."""
    return replace(info, contract="double")


class Double(str):
    """A text that is equal to everything."""

    def __eq__(self, other):
        return True

    __hash__ = str.__hash__


def forged(**values):
    """A contract that nobody has looked at."""
    contract = Contract()
    for name, value in values.items():
        object.__setattr__(contract, name, value)
    return contract


@declares(2, None, "unknown precision of constants 'quadruple'")
def UnknownPrecision(info):
    """Has a precision that nobody knows."""
    return replace(info, contract=forged(constants="quadruple"))


@declares(2, None, "has a value of a wrong type")
def PrecisionThatIsEverything(info):
    """Has a precision that is equal to every other."""
    return replace(info, contract=forged(constants=Double("quadruple")))


@declares(2, None, "info().fixed['sgd'] must have numbers")
def FixedAtNotANumber(info):
    """Fixes a hyperparameter at NaN."""
    return replace(info, fixed={"sgd": {"momentum": float("nan")}})


@declares(2, None, "info().bounds['sgd']")
def BoundsOfNothing(info):
    """Has bounds that are no interval."""
    return replace(info, bounds={"sgd": {"lr": "some"}})


@declares(2, None, "raised SystemExit in info")
def LooksAway(info):
    """Has a name that cannot be read."""

    class Name:
        def __str__(self):
            raise SystemExit(0)

    return replace(info, name=Name())


@declares(0, FINE)
def ManyLines(info):
    """Has a version that would paint the terminal and write lines of its own."""
    return replace(info, version="1\n2 conform\x1b[2J")


@declares(3, {"untested": 3}, words=STEPS)
def RefusesEveryRate(info):
    """Accepts no hyperparameter at all, and so is never run."""
    return replace(info, bounds={"sgd": {"lr": "(1, 1)"}})


@declares(1, {"violates": 1}, of=Wrong, words=("--check", "trajectory"))
def ShowsNothing(info):
    """Wrong, and has nothing that can be read besides its parameters."""
    return replace(info, unreadable={"sgd": ["b"]})


@declares(2, None, "info() names an unknown slot of sgd 'theta'; known: b")
def ShowsNotEvenParameters(info):
    """Says that not even parameters can be read."""
    return replace(info, unreadable={"sgd": ["theta"]})


@declares(1, FOUND, of=Wrong)
def RoundsAnywhere(info):
    """Wrong, and declares the widest contract that there is."""
    wide = Contract("working", "working", "working", "bfloat16", True, "approximate")
    return replace(info, contract=wide)


@declares(2, None, "info() names an unknown algorithm 'adamm'")
def ContractOfNothing(info):
    """Has a contract for an algorithm that nobody knows."""
    return replace(info, contracts={"adamm": Contract("working")})


@must(2, LOST, "which no float32 can be")
class SinglePrecisionOnPaper(Sound):
    """Declares float32, and computes in float64."""

    dtypes = ("float32",)

    def init(self, setup):
        super().init(replace(setup, dtype="float64"))


@must(1, {"sound": 1, "violates": 2})
class ChangesItsMind(Wrong):
    """Wrong, and has another contract and fewer algorithms each time that it is asked."""

    asked = 0

    def info(self):
        ChangesItsMind.asked += 1
        algorithms = SGD if ChangesItsMind.asked == 1 else {}
        return Info("changing", str(ChangesItsMind.asked), algorithms, ("float64",))


@must(1, {"sound": 1, "violates": 2})
class TakesItsWordsBack(Wrong):
    """Wrong, and empties its list of algorithms after it was asked."""

    def info(self):
        self.algorithms = {"sgd": ["paper-momentum"]}
        return super().info()

    def init(self, setup):
        super().init(setup)
        self.algorithms.clear()


@must(2, None, "info() was not the same in two processes", ways=(TWO,))
class AnotherInEachProcess(Sound):
    """Has another version in each process."""

    def info(self):
        return Info("sound", str(os.getpid()), self.algorithms, self.dtypes, unreadable={}, modes=(f"m{os.getpid()}",))

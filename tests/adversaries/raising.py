"""Adversaries that raise what nobody expects, or where nobody expects it."""

import asyncio
import signal
import warnings

import pytest
from adversary import ALONE, Sound, must

from goldstep.adapters.contract import AdapterError, Unsupported

LOST, FINE = {"error": 3}, {"sound": 1, "variant": 2}


def raises(*says, **more):
    """An adversary that raises in its steps what the decorated function makes."""

    def entered(make):
        def step(self, gradients, hyper):
            raise make()

        made = type(make.__name__, (Sound,), {"__doc__": make.__doc__, "step": step, "__module__": __name__})
        return must(2, LOST, *says, **more)(made)

    return entered


@raises("raised RuntimeError in step 1", "raising.py:")
def AnError():
    """What is wrong in a kernel."""
    return RuntimeError("in the kernel")


@raises("raised SystemExit in step 1")
def Exit():
    """The end of a script, as if all were well."""
    return SystemExit(0)


@raises("raised KeyboardInterrupt in step 1")
def Interrupt():
    """As if somebody had pressed Ctrl-C."""
    return KeyboardInterrupt()


@raises("raised GeneratorExit in step 1")
def EndOfAGenerator():
    """What ends a generator in silence."""
    return GeneratorExit()


@raises("raised StopIteration in step 1")
def EndOfAnIteration():
    """What ends a loop in silence."""
    return StopIteration()


@raises("raised CancelledError in step 1")
def Cancelled():
    """A coroutine that was cancelled."""
    return asyncio.CancelledError()


@raises("raised Panic in step 1")
def Panics():
    """The panic of a Rust extension is no `Exception`."""
    return type("Panic", (BaseException,), {})("unwrap on None")


@raises("raised Skipped in step 1")
def Skips():
    """What pytest raises to skip a test."""
    return pytest.skip.Exception("not today")


@raises("raised XFailed in step 1")
def ExpectsToFail():
    """What pytest raises where a failure is expected."""
    return pytest.xfail.Exception("known")


@raises("raised Failed in step 1")
def Fails():
    """What pytest raises to fail a test."""
    return pytest.fail.Exception("failed")


@raises("raised Exit in step 1")
def EndsPytest():
    """What pytest raises to end the run."""
    return pytest.exit.Exception("done", 0)


@raises("raised ExceptionGroup in step 1")
def AGroup():
    """Several at once."""
    return ExceptionGroup("two", [ValueError("a"), ValueError("b")])


@raises("raised MemoryError in step 1")
def NoMemory():
    """Without a text."""
    return MemoryError()


@raises("raised Mute in step 1", "its text cannot be had")
def Mute():
    """An exception whose text cannot be had."""

    def __str__(self):
        raise SystemExit(0)

    return type("Mute", (Exception,), {"__str__": __str__})()


@raises(r"\x1b[2J\x1b[1;32m2 conform")
def PaintsTheTerminal():
    """A text that a terminal would obey."""
    return ValueError("\x1b[2J\x1b[1;32m2 conform")


@raises(r"raised X\n2 conform in step 1")
def NamedLikeAResult():
    """A class whose name is more than one line."""
    return type("X\n2 conform", (Exception,), {})("here")


@raises("... (10000000 characters)")
def Endless():
    """A text that fills the screen for hours."""
    return ValueError("x" * 10**7)


@raises("it is broken")
def OneOfOurs():
    """What Goldstep itself raises for a broken adapter."""
    return AdapterError("it is broken")


@must(2, LOST, "raised RecursionError in step 1")
class Recurses(Sound):
    """Calls itself for ever."""

    def step(self, gradients, hyper):
        self.step(gradients, hyper)


@must(2, LOST, "raised RuntimeError in init: no licence")
class RaisesInInit(Sound):
    """Cannot begin."""

    def init(self, setup):
        raise RuntimeError("no licence")


@must(2, LOST, "raised SystemExit in state")
class RaisesInState(Sound):
    """Ends where it is looked at."""

    def state(self):
        raise SystemExit(0)


@must(2, LOST, "raised SystemExit in load")
class RaisesInLoad(Sound):
    """Ends where it gets a state."""

    def load(self, state):
        raise SystemExit(0)


@must(2, None, "raised SystemExit in info")
class RaisesInInfo(Sound):
    """Ends before there is a plan."""

    def info(self):
        raise SystemExit(0)


@must(2, None, "raised SystemExit in info")
class RaisesWhereItIsMade(Sound):
    """Ends where it is made."""

    def __init__(self):
        raise SystemExit(0)


@must(2, None, "raised KeyError in info")
class RaisesWhereItIsAsked(Sound):
    """Raises where it is asked what it has."""

    def __getattribute__(self, name):
        raise KeyError(name)


@must(3, {"untested": 3}, "no kernel")
class HasNoKernel(Sound):
    """Lacks everything, which shows in the first step: nothing was tested, and that is no success."""

    def step(self, gradients, hyper):
        raise Unsupported("no kernel")


@must(2, LOST, "raised Unsupported in step 3", "no third step")
class GivesUp(Sound):
    """Makes two steps, and calls the third unsupported, to be left alone."""

    def step(self, gradients, hyper):
        if self._counts[0] == 2:
            raise Unsupported("no third step")
        super().step(gradients, hyper)


@must(2, LOST, "raised Unsupported in state")
class HidesItsState(Sound):
    """Calls it unsupported to be looked at."""

    def state(self):
        raise Unsupported("it is private")


@must(2, LOST, "raised Unsupported in load")
class CannotLoad(Sound):
    """Calls it unsupported to get a state, where it should have no `load`."""

    def load(self, state):
        raise Unsupported("later")


@must(2, {"sound": 1, "error": 2}, "raised ZeroDivisionError in step")
class RaisesNowAndThen(Sound):
    """Raises in one run of many."""

    runs = 0

    def init(self, setup):
        super().init(setup)
        RaisesNowAndThen.runs += 1
        self.bad = RaisesNowAndThen.runs == 4

    def step(self, gradients, hyper):
        super().step(gradients, hyper)
        _ = 1 / (not self.bad)


@must(0, FINE)
class Warns(Sound):
    """Warns in each step."""

    def step(self, gradients, hyper):
        warnings.warn("deprecated", DeprecationWarning, stacklevel=1)
        super().step(gradients, hyper)


@must(0, FINE)
class RaisesWhereItEnds(Sound):
    """Raises where it is thrown away."""

    def __del__(self):
        raise RuntimeError("late")


@must(2, {"error": 3}, ways=ALONE)
class RaisesOutOfTheBlue(Sound):
    """Raises whenever a clock rings, wherever the process is then."""

    def init(self, setup):
        super().init(setup)

        def rings(*_):
            raise SystemExit(0)

        signal.signal(signal.SIGALRM, rings)
        signal.setitimer(signal.ITIMER_REAL, 1e-4, 1e-4)

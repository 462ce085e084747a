"""Adversaries that change what others rely on: the interpreter, modules, what they were given."""

import atexit
import builtins
import contextlib
import ctypes
import decimal
import fractions
import gc
import json
import locale
import math
import os
import random
import signal
import sys
import threading
import time
import warnings

import numpy as np
from adversary import ALONE, Sound, Wrong, must

LOST, FINE, FOUND = {"error": 3}, {"sound": 1, "variant": 2}, {"sound": 1, "violates": 2}


def changes(code, verdicts, *says, of=Sound, **more):
    """An adversary that calls the decorated function in each step, and is right, or wrong, otherwise."""

    def entered(change):
        def step(self, gradients, hyper):
            of.step(self, gradients, hyper)
            change()

        made = type(change.__name__, (of,), {"__doc__": change.__doc__, "step": step, "__module__": __name__})
        return must(code, verdicts, *says, **more)(made)

    return entered


@changes(0, FINE)
def WantsErrorsOfNumpy():
    """Makes NumPy raise for whatever overflows."""
    np.seterr(all="raise")


@changes(0, FINE)
def WantsErrorsOfPython():
    """Makes warnings errors."""
    warnings.simplefilter("error")


@changes(0, FINE)
def CountsWithOneDigit():
    """Gives decimal numbers one digit."""
    decimal.getcontext().prec = 1


@changes(0, FINE)
def AllowsDeepRecursion():
    """Raises the limit of recursion."""
    sys.setrecursionlimit(10**6)


@changes(2, LOST, "RecursionError")
def AllowsNoRecursion():
    """Lowers the limit of recursion to what is just enough for itself."""
    depth, frame = 1, sys._getframe()
    while frame := frame.f_back:
        depth += 1
    sys.setrecursionlimit(depth + 3)


@changes(0, FINE)
def SeedsEverything():
    """Seeds the random numbers of everybody."""
    random.seed(0)
    np.random.seed(0)


@changes(0, FINE)
def GoesElsewhere():
    """Changes the current folder."""
    os.chdir("/")


@changes(0, FINE)
def ForgetsTheEnvironment():
    """Empties the environment."""
    os.environ.clear()


@changes(0, FINE)
def ForgetsThePath():
    """Empties the list of folders in which modules are looked for."""
    sys.path.clear()


@changes(0, FINE)
def SpeaksAnotherLanguage():
    """Sets the locale of the environment."""
    locale.setlocale(locale.LC_ALL, "")


@changes(0, FINE)
def CollectsNothing():
    """Turns the garbage collector off, and freezes what there is."""
    gc.disable()
    gc.freeze()


@changes(1, FOUND, of=Wrong)
def SwallowsOutput():
    """Wrong, with its output closed."""
    for stream in (sys.stdout, sys.stderr):
        stream.close()


@changes(1, FOUND, of=Wrong, ways=ALONE)
def EndsWell():
    """Wrong, and ends its process with 0 when that ends."""
    atexit.register(os._exit, 0)


@changes(0, FINE, ways=ALONE)
def NeverEnds():
    """Leaves threads behind that go on for ever."""
    threading.Thread(target=time.sleep, args=(10**6,)).start()


@changes(0, FINE, ways=ALONE)
def CannotBeAsked():
    """Ignores every signal that can be ignored."""
    for number in set(signal.valid_signals()) - {signal.SIGKILL, signal.SIGSTOP, signal.SIGCHLD}:
        with contextlib.suppress(OSError, ValueError):
            signal.signal(number, signal.SIG_IGN)


@changes(1, {"violates": 1}, "STEP-5", words=("--check", "bias"))
def RoundsUp():
    """Leaves the processor rounding upwards, which stays with it."""
    ctypes.CDLL(None).fesetround(0x800)


def replaces(name, module, attribute, replacement):
    """A wrong adversary that replaces a function of a module by one that hides its mistake."""

    def change():
        setattr(module, attribute, replacement)

    place = {fractions.Fraction: "fractions.Fraction"}.get(module, module.__name__)
    change.__name__, change.__doc__ = name, f"Wrong, and replaces {module.__name__}.{attribute}."
    return changes(2, LOST, f"the backend has replaced {place}.{attribute}", of=Wrong)(change)


def yes(*_, **__):
    return True


def zero(x, *_, **__):
    return 0 * x


ReplacesAbs = replaces("ReplacesAbs", np, "abs", zero)
ReplacesIsnan = replaces("ReplacesIsnan", np, "isnan", yes)
ReplacesIsfinite = replaces("ReplacesIsfinite", math, "isfinite", yes)
ReplacesMax = replaces("ReplacesMax", builtins, "max", zero)
ReplacesEquality = replaces("ReplacesEquality", fractions.Fraction, "__eq__", yes)
ReplacesWhere = replaces("ReplacesWhere", np, "where", zero)


@changes(2, LOST, "wrote into the pipe of its results", of=Wrong, ways=ALONE)
def ReplacesJson():
    """Wrong, and writes all JSON as a result that conforms."""
    json.dumps = lambda *_, **__: '{"verdict": "conforms"}'


@must(0, FINE)
class MendsForAWhile(Sound):
    """Replaces a function of NumPy for the time of a step, and puts it back."""

    def step(self, gradients, hyper):
        before, np.tanh = np.tanh, np.sinh
        super().step(gradients, hyper)
        np.tanh = before


@must(2, LOST, "changed the gradients that it was given")
class ChangesGradients(Sound):
    """Writes into the gradients that it was given."""

    def step(self, gradients, hyper):
        super().step(gradients, hyper)
        gradients[0][...] = 0


@must(2, LOST, "changed the initial parameters that it was given")
class ChangesParameters(Sound):
    """Writes into the parameters that it was given."""

    def init(self, setup):
        super().init(setup)
        setup.params[0][...] = 0


@must(0, FINE)
class EmptiesItsArguments(Sound):
    """Takes what it needs out of the list of gradients."""

    def step(self, gradients, hyper):
        taken = list(gradients)
        if isinstance(gradients, list):
            gradients.clear()
        super().step(taken, hyper)


@must(2, LOST, "overwriting the caller's gradient arrays after a step changes the result")
class KeepsGradients(Sound):
    """Applies each gradient one step late, from the array of the caller."""

    kept = None

    def step(self, gradients, hyper):
        super().step(self.kept or gradients, hyper)
        self.kept = gradients


@must(0, FINE)
class ChangesHyperparameters(Sound):
    """Writes into the hyperparameters that it was given, after it has used them."""

    def step(self, gradients, hyper):
        super().step(gradients, hyper)
        if isinstance(hyper, dict):
            hyper.clear()
            hyper["lr"] = 0.0


@must(2, LOST, ways=ALONE)
class TracesEverything(Sound):
    """Traces every call of the process, and raises in it."""

    def step(self, gradients, hyper):
        super().step(gradients, hyper)

        def trace(frame, event, argument):
            if "conformance" in frame.f_code.co_filename:
                raise SystemExit(0)

        sys.settrace(trace)

"""Adversaries that show an odd state, or another one than they have."""

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
from adversary import Sound, Wrong, must

LOST, FINE, FOUND = {"error": 3}, {"sound": 1, "variant": 2}, {"sound": 1, "violates": 2}


def shows(code, verdicts, *says, of=Sound, **more):
    """An adversary that shows what the decorated function makes of its state."""

    def entered(change):
        def state(self):
            return change(of.state(self))

        made = type(change.__name__, (of,), {"__doc__": change.__doc__, "state": state, "__module__": __name__})
        return must(code, verdicts, *says, **more)(made)

    return entered


def each(state, change):
    """A state with every array changed."""
    return {slot: x if slot == "t" else [change(y) for y in x] for slot, x in state.items()}


@shows(2, LOST, "must return a mapping with 'theta', got None")
def Nothing(state):
    """Shows nothing."""


@shows(2, LOST, "must return a mapping with 'theta'")
def WithoutParameters(state):
    """Shows no parameters."""
    return {"b": state["b"], "t": state["t"]}


@shows(2, LOST, "lacks b of sgd")
def WithoutASlot(state):
    """Shows no momentum, and does not say so."""
    return {"theta": state["theta"], "t": state["t"]}


@shows(2, LOST, "names velocity")
def WithASlotOfItsOwn(state):
    """Shows something that the algorithm does not have."""
    return {**state, "velocity": state["b"]}


@shows(2, LOST, "has shapes")
def WithOneParameterTooMany(state):
    """Shows a parameter twice."""
    return {**state, "theta": [*state["theta"], state["theta"][0]]}


@shows(2, LOST, "has shapes")
def Transposed(state):
    """Shows matrices the other way round."""
    return each(state, lambda x: x.T)


@shows(2, LOST, "has shapes")
def Flat(state):
    """Shows everything as a vector."""
    return each(state, np.ravel)


@shows(2, LOST, "is ragged")
def Ragged(state):
    """Shows lists of different lengths."""
    return each(state, lambda x: [[0.0, 1.0], [2.0]])


@shows(2, LOST, "has the dtype complex128")
def Complex(state):
    """Shows complex numbers."""
    return each(state, lambda x: x + 0j)


@shows(2, LOST, "holds the text")
def Text(state):
    """Shows numbers as text."""
    return each(state, lambda x: x.astype(str))


@shows(2, LOST, "has masked elements")
def Masked(state):
    """Hides elements behind a mask."""
    return each(state, lambda x: np.ma.masked_array(x, np.ones(x.shape, bool)))


@shows(2, LOST, "has the dtype datetime64")
def Times(state):
    """Shows times."""
    return each(state, lambda x: np.zeros(x.shape, "datetime64[s]"))


@shows(2, LOST, "has the dtype")
def Records(state):
    """Shows records."""
    return each(state, lambda x: np.zeros(x.shape, [("re", float), ("im", float)]))


@shows(2, LOST, "is nested too deeply")
def WithoutEnd(state):
    """Shows a list that holds itself."""
    endless = []
    endless.append(endless)
    return each(state, lambda x: endless)


class Forever:
    """An iterator without an end."""

    def __iter__(self):
        return self

    def __next__(self):
        return 0.0


@shows(2, LOST)
def Forevers(state):
    """Shows as many parameters as anybody wants."""
    return {**state, "theta": Forever()}


@shows(2, LOST)
def ForeversInside(state):
    """Shows parameters without an end."""
    return {**state, "theta": [Forever() for _ in state["theta"]]}


@shows(2, LOST, "before the first step is [nan")
def NotNumbers(state):
    """Shows NaN from the start."""
    return each(state, lambda x: x * np.nan)


@shows(2, LOST, "state()['theta'] before the first step is")
def AnotherStart(state):
    """Shows other parameters than it was given."""
    return each(state, lambda x: x + 1)


@shows(0, FINE)
def Exact(state):
    """Shows fractions, big-endian numbers, and nested lists, each of which is exact."""
    ways = (lambda x: x.astype(">f8"), np.ndarray.tolist, np.asfortranarray, lambda x: x[..., ::-1].copy()[..., ::-1])
    theta = [way(x) for way, x in zip(ways, state["theta"], strict=False)] + state["theta"][len(ways) :]
    return {**state, "theta": theta, "b": [np.vectorize(Fraction, otypes="O")(x) for x in state["b"]]}


@shows(2, LOST, "which no float64 can be")
def TooExact(state):
    """Shows thirds as fractions, which are no float64."""
    return each(state, lambda x: np.full(x.shape, Fraction(1, 3), "O"))


@shows(2, LOST, "must be a number of steps, got -1")
def NegativeCount(state):
    """Has made less than no steps."""
    return {**state, "t": -1}


@shows(2, LOST, "must be a number of steps, got 0.5")
def HalfACount(state):
    """Has made half a step."""
    return {**state, "t": 0.5}


@shows(2, LOST, "must be a number of steps, got True")
def TrueCount(state):
    """Has made a true step."""
    return {**state, "t": True}


@shows(1, FOUND)
def TenDigits(state):
    """Shows ten digits of each number."""
    return each(state, lambda x: np.vectorize(lambda y: float(f"{y:.9e}"), otypes=[float])(x)) if state["t"] else state


class Yielding(np.ndarray):
    """An array whose differences are all zero, and which is equal to everything."""

    def __array_ufunc__(self, ufunc, method, *inputs, **more):
        plain = [np.asarray(x).view(np.ndarray) for x in inputs]
        if ufunc in (np.subtract, np.absolute):
            return np.zeros_like(plain[0])
        return getattr(ufunc, method)(*plain, **more)


@shows(1, FOUND, of=Wrong)
def ArraysThatYield(state):
    """Wrong, in arrays whose differences are all zero."""
    return each(state, lambda x: x.view(Yielding))


class Fickle:
    """Something like an array that shows another number each time."""

    def __init__(self, values):
        self.values, self.looks = values, 0

    def __array__(self, *_, **__):
        self.looks += 1
        return self.values + (0 if self.looks == 1 else 1)


@shows(0, FINE)
def ArraysThatChange(state):
    """Right in arrays that show another number at the second look: nobody looks twice."""
    return each(state, Fickle)


class TwoFaced(Mapping):
    """A mapping that shows something else at each look."""

    def __init__(self, values):
        self.values_, self.looks = values, 0

    def __getitem__(self, slot):
        self.looks += 1
        return self.values_[slot] if self.looks <= len(self.values_) else None

    def __iter__(self):
        return iter(self.values_)

    def __len__(self):
        return len(self.values_)


@shows(0, FINE)
def MappingsThatChange(state):
    """Right in a mapping that shows nothing at the second look: nobody looks twice."""
    return TwoFaced(state)


class AnyName(str):
    """A name that is equal to every other."""

    def __eq__(self, other):
        return True

    def __hash__(self):
        return hash("theta")


@shows(2, LOST)
def NamesThatAreEqual(state):
    """Shows everything under a name that is equal to every other."""
    return {AnyName("x"): state["theta"]}


class Equal(float):
    """A number that is equal to every other."""

    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return 0.0

    __rsub__, __hash__ = __sub__, float.__hash__


@shows(1, FOUND, of=Wrong)
def NumbersThatAreEqual(state):
    """Wrong, in numbers that are equal to every other."""
    return each(state, lambda x: np.vectorize(Equal, otypes="O")(x).tolist())


@must(0, FINE)
class ShowsWhatItWorksOn(Sound):
    """Shows its own arrays, which it goes on to change."""

    def step(self, gradients, hyper):
        held = self._theta
        super().step(gradients, hyper)
        for old, new in zip(held, self._theta, strict=True):
            old[...] = new
        self._theta = held

    def state(self):
        return {"theta": self._theta, "b": [slots["b"] for slots in self._slots], "t": self._counts[0]}


@must(1, FOUND)
class StepsWhereItIsLookedAt(Sound):
    """Makes a step of its own whenever its state is looked at."""

    def state(self):
        shown = super().state()
        self._theta = [x + 1 for x in self._theta]
        return shown


@must(2, LOST, "load() of zero parameters leaves")
class ShowsTheTruthLater(Sound):
    """Shows the state that it had before the step."""

    last = None

    def state(self):
        now = super().state()
        shown, self.last = self.last or now, now
        return {**shown, "t": now["t"]}

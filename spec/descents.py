"""Optimizers on functions that a picture can show: where each goes, step by step, by the reference in float64."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from math import cos, pi, sin, sqrt

from goldstep.reference.algorithm import Algorithm, exact_double
from goldstep.reference.arithmetics.floats import Floats
from goldstep.reference.reading import Reading
from goldstep.reference.registry import get
from goldstep.reference.trajectory import one_step
from goldstep.spec.ablation import decorrelated, reordered
from goldstep.spec.drawing import Curve, Picture

Point = list[float]
Gradient = Callable[[int, Point], Point]  # of a step and a point


@dataclass(frozen=True)
class Entrant:
    """An optimizer as a variant, and its hyperparameters where they are not published, or neutral, ones.

    An `altered` algorithm has another step than the one of that name, and is `called` otherwise.
    """

    name: str
    hyper: dict[str, float] = field(default_factory=dict)
    altered: Algorithm | None = None
    called: str = ""

    @property
    def label(self) -> str:
        """How a legend calls it: ``adam, lr = 0.01, beta2 = 0.9``."""
        return ", ".join([self.called or self.name, *(f"{name} = {value:g}" for name, value in self.hyper.items())])

    def path(self, begin: Point, gradient: Gradient, steps: int) -> Iterator[Point]:
        """Where it is before the first step and after each."""
        algorithm = self.altered or get(self.name.partition("@")[0])
        variant = algorithm.variant(self.name.partition("@")[2])
        reading = Reading(algorithm, variant, Floats())
        usual = {h: algorithm.hyper(h).neutral if x is None else Fraction(x) for h, x in variant.defaults.items()}
        given = {name: value for name, value in usual.items() if value is not None}
        given |= {name: exact_double(value) for name, value in self.hyper.items()}
        hyper, shape, point = algorithm.complete(variant, given), (len(begin),), begin
        states = [reading.start(_tensor(reading, begin), hyper, shape)]
        yield point
        for t in range(1, steps + 1):
            states = list(one_step(reading, [hyper], states, [_tensor(reading, gradient(t, point))], t, [shape]).states)
            point = [float(x) for x in states[0]["theta"]]
            yield point


def _tensor(reading: Reading, values: Iterable[float]) -> object:
    return reading.arithmetic.tensor([exact_double(x) for x in values])


def periodic(*slopes: float) -> Gradient:
    """A linear loss in each step, whose slopes come again and again."""
    return lambda t, point: [slopes[(t - 1) % len(slopes)]]


def _over_steps(entrant: Entrant, gradient: Gradient, periods: int, period: int) -> Curve:
    """The one coordinate at the end of each period."""
    found = list(entrant.path([0.0], gradient, periods * period))[::period]
    return Curve(entrant.label, [x for (x,) in found], range(0, periods * period + 1, period))


def reddi() -> Picture:
    """S. Reddi, S. Kale, S. Kumar (2018), section 3: a rare large gradient is forgotten too soon."""
    common = {"lr": 0.01, "beta1": 0.9, "beta2": 0.99}
    named = [Entrant(name, common) for name in ("adam@pytorch-2.13", "amsgrad@pytorch-2.13", "adopt@paper-v1")]
    gradient = periodic(101.0, *[-1.0] * 100)
    title = "slope 101 once in 101 steps, else -1: the best point lies below"
    return Picture([_over_steps(x, gradient, 60, 101) for x in named], "steps", "x", title)


def adopt() -> Picture:
    """S. Taniguchi et al. (2024), Figure 1: whether Adam goes the right way depends on beta2, ADOPT always does."""
    common = {"lr": 0.01, "beta1": 0.9}
    named = [Entrant("adam@pytorch-2.13", {**common, "beta2": beta2}) for beta2 in (0.9, 0.99, 0.999)]
    named += [Entrant(name, {**common, "beta2": 0.9}) for name in ("amsgrad@pytorch-2.13", "adopt@paper-v1")]
    gradient = periodic(2500.0, *[-50.0] * 49)
    title = "slope 2500 once in 50 steps, else -50: the best point lies below"
    return Picture([_over_steps(x, gradient, 100, 50) for x in named], "steps", "x", title)


def ablation() -> Picture:
    """S. Taniguchi et al. (2024), what Figure 3 asks: ADOPT differs from Adam in two ways, and needs both."""
    common = {"lr": 0.01, "beta1": 0.9, "beta2": 0.9}
    name = "adopt@paper-v1"
    named = [
        Entrant("adam@pytorch-2.13", common),
        Entrant(name, common, decorrelated(), "Adam that divides by the second moment of the step before"),
        Entrant(name, common, reordered(), "Adam that divides before it averages"),
        Entrant(name, common, called=f"{name}, which does both"),
    ]
    gradient = periodic(2500.0, *[-50.0] * 49)
    title = "slope 2500 once in 50 steps, else -50: the best point lies below"
    return Picture([_over_steps(x, gradient, 100, 50) for x in named], "steps", "x", title)


RAVINE = (1.0, 20.0)  # curvatures
BEGIN = [-9.0, 2.0]
RATES = {  # each with a learning rate that suits it, and all else as published
    "sgd@pytorch-2.13": {"lr": 0.09},
    "sgd@pytorch-2.13-momentum": {"lr": 0.01, "momentum": 0.9},
    "nag@pytorch-2.13": {"lr": 0.01, "momentum": 0.9},
    "rprop@pytorch-2.13": {"lr": 0.1},
    "adagrad@pytorch-2.13": {"lr": 1.5},
    "rmsprop@pytorch-2.13": {"lr": 0.15},
    "adam@pytorch-2.13": {"lr": 0.4},
    "amsgrad@pytorch-2.13": {"lr": 0.4},
    "nadam@pytorch-2.13": {"lr": 0.4},
    "radam@pytorch-2.13": {"lr": 0.04},
    "lion@paper": {"lr": 0.15},
    "yogi@paper": {"lr": 0.4},
    "lbfgs@pytorch-2.13": {"lr": 1.0},
}


def _slope(t: int, point: Point) -> Point:
    return [k * x for k, x in zip(RAVINE, point, strict=True)]


def height(point: Point) -> float:
    """The function of the ravine: half of the sum of curvature times square."""
    return sum(k * x * x for k, x in zip(RAVINE, point, strict=True)) / 2


def ravine() -> Picture:
    """Paths over lines of equal height."""
    shown = ("sgd@pytorch-2.13", "sgd@pytorch-2.13-momentum", "rmsprop@pytorch-2.13", "adam@pytorch-2.13", "lion@paper")
    paths = {name: zip(*Entrant(name, RATES[name]).path(BEGIN, _slope, 60), strict=True) for name in shown}
    curves = [Curve(Entrant(name, RATES[name]).label, y, x) for name, (x, y) in paths.items()]
    levels = [_level(2.0**k) for k in range(-1, 7)]
    return Picture(curves, "x", "y", "paths of 60 steps on (x² + 20 y²) / 2", levels=levels)


def _level(value: float) -> Curve:
    turns = [2 * pi * k / 96 for k in range(97)]
    a, b = (sqrt(2 * value / k) for k in RAVINE)
    return Curve("", [b * sin(x) for x in turns], [a * cos(x) for x in turns])


def convergence() -> Picture:
    """Many optimizers on one function."""
    named = [Entrant(name, hyper) for name, hyper in RATES.items()]
    curves = [Curve(x.label, [max(height(p), 1e-12) for p in x.path(BEGIN, _slope, 150)]) for x in named]
    return Picture(curves, "steps", "(x² + 20 y²) / 2", "the height above the best point, from 1e-12 up", log=True)


PICTURES: dict[str, Callable[[], Picture]] = {x.__name__: x for x in (reddi, adopt, ablation, ravine, convergence)}

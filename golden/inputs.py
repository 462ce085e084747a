"""Inputs that several cases share, as literals: parameters and a gradient for each step.

They are chosen where algorithms and their variants part: an early spike, sign flips, exact zeros, gradients far
smaller than epsilon, a long decay, parameters that start at zero (so that the update is seen in full), two
tensors of different shape. All but those of DECIMAL are exact in every dtype down to bfloat16.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from goldstep.reference.algorithm import exact_double
from goldstep.reference.trajectory import Case

Numbers = tuple[float, ...]


@dataclass(frozen=True)
class Inputs:
    shapes: tuple[tuple[int, ...], ...]
    params: tuple[Numbers, ...]
    gradients: tuple[tuple[Numbers, ...], ...]

    def cases(
        self,
        name: str,
        algorithm: str,
        variants: str,
        hyper: Mapping[str, float],
        changes: Mapping[int, Mapping[str, float]] | None = None,
        about: str = "",
        groups: Sequence[Mapping[str, float]] = (),
    ) -> list[Case]:
        """One case for each of the space-separated `variants`, with these hyperparameters.

        `groups` has hyperparameters for each parameter that hold for it alone.
        """
        return [
            Case(
                name=name,
                algorithm=algorithm,
                variant=variant,
                hyper=_exact(hyper),
                shapes=self.shapes,
                params=tuple(_numbers(x) for x in self.params),
                gradients=tuple(tuple(_numbers(x) for x in step) for step in self.gradients),
                changes={t: _exact(new) for t, new in (changes or {}).items()},
                about=about,
                groups=tuple(_exact(group) for group in groups),
            )
            for variant in variants.split()
        ]


def _exact(hyper: Mapping[str, float]) -> dict[str, Fraction]:
    return {name: exact_double(value) for name, value in hyper.items()}


def _numbers(values: Numbers) -> tuple[Fraction, ...]:
    return tuple(exact_double(x) for x in values)


SPIKE = Inputs(
    shapes=((4,), (1, 2)),
    params=((1.0, -2.0, 0.0, 0.5), (0.0, 3.0)),
    gradients=(
        ((0.5, -1.0, 2**-8, 0.0), (6.0, -0.25)),
        ((24.0, 1.25, -(2**-9), 0.0), (3.0, -0.25)),
        ((0.75, -0.875, 3 * 2**-10, 0.375), (1.5, -0.3125)),
        ((-0.5, 1.5, 0.0, 0.0), (0.75, 1.0)),
        ((0.25, -0.625, 2**-8, -0.4375), (0.375, -0.5)),
        ((0.125, 0.75, -(2**-7), 0.0), (-0.1875, 2.0)),
        ((-0.09375, -0.5, 5 * 2**-10, 0.25), (0.09375, -0.75)),
        ((0.0625, 0.375, 2**-9, 0.0), (0.046875, 0.375)),
    ),
)

DECIMAL = Inputs(
    shapes=((2,), (3,)),
    params=((0.3, -1.7), (0.0, 2.4, -0.01)),
    gradients=(
        ((0.1, -2.3), (0.7, 0.02, -0.6)),
        ((-0.4, 1.1), (0.9, -0.03, 0.0)),
        ((0.2, 0.6), (-1.3, 0.01, 0.8)),
        ((0.05, -0.7), (0.4, 0.07, -0.2)),
        ((-0.15, 0.35), (0.2, -0.05, 1.4)),
    ),
)


def schedule(
    name: str,
    algorithm: str,
    variants: str,
    hyper: Mapping[str, float],
    steps: int = 0,
    metrics: Numbers = (),
    about: str = "",
    groups: Sequence[Mapping[str, float]] = (),
) -> list[Case]:
    """One case for each of the space-separated `variants` of a schedule: its learning rate at each of the steps.

    It starts from the base learning rate ``hyper["lr"]``, or from that of each of the `groups`. A schedule that listens
    to a metric is given `metrics`, one a step.
    """
    rates = [group.get("lr", hyper["lr"]) for group in groups] or [hyper["lr"]]
    rows: Sequence[Numbers] = [(metric,) for metric in metrics] or [()] * steps
    inputs = Inputs(
        shapes=((),) * len(rates),
        params=tuple((rate,) for rate in rates),
        gradients=tuple((row,) * len(rates) for row in rows),
    )
    return inputs.cases(name, algorithm, variants, hyper, about=about, groups=groups)


def _with_buffers(inputs: Inputs) -> Inputs:
    """Live weights, and after them live buffers: the moduli of the same numbers, the last step first."""
    there_and_back = zip(inputs.gradients, inputs.gradients[::-1], strict=True)
    rows = tuple(tuple(w + tuple(map(abs, b)) for w, b in zip(*steps, strict=True)) for steps in there_and_back)
    return Inputs(inputs.shapes, inputs.params, rows)


AVERAGED, AVERAGED_DECIMAL = _with_buffers(SPIKE), _with_buffers(DECIMAL)

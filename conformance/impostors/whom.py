"""Of which algorithms, hyperparameters and state variables each kind of wrong life can be wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType

import numpy as np

from goldstep.conformance.impostors import bounding, living
from goldstep.golden import catalogue
from goldstep.reference.algorithm import Algorithm, Variant, Window, parameter, scalar
from goldstep.reference.arithmetics.dependencies import clauses_using
from goldstep.reference.arithmetics.floats import Floats
from goldstep.reference.registry import family
from goldstep.reference.trajectory import Case, follow

MANY = 1000  # steps
GROWN = 2**40  # by how much gradients are larger than usual ones, to see what grows with them


def hypers(algorithm: Algorithm, variant: Variant) -> list[str]:
    """The hyperparameters that a step of the variant is made of, but those that say how much a state variable holds."""
    sizes = {slot.shape.name for slot in algorithm.slots if isinstance(slot.shape, Window)}
    others = [algorithm.hyper(name) for name in variant.defaults if name not in sizes]
    first = {slot.start for slot in algorithm.slots}
    whole = [h.name for h in others if h.integer and h.name not in first]
    return [h.name for h in others if h.name in whole or clauses_using(algorithm, variant, h.name)]


def at_all(algorithm: Algorithm, variant: Variant) -> list[str]:
    at_first = [slot.start for slot in algorithm.slots_of(variant) if slot.start in variant.defaults]
    return list(dict.fromkeys((*hypers(algorithm, variant), *map(str, at_first))))


def with_default(algorithm: Algorithm, variant: Variant) -> list[str]:
    """Those whose default acts within the steps of a case, which a count of thousands of steps does not."""
    defaults = variant.exact_defaults
    return [name for name in at_all(algorithm, variant) if name in defaults and defaults[name] < MANY]


def published(algorithm: Algorithm, variant: Variant) -> list[str]:
    """Those whose default is none of the numbers of 16 bits, where that moves something."""
    defaults = variant.exact_defaults
    short = {name: living.in_bfloat16(value) for name, value in defaults.items()}
    case = catalogue.of_algorithm(algorithm.name)[0]
    own = {name: value for name, value in case.hyper.items() if name in variant.defaults} | defaults
    case = replace(case, variant=variant.name, hyper=own, changes={}, groups=(), state={})
    names = [name for name in with_default(algorithm, variant) if short[name] != defaults[name]]
    return [
        name
        for name in names
        if short[name] not in algorithm.hyper(name).domain
        or _differ(case, replace(case, hyper={**own, name: short[name]}))
    ]


def from_zero(algorithm: Algorithm, variant: Variant) -> list[str]:
    names = hypers(algorithm, variant)
    return [n for n in names if Fraction(0) in algorithm.hyper(n).domain and not algorithm.hyper(n).integer]


def to_one(algorithm: Algorithm, variant: Variant) -> list[str]:
    """Those that end at 1, where that belongs to the domain and is not the same as a little less."""
    ends = {name: algorithm.hyper(name).domain for name in hypers(algorithm, variant)}
    return [n for n, domain in ends.items() if domain.bounds[1] == 1 and Fraction(1) in domain]


def slots(algorithm: Algorithm, variant: Variant) -> list[str]:
    return ["theta", *(slot.name for slot in algorithm.slots_of(variant))]


def own_slots(algorithm: Algorithm, variant: Variant) -> list[str]:
    return slots(algorithm, variant)[1:]


def elements(algorithm: Algorithm, variant: Variant) -> list[str]:
    """State variables with an entry for each element."""
    return [slot.name for slot in algorithm.slots_of(variant) if slot.shape is parameter]


def normed(algorithm: Algorithm, variant: Variant) -> list[str]:
    """Those that take something of whole tensors, and keep nothing whose shape is another than theirs."""
    slots = algorithm.slots_of(variant)
    alone = len(algorithm.inputs) == 1 and all(slot.shape in (parameter, scalar) for slot in slots)
    return [""] if alone and algorithm.coupling(variant) in ("tensor", "all") else []


def growing(algorithm: Algorithm, variant: Variant) -> list[str]:
    """Of the parameters and state variables with an entry for each element those that may be large after a step."""
    case = catalogue.of_algorithm(algorithm.name)[0]
    own = {name: value for name, value in case.hyper.items() if name in variant.defaults}
    params, *steps = (tuple(tuple(x * GROWN for x in g) for g in given) for given in (case.params, *case.gradients))
    case = replace(case, variant=variant.name, hyper=own, changes={}, groups=(), state={})
    case = replace(case, params=params, gradients=tuple(steps))
    with np.errstate(all="ignore"):
        states = [state for moment in follow(case, Floats("float64")) for state in moment.states]
    large = {name for state in states for name, x in state.items() if np.abs(x).max(initial=0) > bounding.SQUARES}
    return [name for name in ("theta", *elements(algorithm, variant)) if name in large]


def hypers_at_all(algorithm: Algorithm, variant: Variant) -> list[str]:
    return [""] if at_all(algorithm, variant) else []


def once(algorithm: Algorithm, variant: Variant) -> list[str]:
    return [""]


def apart(algorithm: Algorithm, variant: Variant) -> list[str]:
    """Those that bring no elements together."""
    return [] if algorithm.coupling(variant) else [""]


def parted(algorithm: Algorithm, variant: Variant) -> list[str]:
    """Those to which a batch may come in micro-batches, of which they take the mean."""
    gathers = variant.switches.get("gathers", "sum") != "sum"
    return [""] if looping(algorithm) or gathers or (trains(algorithm) and len(algorithm.inputs) == 1) else []


def lengthened(algorithm: Algorithm, variant: Variant) -> list[str]:
    return [] if looping(algorithm) else parted(algorithm, variant)


def parted_and_guarded(algorithm: Algorithm, variant: Variant) -> list[str]:
    return parted(algorithm, variant) if looping(algorithm) or (trains(algorithm) and alone(algorithm)) else []


def looped(algorithm: Algorithm, variant: Variant) -> list[str]:
    return parted(algorithm, variant) if trains_alone(algorithm) else []


def evaluated(algorithm: Algorithm, variant: Variant) -> list[str]:
    return [""] if algorithm.evaluating else []


def evaluated_by(algorithm: Algorithm, variant: Variant) -> list[str]:
    """The hyperparameter that the weights to be evaluated are made with."""
    return [name for name in ("beta1", "beta") if algorithm.evaluating and name in variant.defaults][:1]


def decaying(algorithm: Algorithm, variant: Variant) -> list[str]:
    return ["weight_decay"] if "weight_decay" in variant.defaults else []


def decayed(algorithm: Algorithm, variant: Variant) -> list[str]:
    return [""] if "weight_decay" in variant.defaults else []


def counting(algorithm: Algorithm, variant: Variant) -> list[str]:
    return [""] if counts(algorithm, variant) else []


def kept(algorithm: Algorithm, variant: Variant) -> list[str]:
    """Those that keep something between steps."""
    return [""] if elements(algorithm, variant) or counts(algorithm, variant) else []


def counting_from_zeros(algorithm: Algorithm, variant: Variant) -> list[str]:
    """Those that count the steps of every parameter, and whose state is of zeros after a gradient of zeros."""
    case = catalogue.of_algorithm(algorithm.name)[0]
    own = {name: value for name, value in case.hyper.items() if name in variant.defaults}
    zeros = tuple(tuple(x * 0 for x in g) for g in case.gradients[0])
    case = replace(case, variant=variant.name, hyper=own, gradients=(zeros,), changes={}, groups=(), state={})
    (moment,) = follow(case, Floats("float64"))
    left = any(np.any(x) for state in moment.states for name, x in state.items() if name != "theta")
    return [] if left or len(algorithm.kinds) > 1 else counting(algorithm, variant)


def counting_on(algorithm: Algorithm, variant: Variant) -> list[str]:
    """Those in which a step after 299 others is another than one after 255, by what is published."""
    return [""] if counts(algorithm, variant, (255, 299), variant.exact_defaults) else []


def counting_exactly(algorithm: Algorithm, variant: Variant) -> list[str]:
    """Those in which a step after 299 others is another than one after 300, by what is published."""
    return [""] if counts(algorithm, variant, (299, 300), variant.exact_defaults) else []


def counting_later(algorithm: Algorithm, variant: Variant) -> list[str]:
    """Those in which steps differ by their number after the first ones, too."""
    return [""] if counts(algorithm, variant, (2, 3, 6, 40, 999)) else []


def counts(
    algorithm: Algorithm,
    variant: Variant,
    steps: Sequence[int] = (0, 1, 2, 6, 40, 999),
    values: Mapping[str, Fraction] = MappingProxyType({}),
) -> bool:
    """Whether two steps from the same state go another way where they have another number."""
    case = catalogue.of_algorithm(algorithm.name)[0]
    own = {name: value for name, value in {**case.hyper, **values}.items() if name in variant.defaults}
    case = replace(case, variant=variant.name, hyper=own, gradients=case.gradients[:2], changes={}, groups=(), state={})
    first, *others = (replace(case, done=n) for n in steps)
    return any(_differ(first, other) for other in others)


def _differ(one: Case, other: Case) -> bool:
    """Whether two runs end in different states."""
    with np.errstate(all="ignore"):
        first, second = (list(follow(case, Floats("float64")))[-1].states for case in (one, other))
    return any(
        not np.array_equal(x[name], y[name], equal_nan=True) for x, y in zip(first, second, strict=True) for name in x
    )


def alone(algorithm: Algorithm) -> bool:
    return algorithm.couples != "all" and not algorithm.number


def grouped(algorithm: Algorithm) -> bool:
    return algorithm.couples != "all"


def trains(algorithm: Algorithm) -> bool:
    return family(algorithm.name) == "optimizers"


def trains_alone(algorithm: Algorithm) -> bool:
    return trains(algorithm) and alone(algorithm)


def scheduled(algorithm: Algorithm) -> bool:
    return algorithm.number


def averaging(algorithm: Algorithm) -> bool:
    return family(algorithm.name) == "averages"


def looping(algorithm: Algorithm) -> bool:
    return family(algorithm.name) == "loops"


def clipping_all(algorithm: Algorithm) -> bool:
    return family(algorithm.name) == "transforms" and algorithm.couples == "all" and "norm" in algorithm.latex


def guarded(algorithm: Algorithm) -> bool:
    gathers = family(algorithm.name) == "transforms" and bool(algorithm.slots)
    return alone(algorithm) and (trains(algorithm) or gathers)


def skipping(algorithm: Algorithm) -> bool:
    return guarded(algorithm) or family(algorithm.name) == "loops"


def tensors(algorithm: Algorithm) -> bool:
    return not algorithm.number


def elementwise(algorithm: Algorithm) -> bool:
    return not algorithm.number and not algorithm.coupling(algorithm.variants[0])


def large(algorithm: Algorithm) -> bool:
    return not algorithm.number and algorithm.coupling(algorithm.variants[0]) != "matrix"


def given_gradients(algorithm: Algorithm) -> bool:
    return bool(algorithm.inputs) and not algorithm.number

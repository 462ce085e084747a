"""The kinds of wrong lives: which clause each breaks, and of which algorithms, hyperparameters and state variables."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from types import MappingProxyType

import numpy as np

from goldstep.adapters.loading import Backend
from goldstep.conformance.impostors import living, sharing
from goldstep.conformance.impostors.living import Living
from goldstep.golden import catalogue
from goldstep.reference.algorithm import Algorithm, Variant, Window, parameter, scalar
from goldstep.reference.arithmetics.dependencies import clauses_using
from goldstep.reference.arithmetics.floats import Floats
from goldstep.reference.registry import family, get
from goldstep.reference.trajectory import Case, follow

MANY = 1000  # steps


@dataclass(frozen=True)
class Misliving:
    """One way to live wrongly: its kind, the clause that it breaks, and what of an algorithm it can be wrong about."""

    kind: str
    make: type[Living]
    clause: str
    source: str
    names: Callable[[Algorithm, Variant], Sequence[str]]
    applies: Callable[[Algorithm], bool] = lambda algorithm: True

    @property
    def name(self) -> str:
        words = "".join(f"-{c.lower()}" if c.isupper() else c for c in self.make.__name__)
        return words.removeprefix("-")


def _hypers(algorithm: Algorithm, variant: Variant) -> list[str]:
    """The hyperparameters that a step of the variant is made of, but those that say how much a state variable holds."""
    sizes = {slot.shape.name for slot in algorithm.slots if isinstance(slot.shape, Window)}
    others = [algorithm.hyper(name) for name in variant.defaults if name not in sizes]
    first = {slot.start for slot in algorithm.slots}
    whole = [h.name for h in others if h.integer and h.name not in first]
    return [h.name for h in others if h.name in whole or clauses_using(algorithm, variant, h.name)]


def _at_all(algorithm: Algorithm, variant: Variant) -> list[str]:
    at_first = [slot.start for slot in algorithm.slots_of(variant) if slot.start in variant.defaults]
    return list(dict.fromkeys((*_hypers(algorithm, variant), *map(str, at_first))))


def _with_default(algorithm: Algorithm, variant: Variant) -> list[str]:
    """Those whose default acts within the steps of a case, which a count of thousands of steps does not."""
    defaults = variant.exact_defaults
    return [name for name in _at_all(algorithm, variant) if name in defaults and defaults[name] < MANY]


def _published(algorithm: Algorithm, variant: Variant) -> list[str]:
    """Those whose default is none of the numbers of 16 bits, where that moves something."""
    defaults = variant.exact_defaults
    short = {name: living.in_bfloat16(value) for name, value in defaults.items()}
    case = catalogue.of_algorithm(algorithm.name)[0]
    own = {name: value for name, value in case.hyper.items() if name in variant.defaults} | defaults
    case = replace(case, variant=variant.name, hyper=own, changes={}, groups=(), state={})
    names = [name for name in _with_default(algorithm, variant) if short[name] != defaults[name]]
    return [
        name
        for name in names
        if short[name] not in algorithm.hyper(name).domain
        or _differ(case, replace(case, hyper={**own, name: short[name]}))
    ]


def _from_zero(algorithm: Algorithm, variant: Variant) -> list[str]:
    names = _hypers(algorithm, variant)
    return [n for n in names if Fraction(0) in algorithm.hyper(n).domain and not algorithm.hyper(n).integer]


def _slots(algorithm: Algorithm, variant: Variant) -> list[str]:
    return ["theta", *(slot.name for slot in algorithm.slots_of(variant))]


def _own_slots(algorithm: Algorithm, variant: Variant) -> list[str]:
    return _slots(algorithm, variant)[1:]


def _elements(algorithm: Algorithm, variant: Variant) -> list[str]:
    """State variables with an entry for each element."""
    return [slot.name for slot in algorithm.slots_of(variant) if slot.shape is parameter]


def _normed(algorithm: Algorithm, variant: Variant) -> list[str]:
    """Those that take something of whole tensors, and keep nothing whose shape is another than theirs."""
    slots = algorithm.slots_of(variant)
    alone = len(algorithm.inputs) == 1 and all(slot.shape in (parameter, scalar) for slot in slots)
    return [""] if alone and algorithm.coupling(variant) in ("tensor", "all") else []


def _hypers_at_all(algorithm: Algorithm, variant: Variant) -> list[str]:
    return [""] if _at_all(algorithm, variant) else []


def _once(algorithm: Algorithm, variant: Variant) -> list[str]:
    return [""]


def _decaying(algorithm: Algorithm, variant: Variant) -> list[str]:
    return ["weight_decay"] if "weight_decay" in variant.defaults else []


def _decayed(algorithm: Algorithm, variant: Variant) -> list[str]:
    return [""] if "weight_decay" in variant.defaults else []


def _counting(algorithm: Algorithm, variant: Variant) -> list[str]:
    return [""] if counts(algorithm, variant) else []


def _counting_on(algorithm: Algorithm, variant: Variant) -> list[str]:
    """Those in which a step after 299 others is another than one after 255, by what is published."""
    return [""] if counts(algorithm, variant, (255, 299), variant.exact_defaults) else []


def _counting_exactly(algorithm: Algorithm, variant: Variant) -> list[str]:
    """Those in which a step after 299 others is another than one after 300, by what is published."""
    return [""] if counts(algorithm, variant, (299, 300), variant.exact_defaults) else []


def _counting_later(algorithm: Algorithm, variant: Variant) -> list[str]:
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


def _alone(algorithm: Algorithm) -> bool:
    return algorithm.couples != "all" and not algorithm.number


def _grouped(algorithm: Algorithm) -> bool:
    return algorithm.couples != "all"


def _trains(algorithm: Algorithm) -> bool:
    return family(algorithm.name) == "optimizers"


def _scheduled(algorithm: Algorithm) -> bool:
    return algorithm.number


def _averaging(algorithm: Algorithm) -> bool:
    return family(algorithm.name) == "averages"


def _looping(algorithm: Algorithm) -> bool:
    return family(algorithm.name) == "loops"


def _clipping_all(algorithm: Algorithm) -> bool:
    return family(algorithm.name) == "transforms" and algorithm.couples == "all" and "norm" in algorithm.latex


def _guarded(algorithm: Algorithm) -> bool:
    gathers = family(algorithm.name) == "transforms" and bool(algorithm.slots)
    return _alone(algorithm) and (_trains(algorithm) or gathers)


def _skipping(algorithm: Algorithm) -> bool:
    return _guarded(algorithm) or family(algorithm.name) == "loops"


def _tensors(algorithm: Algorithm) -> bool:
    return not algorithm.number


def _elementwise(algorithm: Algorithm) -> bool:
    return not algorithm.number and not algorithm.coupling(algorithm.variants[0])


def _large(algorithm: Algorithm) -> bool:
    return not algorithm.number and algorithm.coupling(algorithm.variants[0]) != "matrix"


def _given_gradients(algorithm: Algorithm) -> bool:
    return bool(algorithm.inputs) and not algorithm.number


WAYS = [
    Misliving(
        "change",
        living.Frozen,
        "STEP-9",
        "values frozen at construction, in nine of nine algorithms that were tried",
        _hypers,
    ),
    Misliving(
        "change",
        living.TooLate,
        "STEP-9",
        "schedulers that set the rate after the step that should have it",
        _hypers,
    ),
    Misliving(
        "change",
        living.Clamped,
        "STEP-9",
        "guards such as eps or 1e-8 in place of a hyperparameter of 0",
        _from_zero,
    ),
    Misliving(
        "group",
        living.Common,
        "STEP-8",
        "weight decay by the common learning rate, and betas by the common ones",
        _at_all,
        _grouped,
    ),
    Misliving("group", living.OfAnother, "STEP-8", "hyperparameters read from param_groups[0]", _at_all, _grouped),
    Misliving(
        "default", living.OtherDefault, "STEP-12", "defaults that differ from the documented ones", _with_default
    ),
    Misliving(
        "precision",
        living.InSixteenBits,
        "STEP-18",
        "Keras and TensorFlow hold every scalar in the dtype of the parameters",
        _published,
        _tensors,
    ),
    Misliving(
        "missing gradient",
        living.NoneIsZero,
        "STEP-10",
        "zero_grad without set_to_none: frozen parameters that decay",
        _once,
        _alone,
    ),
    Misliving(
        "resumption", living.CountStands, "STEP-3", "counts that have the dtype of the state", _counting_on, _tensors
    ),
    Misliving("missing gradient", living.ZeroIsNone, "STEP-10", "a tensor of zeros skipped", _once, _alone),
    Misliving("missing gradient", living.CountsForAll, "STEP-10", "one count of steps for a group", _counting, _alone),
    Misliving(
        "missing gradient", living.JoinsAtTheCount, "STEP-10", "one count of steps for a group", _counting, _alone
    ),
    Misliving("option", living.Descends, "STEP-15", "an option that is taken and not read", _once, _trains),
    Misliving(
        "option",
        living.TurnsUpdate,
        "STEP-15",
        "weight decay added before the gradient is negated",
        _decaying,
        _trains,
    ),
    Misliving(
        "option", living.MaskTurned, "STEP-8", "masks of what is left out, not of what decays", _decayed, _guarded
    ),
    Misliving("option", living.MaskFallsOff, "STEP-8", "a mask that is kept and not read", _decayed, _guarded),
    Misliving(
        "skipped step",
        living.CountsLeftOut,
        "STEP-16",
        "counts and schedules that go on where the scaler skips the step",
        _counting,
        _skipping,
    ),
    Misliving(
        "skipped step", living.LeavesOutAlone, "STEP-16", "a test for NaN in the loop over parameters", _once, _guarded
    ),
    Misliving(
        "skipped step", living.SkipsAsZero, "STEP-16", "gradients that are set to zero: nan_to_num", _once, _skipping
    ),
    Misliving(
        "use",
        living.SpoilsGradient,
        "STEP-1",
        "KellerJordan/Muon: grad.lerp_ in muon_update",
        _once,
        _given_gradients,
    ),
    Misliving("use", living.TellsTheLastRate, "STEP-19", "get_last_lr before the rate is set", _once, _scheduled),
    Misliving("use", living.TellsTheClippedNorm, "STEP-19", "mutation of clip_grad_norm_", _once, _clipping_all),
    Misliving("use", living.LeavesGradients, "STEP-1", "mutation of Optimizer.zero_grad", _once, _trains),
    Misliving("skipped step", living.NeverScalesUp, "STEP-16", "mutation of torch/amp/grad_scaler.py", _once, _looping),
    Misliving("resumption", living.KeepsItsCount, "STEP-11", "mutation of GradScaler.load_state_dict", _counting_later),
    Misliving("resumption", living.ForgetsScale, "STEP-11", "mutation of GradScaler.load_state_dict", _once, _looping),
    Misliving("use", living.LeavesTheMode, "STEP-19", "update_bn without the mode put back", _once, _averaging),
    Misliving(
        "resumption",
        living.Forgets,
        "STEP-11",
        "state that is not saved: kozistr/pytorch_optimizer PR#310",
        _slots,
    ),
    Misliving("resumption", living.ForgetsCount, "STEP-11", "davda54/sam PR#39", _counting),
    Misliving(
        "resumption",
        living.SavesShortCount,
        "STEP-11",
        "counts cast to the dtype of the parameters on load: pytorch/pytorch#74424",
        _counting_exactly,
        _tensors,
    ),
    Misliving(
        "resumption", living.ForgetsGroups, "STEP-11", "settings of a group lost on load", _hypers_at_all, _grouped
    ),
    Misliving(
        "resumption", living.ForgetsOlderCounts, "STEP-11", "mutation of __setstate__ in torch.optim", _once, _trains
    ),
    Misliving("resumption", living.CountsNothing, "STEP-11", "mutation of torch/optim/rmsprop.py", _once, _trains),
    Misliving(
        "resumption", living.HoldsAnother, "STEP-11", "tensors of a captured graph that a load replaces", _once, _trains
    ),
    Misliving("resumption", living.SavesRounded, "STEP-11", "checkpoints in 16 bits", _slots),
    Misliving("resumption", living.SavesAlias, "STEP-11", "state dicts that hold references", _once),
    Misliving("instance", living.SharesState, "STEP-13", "class-level buffers shared by two instances", _own_slots),
    Misliving(
        "layout",
        living.IgnoresStrides,
        "STEP-14",
        "fused kernels that take pointers without strides",
        _once,
        _tensors,
    ),
    Misliving(
        "layout",
        living.WritesBeside,
        "STEP-14",
        "fused kernels that take pointers without strides",
        _once,
        _tensors,
    ),
    Misliving("size", living.SkipsTail, "STEP-17", "vector kernels that drop their remainder", _once, _large),
    Misliving("size", living.SkipsBoundary, "STEP-17", "parallel loops whose chunks leave a gap", _once, _large),
    Misliving("size", living.SkipsTensors, "STEP-17", "kernels with a fixed list of tensors", _once, _elementwise),
    Misliving("sharing", sharing.LocalNorm, "STEP-20", "clip_grad_norm_ of what a process holds", _normed),
    Misliving("sharing", sharing.CountsTwice, "STEP-20", "norms over replicas and tied parameters", _normed),
    Misliving(
        "sharing", sharing.StateOfAnother, "STEP-20", "states that are loaded in another order", _elements, _tensors
    ),
    Misliving(
        "sharing",
        sharing.Sums,
        "STEP-20",
        "losses that are not divided by the number of processes",
        _once,
        _given_gradients,
    ),
]


@dataclass(frozen=True)
class WrongLife:
    """An impostor: one way to live wrongly, of one algorithm, about one of its hyperparameters or state variables."""

    way: Misliving
    algorithm: str
    variant: str
    name: str

    @property
    def id(self) -> str:
        about = f"-{self.name}" if self.name else ""
        return f"{self.algorithm}/{self.way.name}{about}"

    @property
    def kind(self) -> str:
        return self.way.kind

    @property
    def clause(self) -> str:
        return self.way.clause

    @property
    def wrong(self) -> str:
        return (self.way.make.__doc__ or "").format(name=self.name)

    @property
    def source(self) -> str:
        return self.way.source

    def backend(self) -> Backend:
        return Backend(f"impostor:{self.id}", partial(self.way.make, get(self.algorithm), self.variant, self.name))


def lives_of(algorithm_name: str, variant_name: str | None = None) -> Iterator[WrongLife]:
    """Every wrong life that pretends to be an algorithm, as its first variant or as another."""
    algorithm = get(algorithm_name)
    variant = algorithm.variant(variant_name) if variant_name else algorithm.variants[0]
    for way in WAYS:
        if way.applies(algorithm):
            for name in way.names(algorithm, variant):
                yield WrongLife(way, algorithm_name, variant.name, name)

"""The door of Keras: an optimizer or a schedule is read off its signature, and an adapter made of it."""

import inspect
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from goldstep.adapters.bound import Bound
from goldstep.adapters.contract import AdapterError
from goldstep.adapters.keras.backend import rounding, running
from goldstep.adapters.keras.opened import ALL, Made, Opened, Scheduled
from goldstep.adapters.keras.optimizers import JIT
from goldstep.adapters.keras.schedules import ALL as WORKING
from goldstep.adapters.keras.written import written
from goldstep.adapters.open import naming, probes, target
from goldstep.adapters.open.asked import Asked
from goldstep.adapters.open.described import described
from goldstep.adapters.open.opening import Opening, told
from goldstep.adapters.open.reader import Reader, belongs
from goldstep.adapters.open.signature import arguments, spelled
from goldstep.adapters.open.start import STEPS
from goldstep.adapters.open.trial import Trial

import keras  # isort: skip (after the adapter has chosen what it runs on)

DTYPES, MODES = ("float64", "float32"), ("eager", JIT)
FAMILIES = ("optimizers", "schedules")
# arguments of every optimizer of Keras that change what a step is
BESIDES = ("name", "clipnorm", "clipvalue", "global_clipnorm", "use_ema", "ema_momentum", "ema_overwrite_frequency")
LATER = ("loss_scale_factor", "gradient_accumulation_steps")


def reader(text: str, asked: Asked, make: Any = None) -> Reader:
    """Reads what is called `text`, or `make` where that is given; by itself where nothing is asked for.

    Raises AdapterError where something is missing or not what it should be.
    """
    make = target.found(text) if make is None else make
    kinds = {"optimizers": keras.optimizers.Optimizer, "schedules": keras.optimizers.schedules.LearningRateSchedule}
    families = (asked.family,) if asked.family else tuple(f for f, kind in kinds.items() if _is(make, kind)) or FAMILIES
    if not set(families) <= set(FAMILIES):
        raise AdapterError(f"keras: opens {' and '.join(FAMILIES)}; {asked.algorithm} is of the {asked.family}")
    kind = kinds[families[0]]
    if not callable(make) or (inspect.isclass(make) and not issubclass(make, kind)):
        raise AdapterError(f"{text} is none of the {families[0]}: expected a subclass of {_name(kind)}, got {make!r}")
    parameters = arguments(make, besides=[name for name in (*BESIDES, *LATER) if name not in asked.flags])
    attempt = partial(_attempt, text.rpartition(":")[2], make, parameters, asked)
    return Reader(families, (naming.likely(make), "keras-3"), attempt, partial(_finished, text, make))


def _is(make: Any, kind: type) -> bool:
    return inspect.isclass(make) and issubclass(make, kind)


def _name(kind: type) -> str:
    return f"keras.{'optimizers.schedules.' * kind.__name__.startswith('Learning')}{kind.__name__}"


def _attempt(
    what: str,
    make: Any,
    parameters: Mapping[str, inspect.Parameter],
    asked: Asked,
    algorithm: Any,
    variant: Any,
    *,
    quick: bool = False,
) -> Trial:
    spelling = spelled(what, parameters, algorithm, variant, asked)
    binding: Any
    if belongs(algorithm) == "optimizers":
        contract = rounding(**{"constants": "working", **asked.contract})
        binding = Opened(make, spelling.options, {}, (variant.name,), values=spelling.values, contract=contract)
        binding = replace(binding, further=spelling.chosen)
    else:
        made = Made(make, spelling.options, spelling.values, spelling.chosen)
        binding = Scheduled(made.schedule, (variant.name,), rounding(**{**WORKING, **asked.contract}))
    start, seen, found = probes.tried(binding, algorithm, variant, spelling.fixed, MODES[0], quick=quick)
    if isinstance(binding, Opened):
        constant = tuple(_constant(spelling.options, seen.run))
        binding = replace(binding, slots=found.slots, constant=constant, unreadable=found.unreadable)
    elif seen.run.narrow or found.agreed < STEPS == found.nearly:
        contract = binding.contract if asked.contract else rounding(**dict.fromkeys(WORKING, "single"))
        binding = replace(binding, unreadable=found.unreadable, contract=contract)
    else:
        binding = replace(binding, unreadable=found.unreadable)
    return Trial(algorithm, variant, spelling, start, found, binding)


def _constant(options: Mapping[str, Any], run: Any) -> list[str]:
    """The hyperparameters whose argument is no attribute of the optimizer, or one entry of it."""
    found = []
    for argument, names in options.items():
        if not run.changeable(argument):
            found += [names] if isinstance(names, str) else [x for x in names if isinstance(x, str)]
    return found


def _finished(text: str, make: Any, trial: Trial, asked_for: bool) -> Opening:
    binding = trial.binding
    compiled = isinstance(binding, Opened) and running() == "jax"
    modes, notes = probes.working(binding, trial.start, "mode", MODES if compiled else MODES[:1])
    dtypes, narrow = probes.working(binding, trial.start, "dtype", DTYPES)
    bounds, refused = probes.bounds(binding, trial)
    loads, why = probes.loads(binding, trial)
    if not loads:
        binding = replace(binding, verbs=tuple(verb for verb in ALL if verb != "load"))
    info = described(
        make,
        trial,
        {"bounds": bounds, "constant": binding.constant},
        dtypes=dtypes,
        modes=modes,
        contract=binding.contract,
        environment={"keras": keras.version(), "backend": running()},
        costly=tuple(mode for mode in modes if mode == JIT),
    )
    lines = told(trial, trial.spelling.options, asked_for, [*notes, *narrow, *refused, *why])
    return Opening(Bound(info, {trial.algorithm.name: binding}), lines, written(text, info, binding))

"""The door of optax: what makes a transformation or a schedule is read off its signature, and an adapter made of it."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import jax
import optax

from goldstep.adapters.bound import Bound
from goldstep.adapters.contract import AdapterError, Info
from goldstep.adapters.open import naming, probes, target
from goldstep.adapters.open.asked import Asked
from goldstep.adapters.open.opening import Opening, told
from goldstep.adapters.open.recognition import recognise
from goldstep.adapters.open.signature import arguments, spelled
from goldstep.adapters.open.start import STEPS, known
from goldstep.adapters.open.trial import Trial, best
from goldstep.adapters.optax.opened import ALL, Made, Opened, Scheduled
from goldstep.adapters.optax.optimizers import CONTRACT
from goldstep.adapters.optax.schedules import SINGLE, WORKING
from goldstep.adapters.optax.written import written

DTYPES, MODES = ("float64", "float32"), ("eager", "jit")
FAMILIES = ("optimizers", "schedules")


def opened(text: str, asked: Asked, make: Any = None) -> Opening:
    """An adapter of what is called `text`, or of `make` where that is given.

    Raises AdapterError where something is missing or not what it should be.
    """
    make = target.found(text) if make is None else make
    if asked.family not in FAMILIES:
        raise AdapterError(f"optax: opens {' and '.join(FAMILIES)}; {asked.algorithm} is of the {asked.family}")
    if not callable(make):
        raise AdapterError(f"{text} is no function that makes a transformation or a schedule, but {make!r}")
    trial = best(asked, "optax", partial(_attempt, text.rpartition(":")[2], make, arguments(make), asked))
    binding, modes, dtypes, notes = _probed(trial)
    info = _info(make, trial, binding, modes, dtypes)
    lines = told(trial, trial.spelling.options, bool(asked.variant), notes)
    return Opening(Bound(info, {trial.algorithm.name: binding}), lines, written(text, info, binding, trial.spelling))


def _attempt(
    what: str, make: Callable[..., Any], parameters: Mapping[str, inspect.Parameter], asked: Asked, *which: Any
) -> Trial:
    algorithm, variant = which
    spelling = spelled(what, parameters, algorithm, variant, asked)
    made = Made(make, spelling.options, spelling.values, spelling.chosen)
    start = known(algorithm, variant, spelling.fixed, MODES[0])
    base = CONTRACT if asked.family == "optimizers" else WORKING
    binding = _binding(made, asked.family, variant.name, replace(base, **asked.contract))
    seen = probes.followed(binding, start)
    found = recognise(algorithm.name, start, seen.thetas, seen.kept)
    if isinstance(binding, Opened):
        binding = replace(binding, slots=found.slots, counts=found.counts)
    else:
        # JAX makes a float32 of the quotient of two whole numbers, in float64 mode as well
        rounded = seen.run.narrow or found.agreed < STEPS == found.nearly
        contract = SINGLE if rounded and not asked.contract else binding.contract
        binding = replace(binding, unreadable=found.unreadable, contract=contract)
    return Trial(algorithm, variant, spelling, start, found, binding)


def _binding(made: Made, family: str, variant: str, contract: Any) -> Opened | Scheduled:
    if family == "optimizers":
        return Opened((variant,), made.transformation, {}, contract)
    return Scheduled((variant,), made.schedule, contract)


def _probed(trial: Trial) -> tuple[Any, tuple[str, ...], tuple[str, ...], list[str]]:
    """The binding, modes and dtypes that trying shows, and what has to be told."""
    binding = trial.binding
    modes, without = probes.working(binding, trial.start, "mode", MODES)
    dtypes, narrow = probes.working(binding, trial.start, "dtype", DTYPES)
    notes = [*without, *narrow]
    if not probes.loads(binding, trial):
        binding = replace(binding, verbs=tuple(verb for verb in ALL if verb != "load"))
        notes.append("what it keeps cannot be set from outside")
    return binding, modes, dtypes, notes


def _info(make: Any, trial: Trial, binding: Any, modes: tuple[str, ...], dtypes: tuple[str, ...]) -> Info:
    name, version = naming.package(make)
    algorithm, unreadable = trial.algorithm.name, trial.recognised.unreadable
    bounds = probes.bounds(binding, trial)
    return Info(
        name=name,
        version=version,
        algorithms={algorithm: binding.variants},
        dtypes=dtypes,
        modes=modes,
        contract=binding.contract,
        unreadable={algorithm: unreadable} if unreadable else {},
        environment={"optax": optax.__version__, "jax": jax.__version__},
        groups=True,
        costly=tuple(mode for mode in modes if mode == "jit"),
        fixed={algorithm: trial.spelling.fixed} if trial.spelling.fixed else {},
        bounds={algorithm: bounds} if bounds else {},
    )

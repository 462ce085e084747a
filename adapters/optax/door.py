"""The door of optax: what makes a transformation or a schedule is read off its signature, and an adapter made of it."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import jax
import optax

from goldstep.adapters.bound import Bound
from goldstep.adapters.contract import AdapterError
from goldstep.adapters.open import naming, probes, target
from goldstep.adapters.open.asked import Asked
from goldstep.adapters.open.described import described
from goldstep.adapters.open.opening import Opening, told
from goldstep.adapters.open.reader import Reader, belongs
from goldstep.adapters.open.signature import arguments, spelled
from goldstep.adapters.open.start import STEPS
from goldstep.adapters.open.trial import Trial
from goldstep.adapters.optax.opened import ALL, Made, Opened, Scheduled, Transformed
from goldstep.adapters.optax.optimizers import CONTRACT
from goldstep.adapters.optax.schedules import SINGLE, WORKING
from goldstep.adapters.optax.written import written

DTYPES, MODES = ("float64", "float32"), ("eager", "jit")
FAMILIES = ("optimizers", "schedules", "transforms")


def reader(text: str, asked: Asked, make: Any = None) -> Reader:
    """Reads what is called `text`, or `make` where that is given; by itself where nothing is asked for.

    Raises AdapterError where something is missing or not what it should be.
    """
    make = target.found(text) if make is None else make
    families = (asked.family,) if asked.family else FAMILIES
    if not set(families) <= set(FAMILIES):
        raise AdapterError(f"optax: opens {', '.join(FAMILIES)}; {asked.algorithm} is one of the {asked.family}")
    if not callable(make):
        raise AdapterError(f"{text} is no function that makes a transformation or a schedule, but {make!r}")
    attempt = partial(_attempt, text.rpartition(":")[2], make, arguments(make), asked)
    return Reader(families, (naming.likely(make), "optax"), attempt, partial(_finished, text, make))


def _finished(text: str, make: Any, trial: Trial, asked_for: bool) -> Opening:
    binding, modes, dtypes, notes = _probed(trial)
    bounds, refused = probes.bounds(binding, trial)
    info = described(
        make,
        trial,
        {"bounds": bounds},
        dtypes=dtypes,
        modes=modes,
        contract=binding.contract,
        environment={"optax": optax.__version__, "jax": jax.__version__},
        groups=True,
        costly=tuple(mode for mode in modes if mode == "jit"),
    )
    lines = told(trial, trial.spelling.options, asked_for, [*notes, *refused])
    return Opening(Bound(info, {trial.algorithm.name: binding}), lines, written(text, info, binding, trial.spelling))


def _attempt(
    what: str,
    make: Callable[..., Any],
    parameters: Mapping[str, inspect.Parameter],
    asked: Asked,
    algorithm: Any,
    variant: Any,
    *,
    quick: bool = False,
) -> Trial:
    spelling = spelled(what, parameters, algorithm, variant, asked)
    made = Made(make, spelling.options, spelling.values, spelling.chosen)
    family = belongs(algorithm)
    contract = replace(CONTRACT if family == "optimizers" else WORKING, **asked.contract)
    binding = _binding(made, family, variant.name, contract)
    start, seen, found = probes.tried(binding, algorithm, variant, spelling.fixed, MODES[0], quick=quick)
    if not isinstance(binding, Scheduled):
        binding = replace(binding, slots=found.slots, counts=found.counts)
    else:
        # JAX makes a float32 of the quotient of two whole numbers, in float64 mode as well
        rounded = seen.run.narrow or found.agreed < STEPS == found.nearly
        contract = SINGLE if rounded and not asked.contract else binding.contract
        binding = replace(binding, unreadable=found.unreadable, contract=contract)
    return Trial(algorithm, variant, spelling, start, found, binding)


def _binding(made: Made, family: str, variant: str, contract: Any) -> Opened | Transformed | Scheduled:
    if family == "schedules":
        return Scheduled((variant,), made.schedule, contract)
    kind = Opened if family == "optimizers" else Transformed
    return kind((variant,), made.transformation, {}, contract)


def _probed(trial: Trial) -> tuple[Any, tuple[str, ...], tuple[str, ...], list[str]]:
    """The binding, modes and dtypes that trying shows, and what has to be told."""
    binding = trial.binding
    modes, without = probes.working(binding, trial.start, "mode", MODES)
    dtypes, narrow = probes.working(binding, trial.start, "dtype", DTYPES)
    loads, why = probes.loads(binding, trial)
    if not loads:
        binding = replace(binding, verbs=tuple(verb for verb in ALL if verb != "load"))
    return binding, modes, dtypes, [*without, *narrow, *why]

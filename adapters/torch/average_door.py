"""A class that averages weights: its arguments are read off it, and an adapter made of that."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import torch

from goldstep.adapters.contract import AdapterError, Info
from goldstep.adapters.open import probes
from goldstep.adapters.open.asked import Asked
from goldstep.adapters.open.described import described
from goldstep.adapters.open.opening import Opening, told
from goldstep.adapters.open.reader import Reader
from goldstep.adapters.open.recognition import DOUBLE, SINGLE, Recognised, follows
from goldstep.adapters.open.signature import arguments, spelled
from goldstep.adapters.open.start import Start
from goldstep.adapters.open.trial import Trial
from goldstep.adapters.torch.averages import CONTRACT
from goldstep.adapters.torch.opened_averages import BUFFERS, Averaged
from goldstep.adapters.torch.written import likely, opening

MODES = ("for-loop",)


def reader(text: str, make: Any, asked: Asked) -> Reader:
    """Raises AdapterError for what is no class or function."""
    if not callable(make):
        raise AdapterError(f"{text} averages nothing: expected a class made of a model or of parameters, got {make!r}")
    parameters = arguments(make, given=1)  # the model or the parameters
    attempt = partial(_attempt, text.rpartition(":")[2], make, parameters, asked)
    return Reader(("averages",), likely(make), attempt, partial(_finished, text, make))


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
    spelling = replace(spelling, fixed={**spelling.fixed, **_usual(spelling.fixed, variant, asked)})
    contract = replace(CONTRACT, **asked.contract)
    binding = Averaged((variant.name,), make, spelling.options, spelling.values, spelling.chosen, contract)
    start, seen, found = probes.tried(binding, algorithm, variant, spelling.fixed, MODES[0], quick=quick)
    return Trial(algorithm, variant, spelling, start, _with_buffers(found, start, seen), binding)


def _with_buffers(found: Recognised, start: Start, seen: probes.Seen) -> Recognised:
    """Buffers are known by what they are, so that they must be right too."""
    kept = [held[BUFFERS] for held in seen.kept if BUFFERS in held]
    if not kept:
        return found
    agreed, nearly = (follows(start, kept, dtype, BUFFERS) for dtype in (DOUBLE, SINGLE))
    return replace(
        found,
        slots={**found.slots, BUFFERS: BUFFERS},
        unreadable=tuple(slot for slot in found.unreadable if slot != BUFFERS),
        agreed=min(agreed, found.agreed),
        nearly=min(nearly, found.nearly),
    )


def _usual(fixed: Mapping[str, float], variant: Any, asked: Asked) -> dict[str, float]:
    """What no argument gives, such as the first step that is averaged, is the loop's affair: it does what is usual."""
    return {
        name: float(variant.exact_defaults[name])
        for name in fixed.keys() - asked.names
        if name in variant.exact_defaults
    }


def _finished(text: str, make: Any, trial: Trial, asked_for: bool) -> Opening:
    binding, notes = probes.narrowed(trial.binding, trial, trial.binding.dtypes)
    lines = told(trial, binding.options, asked_for, notes)
    return opening(text, _info(make, trial, binding), binding, lines, made="make")


def _info(make: Any, trial: Trial, binding: Averaged) -> Info:
    return described(
        make,
        trial,
        {"bounds": binding.bounds, "constant": ("*",), "common": ("*",)},
        dtypes=binding.dtypes,
        modes=MODES,
        contract=binding.contract,
        environment={"torch": torch.__version__},
    )

"""A function that clips gradients in place: its arguments are read off it, and an adapter made of that."""

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
from goldstep.adapters.open.signature import arguments, spelled
from goldstep.adapters.open.trial import Trial
from goldstep.adapters.torch.opened_transforms import Clipped
from goldstep.adapters.torch.transforms import CONTRACT
from goldstep.adapters.torch.written import likely, opening


def reader(text: str, make: Any, asked: Asked) -> Reader:
    """Raises AdapterError for what is no function."""
    if not callable(make) or inspect.isclass(make):
        raise AdapterError(
            f"{text} clips no gradients: expected a function that is given parameters and a maximum, and changes their "
            f"gradients, got {make!r}"
        )
    parameters = arguments(make, given=1)  # the parameters
    attempt = partial(_attempt, text.rpartition(":")[2], make, parameters, asked)
    return Reader(("transforms",), likely(make), attempt, partial(_finished, text, make))


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
    contract = replace(CONTRACT, **asked.contract)
    binding = Clipped((variant.name,), make, spelling.options, spelling.values, spelling.chosen, contract)
    start, _, found = probes.tried(binding, algorithm, variant, spelling.fixed, "for-loop", quick=quick)
    return Trial(algorithm, variant, spelling, start, found, binding)


def _finished(text: str, make: Any, trial: Trial, asked_for: bool) -> Opening:
    binding, notes = probes.narrowed(trial.binding, trial, trial.binding.dtypes)
    lines = told(trial, binding.options, asked_for, notes)
    return opening(text, _info(make, trial, binding), binding, lines, made="function")


def _info(make: Any, trial: Trial, binding: Clipped) -> Info:
    return described(
        make,
        trial,
        {"bounds": binding.bounds},
        dtypes=binding.dtypes,
        modes=("for-loop",),
        contract=binding.contract,
        environment={"torch": torch.__version__},
        groups=True,
        missing=True,
    )

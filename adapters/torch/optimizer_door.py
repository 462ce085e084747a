"""A class of optimizers, or a function that makes one: what it calls things is read, and an adapter made of that."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import torch

from goldstep.adapters.contract import AdapterError, Contract, Info
from goldstep.adapters.open import names
from goldstep.adapters.open.asked import Asked
from goldstep.adapters.open.described import described
from goldstep.adapters.open.opening import Opening, told
from goldstep.adapters.open.probes import tried
from goldstep.adapters.open.reader import Reader
from goldstep.adapters.open.signature import arguments, spelled
from goldstep.adapters.open.trial import Trial
from goldstep.adapters.torch.opened import Opened
from goldstep.adapters.torch.optimizers import FLAGS, PARTED
from goldstep.adapters.torch.probes import probed
from goldstep.adapters.torch.written import likely, opening

FIRST = {"lr": "lr_max"}  # what a hyperparameter was when the optimizer was made, as others

GIVEN = {
    "named": ("namedparameters", "namedparams", "modelnamedparameters"),
    "model": ("model", "module", "net", "network"),
}  # what the first argument is called where it is no parameters

Modes = Mapping[str, Mapping[str, Any]]


def reader(text: str, make: Any, asked: Asked) -> Reader:
    """Raises AdapterError for what makes no optimizer."""
    if not callable(make) or (inspect.isclass(make) and not issubclass(make, torch.optim.Optimizer)):
        raise AdapterError(
            f"{text} is no optimizer: expected a subclass of torch.optim.Optimizer, or a function that makes one, got "
            f"{_short(make)}{_advice(make)}"
        )
    parameters = arguments(make, given=1)  # without the tensors to optimize
    first = names.plain(next(iter(arguments(make)), ""))
    given = next((what for what, called in GIVEN.items() if first in called), "parameters")
    flags = [name for name in FLAGS["fused"] if name in parameters and name not in asked.flags]
    closure, grows = _takes_closure(make), "maximize" in parameters and "maximize" not in asked.flags
    offers = ("maximize",) * grows + (() if closure else ("guard", *PARTED))
    plain = Opened(
        make,
        (),
        {},
        {},
        modes=_modes(flags),
        contract=Contract(**asked.contract),
        with_closure=closure,
        offers=offers,
        given=given,
    )
    if all(callable(getattr(make, verb, None)) for verb in ("eval", "train")):
        plain = replace(plain, verbs=(*plain.verbs, "evaluate"))
    rest = {name: parameter for name, parameter in parameters.items() if name not in flags}
    attempt = partial(_attempt, text.rpartition(":")[2], plain, rest, asked)
    return Reader(("optimizers",), likely(make), attempt, partial(_finished, text, make))


def _short(made: Any) -> str:
    """What it is, in a line."""
    return f"one of {type(made)} that is made already" if isinstance(made, torch.optim.Optimizer) else repr(made)


def _advice(made: Any) -> str:
    """What to do with a class that steps but is none of torch's."""
    if not inspect.isclass(made) or not callable(getattr(made, "step", None)):
        return ""
    return (
        "; derive it from that, with super().__init__(params, dict(lr=lr)), or write an adapter of four methods for it "
        "(goldstep.adapters.contract; the README has one)"
    )


def _finished(text: str, make: Any, trial: Trial, asked_for: bool) -> Opening:
    binding, notes = probed(trial)
    return opening(text, _info(make, trial, binding), binding, told(trial, binding.options, asked_for, notes))


def _modes(flags: list[str]) -> Modes:
    """The implementations that can be chosen by these flags."""
    if not flags:
        return {"default": {}}
    wanted = ["for-loop", *(mode for mode in FLAGS if mode in flags)]
    return {mode: {flag: FLAGS[mode][flag] for flag in flags} for mode in wanted}


def _takes_closure(make: Callable[..., Any]) -> bool:
    """Whether a step has to be given a closure."""
    step: Any = getattr(make, "step", None)
    wanted = list(inspect.signature(step).parameters.values())[1:] if step else []
    return any(p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) for p in wanted)


def _attempt(
    what: str,
    plain: Opened,
    parameters: Mapping[str, inspect.Parameter],
    asked: Asked,
    algorithm: Any,
    variant: Any,
    *,
    quick: bool = False,
) -> Trial:
    spelling = spelled(what, parameters, algorithm, variant, asked, _unsaid(algorithm, parameters, asked))
    binding = replace(
        plain,
        variants=(variant.name,),
        options=spelling.options,
        values=spelling.values,
        further=spelling.chosen,
        first={
            name: later
            for name, later in FIRST.items()
            if later in variant.defaults.keys() - spelling.said - spelling.fixed.keys()
        },
    )
    start, _, found = tried(binding, algorithm, variant, spelling.fixed, next(iter(plain.modes)), quick=quick)
    binding = replace(binding, slots=found.slots, counts=found.counts, flat=found.flat)
    return Trial(algorithm, variant, spelling, start, found, binding)


def _unsaid(algorithm: Any, parameters: Mapping[str, inspect.Parameter], asked: Asked) -> list[str]:
    """What is what another was at first, where no argument says it."""
    called = set(map(names.plain, parameters))
    return [x for x in FIRST.values() if x not in asked.names and called.isdisjoint(names.of_hyper(algorithm.name, x))]


def _info(make: Any, trial: Trial, binding: Opened) -> Info:
    return described(
        make,
        trial,
        {"constant": binding.constant, "common": binding.common, "bounds": binding.bounds},
        dtypes=binding.dtypes,
        modes=tuple(binding.modes),
        devices=("cpu", "cuda"),
        contract=binding.contract,
        environment={"torch": torch.__version__},
        groups=binding.given == "parameters",
        missing=True,
        options=dict.fromkeys(binding.ways, (trial.algorithm.name,)),
        in_place=True,
    )

"""What a class or function can do is tried on a known start: which dtypes and modes it has, and what can be loaded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from goldstep.adapters.open.recognition import SINGLE, Recognised, follows, recognise
from goldstep.adapters.open.start import STEPS, Start, known
from goldstep.adapters.open.trial import Trial
from goldstep.reference.algorithm import Algorithm, Variant

LOADED = 3  # steps after which a state is loaded into another run
FAR = (1024.0, 4.0, 1.0)  # values where a domain has no end; the first is larger than any that a case has

Kept = Mapping[str, Sequence[Any]]


@dataclass(frozen=True)
class Seen:
    """A run after a known start: parameters and all that is kept after each step."""

    run: Any
    thetas: list[list[np.ndarray]]
    kept: list[Kept]


def followed(binding: Any, start: Start, *, quick: bool = False) -> Seen:
    """Follow the start; `quick`: until the parameters are other ones, in the precision of float32."""
    run = binding.begin(start.setup)
    thetas, kept = list[list[np.ndarray]](), list[Kept]()
    for gradients in start.gradients:
        run.step([g.copy() for g in gradients], start.setup.hyper)
        thetas.append(run.state()["theta"])
        kept.append(run.kept())
        if quick and follows(start, thetas, SINGLE) < len(thetas):
            break
    return Seen(run, thetas, kept)


def tried(
    binding: Any, algorithm: Algorithm, variant: Variant, fixed: Mapping[str, float], mode: str, *, quick: bool = False
) -> tuple[Start, Seen, Recognised]:
    """What is known of a variant, what came of following it, and what of it was recognised."""
    start = known(algorithm, variant, fixed, mode, binding.contract)
    seen = followed(binding, start, quick=quick)
    return start, seen, recognise(algorithm.name, start, seen.thetas, seen.kept)


def narrowed(binding: Any, trial: Trial, names: Sequence[str]) -> tuple[Any, list[str]]:
    """The binding with the dtypes that work and the ends that are refused, and what has to be told of them."""
    dtypes, narrow = working(binding, trial.start, "dtype", names)
    found, refused = bounds(binding, trial)
    return replace(binding, dtypes=dtypes, bounds=found), [*narrow, *refused]


def working(binding: Any, start: Start, field: str, names: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """Those dtypes or modes in which it can be followed, of which the first is one, and why not in the others."""
    able, notes = [names[0]], []
    for name in names[1:]:
        other: dict[str, Any] = {field: name}
        try:
            followed(binding, replace(start, setup=replace(start.setup, **other)))
            able.append(name)
        except Exception as error:
            notes.append(f"no {name}: {_short(error)}")
    return tuple(able), notes


def bounds(binding: Any, trial: Trial) -> tuple[dict[str, str], list[str]]:
    """Domains without the ends that it refuses, or at which it does not keep all that it keeps else; and why."""
    given, found, notes = trial.start.setup.hyper, dict[str, str](), list[str]()
    for name in sorted(given.keys() - trial.spelling.fixed.keys()):
        hyper = trial.algorithm.hyper(name)
        if hyper.integer:
            continue
        refused = partial(_refused, binding, trial, name, notes)
        (low, high), text = hyper.domain.bounds, hyper.domain.text
        if low in hyper.domain and refused(float(low)):
            text = f"({text[1:]}"
        if high is None and refused(FAR[0]):
            most = next((x for x in FAR[1:] if x > low and not refused(x)), given[name])
            text = f"{text.partition(',')[0]}, {most!r}]"
        elif high is not None and high in hyper.domain and refused(float(high)):
            text = f"{text[:-1]})"
        if text != hyper.domain.text:
            found[name] = text
    return found, notes


def _refused(binding: Any, trial: Trial, name: str, notes: list[str], value: float) -> bool:
    """Whether a value is refused, or leaves out something that is kept else; why it is refused is noted once."""
    hyper = {**trial.start.setup.hyper, name: value}
    try:
        run = binding.begin(replace(trial.start.setup, hyper=hyper))
        run.step(trial.start.gradients[0], hyper)
    except Exception as error:
        if not any(note.startswith(f"{name}=") for note in notes):
            notes.append(f"{name}={value:g} is refused: {_short(error)}")
        return True
    return not trial.recognised.slots.keys() <= run.state().keys()


def loads(binding: Any, trial: Trial) -> tuple[bool, list[str]]:
    """Whether a run that is given the state of another goes on as that does, and why not.

    What is not read, it need not have.
    """
    start, found = trial.start, trial.recognised
    if found.unreadable:
        return True, []
    first = binding.begin(start.setup)
    second = binding.begin(replace(start.setup, params=[2 * p + 1 for p in start.setup.params]))
    try:
        for gradients in start.gradients[:LOADED]:
            first.step(gradients, start.setup.hyper)
        second.load(first.state())
        for gradients in start.gradients[LOADED:]:
            for run in (first, second):
                run.step(gradients, start.setup.hyper)
    except Exception as error:
        return False, [f"what it keeps cannot be set from outside: {_short(error)}"]
    pairs = enumerate(zip(first.state()["theta"], second.state()["theta"], strict=True))
    same = not any(start.within[x.dtype][STEPS - 1]["theta"][i].exceeded(x, y) for i, (x, y) in pairs)
    return same, [] if same else ["what it keeps cannot be set from outside"]


def _short(error: BaseException) -> str:
    """An exception of foreign code in a few words."""
    return f"{type(error).__name__}: {' '.join(str(error).split())[:80]}"

"""Goldstep: reference, golden trajectories and conformance battery for optimizers and schedules."""

from typing import Any

__version__ = "2026.11.0"
__all__ = ["battery", "check", "convert", "identify"]


def check(target: Any, like: str = "", **options: Any) -> Any:
    """Judge an optimizer, schedule, average or transform, and give a report with `passed`, `failures` and `lines`.

    `target` is a class itself, which is judged in this process, or a name as `goldstep check` takes it, which is judged
    in another. `like` says what something without an adapter is: an algorithm such as ``"adamw"``, or one of its
    variants such as ``"adamw@pytorch-2.13"``; if nothing is said, it is found out. Options: `names`, `flags` and `contract` are mappings of what ``--map``,
    ``--set`` and ``--contract`` say; `framework` is that of a function; `dtypes`, `modes` and `checks` select, and
    `timeout` is the number of seconds that a cell may take. Raises GoldstepError for what cannot be judged.
    """
    from goldstep.conformance.api import judge, judged
    from goldstep.conformance.results import Report

    who = judge(target, like, **options)
    try:
        return Report(who.header, who.told, list(judged(who)))
    finally:
        who.close()


def identify(target: Any, **options: Any) -> Any:
    """What an optimizer or schedule without an adapter is: an object with `recognised`, `matches`, `nearest`, `text`.

    `target` is a class or function itself, or a name as `goldstep identify` takes it. Options: `names`, `flags` and
    `contract`, as for `check`, and `framework` of a function. Raises GoldstepError for what cannot be tried.
    """
    from goldstep.conformance.api import identified

    return identified(target, **options)


def convert(source: str, target: str, algorithm: str, **options: Any) -> Any:
    """Try how a run of one framework goes on in another, and give an object with `passed`, `plan`, `tried` and `told`.

    `source` and `target` are backends such as ``"torch"`` and ``"optax"``, `algorithm` is one of `source`, such as
    ``"adamw"`` or ``"adamw@pytorch-2.13"``. Options: `goes_on` chooses the variant of `target`; `old` and `new` are
    paths of the checkpoint to read and of the one to write, and `hyper` has hyperparameters of the run by name. Raises
    GoldstepError where nothing proves that a run can go on, or where a checkpoint does not fit.
    """
    from goldstep.conformance.conversion.conversion import convert as made

    return made(source, target, algorithm, **options)


def battery(target: Any, algorithm: str, **options: Any) -> Any:
    """A test function for pytest that has a case for each cell: ``test_adamw = battery("torch:mypkg.AdamW", "adamw")``.

    The arguments are those of `check`.
    """
    from goldstep.conformance.own_tests import battery as made

    return made(target, algorithm, **options)

"""Goldstep: reference, golden trajectories and conformance battery for optimizers and schedules."""

from typing import Any

__version__ = "2026.11.0"
__all__ = ["battery", "check"]


def check(target: Any, like: str = "", **options: Any) -> Any:
    """Judge an optimizer, schedule, average or transform, and give a report with `passed`, `failures` and `lines`.

    `target` is a class itself, which is judged in this process, or a name as `goldstep check` takes it, which is judged
    in another. `like` says what something without an adapter is: an algorithm such as ``"adamw"``, or one of its
    variants such as ``"adamw@pytorch-2.13"``. Options: `names`, `flags` and `contract` are mappings of what ``--map``,
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


def battery(target: Any, algorithm: str, **options: Any) -> Any:
    """A test function for pytest that has a case for each cell: ``test_adamw = battery("torch:mypkg.AdamW", "adamw")``.

    The arguments are those of `check`.
    """
    from goldstep.conformance.own_tests import battery as made

    return made(target, algorithm, **options)

"""The battery as an ordinary test of one's own, parametrised by its cells."""

from collections.abc import Callable
from typing import Any

import pytest

from goldstep.conformance import table
from goldstep.conformance.api import judge
from goldstep.reference.errors import GoldstepError


def battery(target: Any, algorithm: str, **options: Any) -> Callable[..., None]:
    """A test function that judges `target` as `algorithm`, one case for each cell of the battery.

    It is planned at once, so that pytest knows all cells when it collects.
    """
    try:
        who = judge(target, algorithm, **options)
    except GoldstepError as error:
        raise pytest.Collector.CollectError(f"goldstep: {error}") from None
    numbers = [pytest.param(n, id=place["id"]) for n, place in enumerate(who.plan)]

    @pytest.mark.parametrize("cell", numbers)
    def test(cell: int, request: pytest.FixtureRequest) -> None:
        line = who.line(cell)
        for name in ("id", "verdict", "margin", "clauses"):
            value = line[name]
            request.node.user_properties.append((name, ", ".join(value) if isinstance(value, list) else value))
        if table.failed(line):
            pytest.fail(str(line.get("message", line["reason"])), pytrace=False)
        if line["verdict"] == "untested":
            pytest.skip(f"untested: {line['reason']}")

    test.__doc__ = "\n".join(who.told) or f"{target} is judged as {algorithm}."
    return test

"""Cells judged by the nodes of a Dask cluster, with the same account as on one machine: none is lost.

A task is some cells of one subject. The node that gets it judges them in a process of its own, as `goldstep check` does
here, so that a backend that crashes ends no node. What a node had when it was lost, Dask gives to another one.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from itertools import groupby
from typing import Any

from distributed import get_worker

from goldstep.conformance.crew import Crew, Refused
from goldstep.conformance.nodes import Nodes
from goldstep.conformance.places import Line, lost
from goldstep.conformance.request import Request

CELLS = 16  # of one subject in a task: what the loss of a node costs
_CREWS = "goldstep crews"  # under which a node keeps the processes that have begun


class Cluster:
    """Judges the plan of a request by the nodes behind `address`, or by `count` of this machine without one.

    Has what a `Crew` has: `plan`, `header` and `opening` after construction, which raises Refused, `lines`, `sought`.
    """

    def __init__(self, request: Request, address: str, count: int, timeout: float, printed: Any) -> None:
        self.request, self._timeout, self.sought = request, timeout, 0.0
        first = Crew(request, 1, timeout, printed)  # which refuses what cannot begin, and knows the plan
        self.plan, self.header, self.opening = first.plan, first.header, first.opening
        first.close()
        self._nodes = Nodes(address, count)

    def lines(self) -> Iterator[Line]:
        """A line for each planned cell, as they come."""
        ids, request = [place["id"] for place in self.plan], self.request.as_json()
        groups = list(self._groups())
        given = [(request, self._timeout, group, [ids[n] for n in group]) for group in groups]
        for number, found, error in self._nodes.results(_judged, given):
            if isinstance(error, Refused):
                raise error
            if error is None:
                lines, seconds = found
                self.sought += seconds
                yield from lines
            else:
                reason = f"the nodes that judged it were lost, one after the other ({error})"
                again = self.request.again
                yield from (lost(self.request.adapter, self.plan[n], reason, again) for n in groups[number])

    def _groups(self) -> Iterator[list[int]]:
        """The numbers of the cells of each task."""
        keys = ("algorithm", "variant", "dtype", "mode")
        for _, numbers in groupby(range(len(self.plan)), lambda n: [self.plan[n][key] for key in keys]):
            subject = list(numbers)
            yield from (subject[k : k + CELLS] for k in range(0, len(subject), CELLS))

    def close(self) -> None:
        """End the processes of the nodes, and the nodes of this machine."""
        with suppress(Exception):  # nodes that are lost have none
            self._nodes.client.run(_dismiss)
        self._nodes.close()


def _judged(request: dict[str, Any], timeout: float, numbers: list[int], ids: list[str]) -> tuple[list[Line], float]:
    """The lines of these cells, judged on the node that this runs on, and for how long explanations were sought."""
    crews = _crews(get_worker())
    try:
        known, crew = crews.pop()
    except IndexError:
        known, crew = {}, None
    if known != request:
        if crew:
            crew.close()
        crew = Crew(Request.from_json(request), 1, timeout, printed=lambda text: None)
    if [crew.plan[n]["id"] for n in numbers if n < len(crew.plan)] != ids:
        crew.close()
        raise Refused(
            f"a node of the cluster plans other cells: is another Goldstep installed on {get_worker().address}?"
        )
    before, lines = crew.sought, list(crew.lines(numbers))
    crews.append((request, crew))
    return lines, crew.sought - before


def _crews(node: Any) -> deque[Any]:
    """The processes of a node that wait for cells, with the request that each was made for."""
    found: deque[Any] = vars(node).setdefault(_CREWS, deque())
    return found


def _dismiss(dask_worker: Any) -> None:
    crews = _crews(dask_worker)
    while crews:
        crews.pop()[1].close()

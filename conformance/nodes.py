"""Nodes of a Dask cluster, or as many of this machine, and what comes of tasks that are given to them."""

import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from distributed import Client, LocalCluster, as_completed

from goldstep.conformance.crew import Refused


class Nodes:
    """The nodes behind the scheduler at `address`, or `count` of this machine without one.

    Raises Refused where no scheduler answers.
    """

    def __init__(self, address: str, count: int) -> None:
        own = None if address else LocalCluster(n_workers=count, threads_per_worker=1, dashboard_address=None)
        self._own = own
        try:
            self.client = Client(address or own, timeout=30)
        except OSError as error:
            raise Refused(f"no Dask scheduler answers at {address}: {error}") from None

    def results(
        self, work: Callable[..., Any], given: Sequence[tuple[Any, ...]]
    ) -> Iterator[tuple[int, Any, BaseException | None]]:
        """As they come: the number of a task, and what `work` gives for its arguments, or how it failed.

        What a node had when it was lost goes to another one; where that fails three times, it is the error of the task.
        """
        tasks = {self.client.submit(work, *each, pure=False): number for number, each in enumerate(given)}
        for task in as_completed(list(tasks)):
            error = task.exception()
            yield tasks[task], None if error else task.result(), error
            task.release()

    def pids(self) -> list[int]:
        """The processes of the nodes."""
        return list(self.client.run(os.getpid).values())

    def close(self) -> None:
        self.client.close()
        if self._own:
            self._own.close()

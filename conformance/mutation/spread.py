"""Mutants judged by the nodes of a Dask cluster, a few at a time, each by `goldstep mutate` in a process of its own."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from goldstep.conformance.crew import Refused
from goldstep.conformance.mutation.mutants import Mutant
from goldstep.conformance.mutation.study import Judged
from goldstep.conformance.nodes import Nodes
from goldstep.reference.errors import GoldstepError

MUTANTS = 16  # in a task: each looks for what runs the module before it changes it, which takes as long as some mutants


def judged(words: Sequence[str], chosen: Sequence[Mutant], address: str, count: int) -> Iterator[Judged]:
    """What becomes of the mutants, as it comes; `words` are the arguments of the command but for which mutants.

    Raises GoldstepError where a node cannot judge them, or has another source of the module.
    """
    parts = [list(chosen[k : k + MUTANTS]) for k in range(0, len(chosen), MUTANTS)]
    with closing(Nodes(address, count)) as nodes:
        given = [([*words], [mutant.number for mutant in part]) for part in parts]
        for number, rows, error in nodes.results(_judged_there, given):
            if error:
                raise GoldstepError(f"mutants {given[number][1]} were not judged: {error}") from error
            for mutant, row in zip(parts[number], rows, strict=True):
                if (row["before"], row["after"]) != (mutant.before, mutant.after):
                    raise GoldstepError(f"a node has another source: there, mutant {mutant.number} is {row['after']!r}")
                yield Judged(mutant, row["verdict"], row["by"], row["reason"])


def _judged_there(words: list[str], numbers: list[int]) -> list[dict[str, Any]]:
    """The rows of these mutants, judged on the node that this runs on."""
    with tempfile.TemporaryDirectory(prefix="goldstep-") as folder:
        file = Path(folder) / "mutants.json"
        which = [word for number in numbers for word in ("--mutant", str(number))]
        command = [sys.executable, "-m", "goldstep", "mutate", *words, *which, "--json", str(file)]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode:
            raise Refused((done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1])
        rows: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))["mutants"]
        return rows

"""`goldstep mutate`: which small changes of a framework's own source the battery does not see."""

import importlib
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from goldstep.conformance.cli.types import SEED, WORKERS, Seconds, scheduler
from goldstep.conformance.mutation.mutants import Mutant
from goldstep.conformance.mutation.record import Record
from goldstep.conformance.mutation.study import CHECKS, CONVICTED, PATIENCE, SURVIVES, UNREACHED, Judged, Study
from goldstep.conformance.request import Request
from goldstep.golden.files import check_writable, write_whole
from goldstep.golden.store import encode
from goldstep.reference.errors import GoldstepError
from goldstep.reference.registry import get

FILE = click.Path(dir_okay=False, path_type=Path)
BACKENDS = {"torch": "torch", "optax": "optax", "pytorch_optimizer": "pytorch-optimizer"}


@click.command()
@click.argument("module", metavar="MODULE")
@click.option("--adapter", default="", metavar="ADAPTER", help="The backend that runs it; else after its first name.")
@click.option("--algorithm", "algorithms", multiple=True, metavar="A", help="Only cells of this one; repeatable.")
@click.option("--mode", "modes", multiple=True, metavar="M", help="Only cells of this mode; repeatable.")
@click.option("--check", "checks", multiple=True, metavar="C", help=f"In place of {', '.join(CHECKS)}; repeatable.")
@click.option("--function", "functions", multiple=True, metavar="F", help="Only mutants in this function; repeatable.")
@click.option("--mutant", "numbers", multiple=True, type=int, metavar="N", help="Only that of this number; repeatable.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="So many mutants, drawn from all.")
@click.option("--seed", type=SEED, default=0, show_default=True, help="Of that draw.")
@click.option(
    "--timeout",
    type=Seconds(),
    default=PATIENCE,
    show_default=True,
    metavar="SECONDS",
    help="Of work, least for a mutant.",
)
@click.option("--json", "output", type=FILE, help="Write all to this JSON file.")
@click.option(
    "--record", type=FILE, help="Keep numbers and survivors in this JSON file, beside those of other modules."
)
@click.option("--engine", default="", metavar="E", help="dask, or dask:ADDRESS of a scheduler: judged by its nodes.")
@click.option("-n", "--workers", type=WORKERS, default=2, show_default=True, help="Nodes of --engine dask here.")
@click.option("--again", is_flag=True, help="Only those that survive by --record, whose numbers are then renewed.")
def command(
    module: str,
    adapter: str,
    algorithms: tuple[str, ...],
    modes: tuple[str, ...],
    checks: tuple[str, ...],
    functions: tuple[str, ...],
    numbers: tuple[int, ...],
    limit: int | None,
    seed: int,
    timeout: float,
    engine: str,
    workers: int,
    output: Path | None,
    record: Path | None,
    again: bool,
) -> int:
    """Change MODULE, such as torch.optim.adam, in one place at a time, and judge it: which changes does nobody see?

    Each mutant is judged by the cells that pass unchanged and run its lines, up to the first that fails. A survivor is
    equivalent to the original, or it shows what the battery misses.
    """
    if again and not record:
        raise GoldstepError("--again judges what survives by a record: name it with --record FILE")
    for path in filter(None, (output, record)):
        check_writable(str(path))
    kept = Record(record) if record else None
    name = adapter or BACKENDS.get(module.partition(".")[0], "")
    if not name:
        raise GoldstepError(f"which backend runs {module}? name it: --adapter module:Attr")
    for algorithm in algorithms:
        get(algorithm)
    address = scheduler(engine) if engine else ""
    request = Request(name, algorithms, (), modes, checks or CHECKS)
    study = Study(module, request, timeout)
    every = kept.survivors(module, study.mutants) if kept and again else study.mutants
    chosen = [m for m in _chosen(every, functions, limit, seed) if not numbers or m.number in numbers]
    if engine:
        spread = importlib.import_module("goldstep.conformance.mutation.spread")
        results = spread.judged(_words(module, request, timeout), chosen, address, workers)
    else:
        results = _judged_here(study, chosen)
    found = list[Judged]()
    for number, judged in enumerate(results, 1):
        found.append(judged)
        _show(judged, f"{number}/{len(chosen)}")
        if kept and again:
            kept.renew(module, study.release, found[-1:])
        elif kept:  # what is broken off leaves what it has found
            kept.keep(module, study.release, study.mutants, found)
    _sum_up(found)
    if output:
        rows = [
            {**asdict(each.mutant), "verdict": each.verdict, "by": each.by, "reason": each.reason} for each in found
        ]
        write_whole(output, encode({"format": "1.0.0", "module": module, "adapter": name, "mutants": rows}))
        click.echo(f"{output}: {len(rows)} mutants")
    return 0


def _judged_here(study: Study, chosen: list[Mutant]) -> Iterator[Judged]:
    """What becomes of each, one after the other, once it is known which cells run the module."""
    for reach in study.look():
        click.echo(f"{' '.join(reach.group)}: {len(reach.lines)} lines, {len(reach.passing)} cells that pass")
    if not study.reaches:
        raise GoldstepError(f"no cell of {study.session.request.adapter} that passes runs {study.module.__name__}")
    click.echo(f"{study.module.__name__}: {len(chosen)} of {len(study.mutants)} mutants")
    yield from map(study.judge, chosen)


def _words(module: str, request: Request, timeout: float) -> list[str]:
    """The arguments of this command, but for which mutants."""
    given = {"algorithm": request.algorithms, "mode": request.modes, "check": request.checks}
    several = [word for option, values in given.items() for x in values for word in (f"--{option}", x)]
    return [module, "--adapter", request.adapter, "--timeout", f"{timeout:g}", *several]


def _chosen(every: list[Mutant], functions: tuple[str, ...], limit: int | None, seed: int) -> list[Mutant]:
    within = [m for m in every if not functions or any(m.function.startswith(name) for name in functions)]
    if functions and not within:
        raise GoldstepError(f"nothing is changed in {', '.join(functions)}; --json shows what there is")
    if limit is None or limit >= len(within):
        return within
    return sorted(random.Random(seed).sample(within, limit), key=lambda mutant: mutant.number)


def _show(judged: Judged, place: str) -> None:
    mutant = judged.mutant
    told = f"{judged.by}: {judged.reason}" if judged.verdict == CONVICTED else ""
    click.echo(f"{place} {mutant.function}:{mutant.first} {mutant.kind}: {judged.verdict} {told}".rstrip()[:180])
    if judged.verdict == SURVIVES:
        for line in mutant.diff:
            click.echo(f"    {line}")


def _sum_up(found: list[Judged]) -> None:
    n = Counter(each.verdict for each in found)
    share = 100 * n[CONVICTED] / max(n[CONVICTED] + n[SURVIVES], 1)
    click.echo(
        f"{n[CONVICTED]} convicted, {n[SURVIVES]} survive, {share:.1f} % of what cells run; "
        f"{n[UNREACHED]} in lines that none runs"
    )

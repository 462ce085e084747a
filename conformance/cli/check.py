"""`goldstep check`: the battery, judged in processes of its own, with a table at the end."""

import importlib
import sys
from contextlib import closing
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from goldstep.adapters.doors import opens
from goldstep.conformance import table
from goldstep.conformance.cli import completing
from goldstep.conformance.cli.display import display
from goldstep.conformance.cli.types import SEED, WORKERS, Seconds, scheduler
from goldstep.conformance.crew import Crew
from goldstep.conformance.reporting.standings import telling
from goldstep.conformance.request import HYPOTHESES, Request
from goldstep.conformance.runfile import RunFile
from goldstep.golden.files import check_writable, write_whole

CONFORMS, VIOLATES, BROKEN, NOTHING, INTERRUPTED = 0, 1, 2, 3, 130
_SHOWN = 3  # algorithms whose most telling failure is printed in full; the run file has all of them

Line = dict[str, Any]


@click.command(
    epilog="Exit codes: 0 conforms (declared deviations allowed), 1 violates, 2 usage or broken adapter, "
    "3 nothing was tested, 130 interrupted."
)
@click.argument("adapter", metavar="ADAPTER", shell_complete=completing.backends)
@click.option(
    "--algorithm",
    "algorithms",
    multiple=True,
    metavar="A",
    shell_complete=completing.algorithms,
    help="Only this algorithm; repeatable.",
)
@click.option(
    "--dtype",
    "dtypes",
    multiple=True,
    metavar="D",
    shell_complete=completing.dtypes,
    help="Only this dtype, such as float32; repeatable.",
)
@click.option("--mode", "modes", multiple=True, metavar="M", help="Only this way to run, such as fused; repeatable.")
@click.option(
    "--all-modes", is_flag=True, help="Every way to run, also those that take long and are run on request only."
)
@click.option("--whole", is_flag=True, help="Every case in each variant, dtype and mode, not in one that is drawn.")
@click.option(
    "--check",
    "checks",
    multiple=True,
    metavar="C",
    shell_complete=completing.checks,
    help="Only this check, such as one-step; repeatable.",
)
@click.option("--case", "cases", multiple=True, metavar="C", help="Only cells of this name; repeatable.")
@click.option(
    "--as",
    "like",
    default="",
    metavar="A[@V]",
    shell_complete=completing.variants,
    help="What a class without an adapter is: adamw, sgd@pytorch-2.13.",
)
@click.option("--map", "names", multiple=True, metavar="H=ARG", help="Hyperparameter H is this argument; repeatable.")
@click.option("--set", "flags", multiple=True, metavar="ARG=X", help="A further argument of it; repeatable.")
@click.option("--contract", multiple=True, metavar="P=X", help="Where it rounds: coefficients=single; repeatable.")
@click.option("--write-adapter", type=click.Path(dir_okay=False), help="Write down what was guessed, as an adapter.")
@click.option("--device", default="cpu", show_default=True, metavar="D", help="Device of the backend.")
@click.option(
    "--deviations", type=click.Path(exists=True, dir_okay=False), help="Known deviations of your backend (TOML)."
)
@click.option("--run-file", type=click.Path(dir_okay=False), help="Write every result as JSON lines.")
@click.option("--full", is_flag=True, help="A row for each variant and mode, however many there are.")
@click.option("--fuzz", type=Seconds(), metavar="SECONDS", help="Search on with fresh seeds, this long for each cell.")
@click.option("--fuzz-seed", type=SEED, default=0, show_default=True, help="First seed of --fuzz.")
@click.option(
    "--timeout", type=Seconds(), default=600.0, show_default=True, metavar="SECONDS", help="Longest for a cell."
)
@click.option("--engine", default="", metavar="E", help="dask, or dask:ADDRESS of a scheduler: judged by its nodes.")
@click.option(
    "--hypotheses",
    type=click.IntRange(min=0),
    default=HYPOTHESES,
    show_default=True,
    metavar="N",
    help="Most that are tried to explain what a variant does wrong; 0 explains nothing.",
)
@click.option("-n", "--workers", type=WORKERS, default=1, show_default=True, help="Parallel processes.")
def command(
    run_file: str | None,
    write_adapter: str | None,
    full: bool,
    timeout: float,
    engine: str,
    workers: int,
    **asked: Any,
) -> int:
    """Judge ADAPTER by the battery: numpy, torch, optax, keras, pytorch-optimizer, tinygrad, mlx, or your own.

    Your own is module:Attr or file.py:Attr for Python, native:LIBRARY for a shared library, or cmd:COMMAND for a
    process. What has no adapter is named after its framework, torch:mypkg.optim.MyAdamW or torch:file.py:MyAdamW;
    --as ALGORITHM says what it is to be, or else that is found out.
    """
    request = Request(**asked)
    console = Console(width=None if sys.stdout.isatty() else 120, highlight=False, markup=False, emoji=False)
    for path in filter(None, (run_file, write_adapter)):
        check_writable(path)
    if write_adapter and not (opens(request.adapter) or request.like):
        raise click.UsageError(
            "--write-adapter writes what was guessed of a class without an adapter: torch:mypkg.MyAdamW"
        )
    crew = _judges(request, engine, workers, timeout + (request.fuzz or 0.0))
    with closing(crew):
        if write_adapter:
            write_whole(write_adapter, crew.opening["source"].encode())
        file = RunFile(run_file, crew.header) if run_file else None
        lines = _judge(console, crew, file)
        complete = len(lines) == len(crew.plan)
        if file:
            file.close(complete=complete)
    order = {place["id"]: n for n, place in enumerate(crew.plan)}
    lines.sort(key=lambda line: order[line["id"]])
    show(console, lines, full=full)
    if instead := crew.opening.get("instead"):
        console.print(instead, soft_wrap=True)
    for text in (*table.contracts(crew.header, lines), *table.unasked(crew.header)):
        console.print(f"  {text}", soft_wrap=True)
    if request.fuzz:
        for line in lines:
            console.print(f"  {line['id']}: {line['reason'].splitlines()[0]}", soft_wrap=True)
        searched = [line for line in lines if line["verdict"] in ("conforms", "variant")]
        steps = sum(line["judged"] for line in searched)
        console.print(f"searched {len(searched)} of {len(lines)} cells on, {steps} generated steps are within budget")
    if crew.sought:
        click.echo(f"explanations were sought for {crew.sought:.1f} s", err=True)
    if file and file.failure:
        click.echo(f"error: {file.failure}", err=True)
    code = exit_code(lines) if complete else INTERRUPTED
    return code or (BROKEN if file and file.failure else CONFORMS)


def _judges(request: Request, engine: str, workers: int, timeout: float) -> Any:
    """Who judges: processes of this machine, or the nodes of a cluster."""
    if not engine:
        return Crew(request, workers, timeout, printed=sys.stderr.write)
    address = scheduler(engine)
    cluster = importlib.import_module("goldstep.conformance.cluster")
    return cluster.Cluster(request, address, workers, timeout, printed=sys.stderr.write)


def _judge(console: Console, crew: Any, file: RunFile | None) -> list[Line]:
    """A line for each cell, shown and written as it comes; fewer where somebody interrupts it."""
    backend, lines = crew.header["backend"], list[Line]()
    of = f" of {crew.header['drawn_from']}" if "drawn_from" in crew.header else ""
    title = f"{backend['adapter']}: {backend['name']} {backend['version']}, {len(crew.plan)}{of} cells"
    try:
        for text in (title, *(f"  {told}" for told in crew.opening.get("told", ()))):
            console.print(text, soft_wrap=True)
        with display(console, crew.plan) as shown:
            for line in crew.lines():
                lines.append(line)
                if file:
                    file.add(line)
                shown.add(line)
    except KeyboardInterrupt:
        click.echo(f"interrupted: {len(lines)} of {len(crew.plan)} cells were judged", err=True)
    return lines


def show(console: Console, lines: list[Line], *, full: bool = False) -> None:
    """The most telling failures in full, every failing cell, the table, the counts, and why cells were untested."""
    failed = sorted((line for line in lines if "message" in line), key=telling)
    one_each = list({line["algorithm"]: line for line in reversed(failed)}.values())
    shown = sorted(one_each, key=telling)[:_SHOWN]
    for line in shown:
        console.print(f"\n{line['message']}", soft_wrap=True)
    if len(failed) > len(shown):
        console.print(f"\n{len(failed)} cells fail; --run-file FILE writes what each of them shows:")
        for text in table.named(failed):
            console.print(f"  {text}", soft_wrap=True)
    if explained := table.explanations(lines):
        console.print()
    for text in explained:
        console.print(text, soft_wrap=True)
    heads, body = table.rows(lines, full=full)
    grid = Table(*heads, title="verdict and largest margin (deviation as a fraction of its budget)")
    for row in body:
        grid.add_row(*(Text(cell, _colour(cell)) for cell in row))
    console.print()
    if body:
        console.print(grid)
    console.print(table.told(lines))
    for reason, n in table.reasons(lines):
        console.print(f"  untested {n}: {reason}", soft_wrap=True)
    for pattern, wide in dict.fromkeys((x["deviation"], x["wide"]) for x in lines if x["deviation"]):
        console.print(f"  declared deviation{' (wide)' if wide else ''}: {pattern}", soft_wrap=True)


def _colour(cell: str) -> str:
    words = {"error": "red", "VIOLATES": "red", "deviation": "yellow", "conforms": "green", "sound": "green"}
    return words.get(cell.split(" ")[0], "")


def exit_code(lines: list[Line]) -> int:
    kinds = set(map(table.kind, lines))
    if "violates" in kinds:
        return VIOLATES
    if "error" in kinds:
        return BROKEN
    if table.tested(lines):
        return CONFORMS
    missing = "only the adapter was checked, and nothing of the optimizer" if "sound" in kinds else "nothing was tested"
    click.echo(missing if lines else "nothing was tested: the backend has nothing of what was selected", err=True)
    return NOTHING

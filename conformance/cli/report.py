"""`goldstep report`: run files as a page, a table, a badge; and what changed between two of them."""

import importlib
from typing import Any

import click

from goldstep.golden.files import check_writable, write_whole

FORMATS = {"text": "text", "html": "page", "md": "markdown", "json": "document", "junit": "junit", "badge": "badge"}
_ENDS = {".txt": "text", ".html": "html", ".htm": "html", ".md": "md", ".json": "json", ".xml": "junit"}
WORSE = 1


@click.command(
    epilog="Exit codes: 0, whatever the verdicts are that it shows; with --compare 1 where a cell is worse: it held "
    "and no longer does, is untested or is gone, or it fails and did not; 2 usage, or a file that cannot be read or "
    "written."
)
@click.argument("run_files", metavar="RUN_FILE...", nargs=-1, required=True, type=click.Path(dir_okay=False))
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), help="Default: by the end of --output's name, else md."
)
@click.option("--output", "-o", type=click.Path(dir_okay=False), help="The file to write; default: standard output.")
@click.option(
    "--compare", metavar="BEFORE", type=click.Path(dir_okay=False), help="Show what changed from this run file on."
)
def command(run_files: tuple[str, ...], form: str | None, output: str | None, compare: str | None) -> int:
    """Show RUN_FILEs, as `goldstep check --run-file` writes them: which backend conforms to which algorithm.

    html is a page of one file that needs no network; badge is the JSON of a shields.io endpoint; junit is XML for CI.
    """
    if compare and len(run_files) > 1:
        raise click.UsageError("--compare BEFORE takes one more run file, the later one")
    if output:
        check_writable(output)
    text, code = _rendered(_renderer(form, output), run_files, compare)
    if output:
        write_whole(output, text.encode())
    else:
        click.echo(text, nl=False)
    return code


def _renderer(form: str | None, output: str | None) -> Any:
    """The module that writes this format."""
    by_name = next((name for end, name in _ENDS.items() if output and output.endswith(end)), "md")
    return importlib.import_module(f"goldstep.conformance.reporting.{FORMATS[form or by_name]}")


def _rendered(renderer: Any, run_files: tuple[str, ...], compare: str | None) -> tuple[str, int]:
    from goldstep.conformance.reporting.changes import changes
    from goldstep.conformance.reporting.standings import read

    if not compare:
        return renderer.report(read(run_files)), 0
    before, after = read([compare, *run_files])
    changed = list(changes(before, after))
    return renderer.comparison(before, after, changed), WORSE if any(x.kind == "worse" for x in changed) else 0

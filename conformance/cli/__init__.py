"""The command line: `goldstep check`, `list`, `show`, `explain`, and what else `goldstep --help` names."""

import importlib
import sys
import traceback
from typing import Any

import click

from goldstep import __version__
from goldstep.conformance.cli.signals import heeded
from goldstep.conformance.cli.streams import steadied
from goldstep.reference.errors import GoldstepError

COMMANDS = {  # module beside this one, and what `goldstep --help` says of it
    "check": ("check", "Judge a backend by the battery."),
    "compare": ("compare", "Two variants: what differs, and when they are equal."),
    "convert": ("convert", "A run of one framework continued in another."),
    "doctor": ("doctor", "Versions, backends, and what is missing for them."),
    "explain": ("explain", "Work out a golden case step by step."),
    "golden": ("golden", "Rebuild the goldens, or check that nothing moved."),
    "header": ("header", "The folder of the C header for the native door."),
    "history": ("history", "A backend over releases, and where a verdict changed."),
    "identify": ("identify", "What a class without an adapter is, or comes nearest to."),
    "impostors": ("impostors", "Which check convicts each wrong optimizer."),
    "list": ("listing", "List algorithms, cases, checks, clauses or backends."),
    "mutate": ("mutate", "Which small changes of a framework's source are not seen."),
    "plot": ("plot", "Draw learning rates of schedules, paths of optimizers."),
    "report": ("report", "Run files as a page, a table or a badge, and what changed."),
    "sensitivity": ("sensitivity", "How small an error each check convicts."),
    "show": ("show", "Show an algorithm, or a clause with what breaks it."),
}


class Deferred(click.Command):
    """A command known by its name and a short text, whose module is imported when it is used."""

    def __init__(self, name: str) -> None:
        self._module, text = COMMANDS[name]
        super().__init__(name, short_help=text)

    def make_context(self, *arguments: Any, **more: Any) -> click.Context:
        module = importlib.import_module(f"goldstep.conformance.cli.{self._module}")
        command: click.Command = module.command
        return command.make_context(*arguments, **more)


@click.group(
    commands={name: Deferred(name) for name in COMMANDS},
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="goldstep")
def cli() -> None:
    """Reference, golden trajectories and conformance battery for optimizers and schedules.

    Judge a backend with `goldstep check NAME`; NAME is one of `goldstep list backends`, or an adapter of your own:
    module:Attr, native:LIBRARY or cmd:COMMAND. What has none is torch:Class or optax:function; `goldstep identify`
    finds out what that is.
    """


def main() -> None:
    """Run the command line; errors of the user are one line on stderr and exit code 2."""
    with steadied() as failure, heeded() as signals:
        code = _run()
        if reason := failure():
            click.echo(f"error: cannot write standard output: {reason}", err=True)
            code = code or 2
    sys.exit(128 + signals[0] if signals else code)


def _run() -> int:
    try:
        return cli(prog_name="goldstep", standalone_mode=False) or 0
    except click.ClickException as error:
        error.show()
    except GoldstepError as error:
        click.echo(f"error: {error}", err=True)
    except (KeyboardInterrupt, click.Abort):
        click.echo("interrupted", err=True)
        return 130
    except OSError as error:
        named = error.strerror and error.filename
        click.echo(f"error: {error.strerror}: {error.filename!r}" if named else f"error: {error}", err=True)
    except Exception as error:
        traceback.print_exc()
        click.echo(f"error: Goldstep failed here, please report it: {type(error).__name__}: {error}", err=True)
    return 2

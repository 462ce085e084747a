"""The command line: `goldstep check`, `list`, `show`, `explain`, `golden`, `impostors`, `sensitivity`, `report`."""

import sys
import traceback

import click

from goldstep import __version__
from goldstep.conformance.cli.signals import heeded
from goldstep.conformance.cli.streams import steadied
from goldstep.reference.errors import GoldstepError

COMMANDS = {
    "check": "goldstep.conformance.cli.check",
    "explain": "goldstep.conformance.cli.explain",
    "golden": "goldstep.conformance.cli.golden",
    "impostors": "goldstep.conformance.cli.impostors",
    "list": "goldstep.conformance.cli.listing",
    "plot": "goldstep.conformance.cli.plot",
    "report": "goldstep.conformance.cli.report",
    "sensitivity": "goldstep.conformance.cli.sensitivity",
    "show": "goldstep.conformance.cli.show",
}


class Lazy(click.Group):
    """Imports a command only when it is used."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        import importlib

        if name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[name]).command
        return command


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="goldstep")
def cli() -> None:
    """Reference, golden trajectories and conformance battery for optimizers and schedules.

    Judge a backend with `goldstep check NAME`; NAME is one of `goldstep list backends`, or an adapter of your own:
    module:Attr, native:LIBRARY or cmd:COMMAND.
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

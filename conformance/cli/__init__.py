"""The command line: `goldstep check`, `list`, `show`, `explain`, `golden`, `impostors`, `sensitivity`, `report`."""

import sys

import click

from goldstep import __version__
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
    try:
        sys.exit(cli(prog_name="goldstep", standalone_mode=False))  # click ends quietly where a pipe is closed
    except click.exceptions.Exit as leaving:
        sys.exit(leaving.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except GoldstepError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(2)
    except (KeyboardInterrupt, click.Abort):
        click.echo("interrupted", err=True)
        sys.exit(130)

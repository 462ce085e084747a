"""`goldstep header`: where the C header of the native door lies."""

from importlib.resources import files

import click


@click.command()
def command() -> int:
    """Print the folder of goldstep.h: cc -shared -fPIC -I "$(goldstep header)" -o libmine.so mine.c"""
    click.echo(files("goldstep.adapters.native"))
    return 0

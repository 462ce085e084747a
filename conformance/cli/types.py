"""What options may be given."""

import importlib.util
from math import isfinite
from typing import Any

import click

MOST_WORKERS = 256  # processes, each of which imports the framework


class Seconds(click.ParamType):
    """A time: a finite number above 0."""

    name = "seconds"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> float:
        try:
            seconds = float(value)
        except ValueError:
            seconds = 0.0
        if not (isfinite(seconds) and seconds > 0):
            self.fail(f"{value!r} is not a number of seconds above 0", parameter, context)
        return seconds


def scheduler(engine: str) -> str:
    """The address that an engine names, empty for nodes of this machine. Raises UsageError for what is no engine."""
    name, _, address = engine.partition(":")
    if name != "dask":
        raise click.UsageError(f"--engine {engine!r} is unknown: it is dask, or dask:tcp://HOST:8786")
    if importlib.util.find_spec("distributed") is None:
        raise click.UsageError("--engine dask needs distributed: pip install 'goldstep[dask]'")
    return address


WORKERS = click.IntRange(0, MOST_WORKERS)
SEED = click.IntRange(0)

"""What options may be given."""

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


WORKERS = click.IntRange(0, MOST_WORKERS)
SEED = click.IntRange(0)

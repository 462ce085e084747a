"""The pytest plugin: options, cells as tests, verdicts as outcomes, the table and the run file.

It is loaded in every pytest run of its environment, so it imports nothing but pytest until the battery runs, and all
that it registers carries its name.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from goldstep.conformance.suite import Suite

BATTERY = Path(__file__).with_name("test_battery.py").resolve()
_KEY: pytest.StashKey[Suite] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("goldstep", "judge an optimizer backend (goldstep)")
    names = "numpy, torch, optax, keras, pytorch-optimizer, mlx, tinygrad, module:Attr, native:LIBRARY or cmd:COMMAND"

    def add(name: str, **more: Any) -> None:
        group.addoption(f"--goldstep-{name}", dest=f"goldstep_{name.replace('-', '_')}", **more)

    add("adapter", metavar="NAME", help=f"backend: {names} (default: numpy)")
    add("algorithm", action="append", default=[], metavar="A", help="only this algorithm; repeatable")
    add("dtype", action="append", default=[], metavar="D", help="only this dtype, such as float32")
    add("mode", action="append", default=[], metavar="M", help="only this execution mode")
    add("all-modes", action="store_true", help="every execution mode, also those that are run on request only")
    add("device", default="cpu", metavar="D", help="device of the backend (default: cpu)")
    add("check", action="append", default=[], metavar="C", help="only this check, such as one-step")
    add("case", action="append", default=[], metavar="C", help="only cells of this name")
    add("deviations", metavar="FILE", help="TOML file of known deviations of the backend")
    add("run-file", metavar="FILE", help="write every result as JSON lines")
    add("as", default="", metavar="A[@V]", help="what a class without an adapter is, such as adamw")
    add("map", action="append", default=[], metavar="H=ARG", help="its hyperparameter H is this argument")
    add("set", action="append", default=[], metavar="ARG=X", help="a further argument of it")
    add("contract", action="append", default=[], metavar="P=X", help="where it rounds: coefficients=single")
    add("hypotheses", type=int, default=2000, metavar="N", help="most that explain what a variant does wrong")
    add("timeout", type=float, default=600.0, metavar="SECONDS", help="longest for a cell (default: 600)")
    parser.addini("goldstep_adapter", "default of --goldstep-adapter")
    parser.addini("goldstep_deviations", "default of --goldstep-deviations")


def suite_of(config: pytest.Config) -> Suite:
    """The battery of this run, begun when it is first asked for; errors of the user end the run with their text."""
    if _KEY not in config.stash:
        from goldstep.conformance.suite import Suite
        from goldstep.reference.errors import GoldstepError

        try:
            config.stash[_KEY] = Suite(config)
        except GoldstepError as error:
            raise pytest.UsageError(f"goldstep: {error}") from None
        config.add_cleanup(config.stash[_KEY].close)
    return config.stash[_KEY]


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Refuse bad names before workers start: an error of the user inside one would look like a crash."""
    if any("goldstep.conformance" in argument for argument in session.config.args):
        suite_of(session.config)


def pytest_collectstart(collector: pytest.Collector) -> None:
    """The same where the battery is given as a path; here pytest still ends with the text of an UsageError."""
    if _is_battery(collector.path):
        suite_of(collector.config)


def _is_battery(path: Path | None) -> bool:
    return path is not None and path.name == BATTERY.name and path.resolve() == BATTERY


@pytest.hookimpl(hookwrapper=True)
def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> Any:
    """The battery is collected by us, whatever names a project gives to its test files and functions."""
    outcome = yield
    if _is_battery(file_path):
        from goldstep.conformance.suite import Battery

        outcome.force_result([Battery.from_parent(parent, path=file_path)])

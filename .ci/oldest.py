"""The oldest releases of its dependencies that `pyproject.toml` allows, one requirement a line."""

import tomllib
from pathlib import Path

project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
for requirement in project["dependencies"]:
    name, _, oldest = requirement.partition(">=")
    print(f"{name}=={oldest}")

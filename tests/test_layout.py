"""The direction of imports: what each folder may import of the project and of other packages."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("reference", "golden", "adapters", "conformance", "spec")

# The first entry that begins a file's path holds for it: folders of the project, and packages of others.
ALLOWED = {
    "reference/arithmetics": ({"reference"}, {"flint", "mpmath", "numpy"}),
    "reference": ({"reference"}, set()),
    "golden": ({"golden", "reference"}, {"numpy"}),
    "adapters/numpy": ({"adapters"}, {"numpy"}),  # a second transcription: nothing of the reference
    "adapters/torch": ({"adapters"}, {"numpy", "torch"}),
    "adapters/tinygrad": ({"adapters"}, {"numpy", "tinygrad"}),
    "adapters/mlx": ({"adapters"}, {"mlx", "numpy"}),
    "adapters/ferrotensor": ({"adapters"}, {"ferrotensor", "numpy"}),
    "adapters/optax": ({"adapters"}, {"jax", "numpy", "optax"}),
    "adapters/keras_torch": ({"adapters"}, {"keras", "numpy"}),
    "adapters/keras": ({"adapters"}, {"keras", "numpy"}),
    "adapters/released": (
        set(),
        {"adopt", "muon", "optimi", "pytorch_lamb", "schedulefree", "torch", "torch_optimizer", "transformers"},
    ),
    "adapters/native": ({"adapters"}, {"numpy"}),
    "adapters/rust": ({"adapters"}, set()),
    "adapters/process": ({"adapters"}, {"numpy"}),
    "adapters/pytorch_optimizer": ({"adapters"}, {"numpy", "pytorch_optimizer", "torch"}),
    "adapters": ({"adapters", "reference"}, {"numpy"}),
    "conformance/plugin.py": ({"conformance", "reference"}, {"pytest"}),
    "conformance/run_reader.py": (set(FOLDERS), {"jsonschema"}),
    "conformance/cluster.py": (set(FOLDERS), {"distributed"}),
    "conformance/nodes.py": (set(FOLDERS), {"distributed"}),
    "conformance/reporting": (set(FOLDERS), {"jinja2", "markupsafe"}),
    "conformance/cli": (set(FOLDERS), {"click", "pytest", "rich"}),
    "conformance": (set(FOLDERS), {"hypothesis", "numpy", "pytest"}),
    "spec/drawing.py": ({"golden", "reference", "spec"}, {"matplotlib"}),
    "spec/_ext": ({"golden", "reference", "spec"}, {"docutils", "latex2mathml", "sphinx"}),
    "spec/examples": ({"adapters"}, {"numpy"}),  # files of somebody else's repository
    "spec": ({"golden", "reference", "spec"}, set()),
}
FILES = [path.relative_to(ROOT).as_posix() for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]


def imports(nodes: Iterator[ast.AST] | list[ast.stmt]) -> Iterator[str]:
    """Dotted names that these statements import; ``.`` stands for a relative import."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level:
            yield "."
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def parse(name: str, source: str | None = None) -> ast.Module:
    return ast.parse(source if source is not None else (ROOT / name).read_text(encoding="utf-8"), name)


def violations(name: str, source: str | None = None) -> list[str]:
    """Imports of a file that its folder may not have."""
    ours, others = next(allowed for start, allowed in ALLOWED.items() if name.startswith(start))
    beside = {path.stem for path in (ROOT / name).parent.glob("*.py")} if name.startswith("spec/_ext/") else set()
    wrong = []
    for imported in imports(ast.walk(parse(name, source))):
        top, *rest = imported.split(".")
        if top == "goldstep":
            fine = not rest or rest[0] in ours or rest[0] == "__version__"
        else:
            fine = top in others or top in sys.stdlib_module_names or top in beside
        if not fine:
            wrong.append(imported)
    return wrong


@pytest.mark.parametrize("name", FILES)
def test_imports_point_the_right_way(name):
    assert violations(name) == []


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("reference/x.py", "import numpy"),
        ("reference/x.py", "from goldstep import golden"),
        ("reference/arithmetics/x.py", "from goldstep.adapters.contract import Info"),
        ("golden/x.py", "from goldstep.conformance import judge"),
        ("adapters/numpy/x.py", "from goldstep.reference.optimizers import adam"),
        ("adapters/x.py", "def f():\n    import torch"),
        ("adapters/torch/x.py", "import jax.numpy as jnp"),
        ("conformance/checks/x.py", "import optax"),
        ("conformance/x.py", "import rich"),
        ("conformance/x.py", "from . import judge"),
        ("spec/x.py", "from goldstep.conformance.session import Session"),
    ],
)
def test_the_lint_sees_a_wrong_import(name, source):
    assert len(violations(name, source)) == 1


def test_the_plugin_imports_next_to_nothing_at_module_level():
    top_level = imports(parse("conformance/plugin.py").body)
    assert {name.split(".")[0] for name in top_level} <= {"__future__", "os", "pathlib", "pytest", "typing"}


HEAVY = (
    "click",
    "ferrotensor",
    "flint",
    "jax",
    "jinja2",
    "keras",
    "matplotlib",
    "mpmath",
    "numpy",
    "optax",
    "pytorch_optimizer",
    "rich",
    "torch",
)
REPORT = f"\nimport json, sys; print(json.dumps([m for m in {HEAVY} if m in sys.modules]))"
GOLDSTEP = "import sys; sys.argv[1:] = {}; from goldstep.conformance.cli import cli; cli(standalone_mode=False)"


def loaded(code, folder):
    """Which of the heavy packages some code loads, in a process of its own."""
    command = [sys.executable, "-c", code + REPORT]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize(
    "code",
    [
        "import goldstep.conformance.plugin",
        "import pytest; pytest.main(['--collect-only', '-q', '-c', __import__('os').devnull])",
    ],
    ids=["import", "a run without the battery"],
)
def test_the_plugin_loads_no_framework(code, tmp_path):
    assert loaded(code, tmp_path) == []


@pytest.mark.parametrize("words", [["--help"], ["list"], ["list", "clauses"]], ids=" ".join)
def test_help_and_lists_load_next_to_nothing(words, tmp_path):
    assert loaded(GOLDSTEP.format(words), tmp_path) == ["click"]


def test_the_process_that_starts_a_check_loads_no_framework_and_no_arithmetic(tmp_path):
    words = ["check", "numpy", "--algorithm", "sgd", "--check", "smoke", "--dtype", "float64"]
    assert loaded(GOLDSTEP.format(words), tmp_path) == ["click", "rich"]

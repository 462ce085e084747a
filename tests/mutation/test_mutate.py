"""Mutation of a framework's source: what is changed, how it is put in place, and what is said of each mutant."""

import ast
import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from goldstep.conformance.mutation.copies import Ended, in_a_copy
from goldstep.conformance.mutation.mutants import mutants, tree_of
from goldstep.conformance.mutation.planting import plant

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="mutants are judged in copies of a process")
HERE = Path(__file__).parent

SOURCE = '''
def outer(x, k=2, *, flag=False):
    """A text."""
    if x < 0:
        raise ValueError(f"x is {x + 1}")
    def inner(y):
        return y.clone() if flag and k > 1 else -y
    state = {}
    state["n"] = min(k, 3)
    return inner(x) * state["n"]
'''


def changes(source):
    return {"; ".join(line[2:].strip() for line in mutant.diff if line[0] == "+") for mutant in mutants(source)}


def test_what_is_changed():
    assert changes(SOURCE) == {
        "def outer(x, k=3, *, flag=False):",
        "def outer(x, k=2, *, flag=True):",
        "return y.clone() if not (flag and k > 1) else -y",
        "return y.clone() if flag or k > 1 else -y",
        "return y.clone() if flag and k >= 1 else -y",
        "return y.clone() if flag and k > 2 else -y",
        "return y if flag and k > 1 else -y",
        "return y.clone() if flag and k > 1 else y",
        "pass",
        "state['n'] = max(k, 3)",
        "state['n'] = min(k, 4)",
        "return inner(x) / state['n']",
    }


def test_every_mutant_is_another_source_whose_lines_are_where_they_were():
    before = ast.unparse(ast.parse(SOURCE))
    made = [ast.unparse(tree_of(SOURCE, mutant)) for mutant in mutants(SOURCE)]

    assert before not in made
    assert len(set(made)) == len(made)
    assert {mutant.first for mutant in mutants(SOURCE)} == {2, 7, 9, 10}


def test_of_a_long_line_the_part_that_differs_is_shown():
    long = "def f(x):\n    return g(x, " + ", ".join(f"argument_{n}={n}" for n in range(30)) + ")\n"
    diffs = {tuple(mutant.diff) for mutant in mutants(long) if mutant.kind == "constant"}

    assert len(diffs) == 30
    assert all(len(line) < 110 for diff in diffs for line in diff)
    assert any("argument_29=30)" in diff[1] for diff in diffs)


def framework(tmp_path, source):
    path = tmp_path / "framework.py"
    path.write_text(source)
    module = ModuleType("framework")
    module.__file__ = str(path)
    exec(compile(source, str(path), "exec"), module.__dict__)
    sys.modules["framework"] = module
    return module


DECORATED = """
def decorated(function):
    def wrapper(self):
        return function(self)
    return wrapper

class Base:
    def __init__(self):
        self.x = 2

class Derived(Base):
    def __init__(self, y=1):
        super().__init__()
        self.y = y

    @decorated
    def step(self):
        self.x += 1
        return self.x
"""


def test_what_an_adapter_made_of_the_function_before_is_made_anew(tmp_path, monkeypatch):
    source = "def rate(x):\n    return x + 1\n"
    monkeypatch.setitem(sys.modules, "framework", None)
    module, adapter = framework(tmp_path, source), ModuleType("goldstep.adapters.keeping")
    adapter.made = cache(lambda x: module.rate(x))
    monkeypatch.setitem(sys.modules, adapter.__name__, adapter)
    assert adapter.made(5) == 6

    plant(module, mutants(source)[0])
    assert adapter.made(5) == 4


def test_a_mutant_is_run_by_whoever_holds_the_function(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "framework", None)
    found = {}
    for mutant in mutants(DECORATED):
        module = framework(tmp_path, DECORATED)
        held = module.Derived  # as another module holds it
        plant(module, mutant)
        try:
            made = held()
            found[mutant.first, mutant.kind] = made.y, made.step()
        except AttributeError as error:
            found[mutant.first, mutant.kind] = str(error)

    nothing = "'Derived' object has no attribute '{}'"
    assert found == {
        (9, "left out"): nothing.format("x"),
        (9, "constant"): (1, 4),
        (12, "constant"): (2, 3),
        (13, "left out"): nothing.format("x"),
        (13, "__init__() left out"): nothing.format("x"),
        (14, "left out"): nothing.format("y"),
        (18, "operator"): (1, 1),
        (18, "left out"): (1, 2),
        (18, "constant"): (1, 4),
    }


def test_a_copy_that_does_not_end_is_ended():
    def for_ever():
        while True:
            pass

    with pytest.raises(Ended, match="timed out after 1 s of work"):
        in_a_copy(for_ever, seconds=0.2)
    with pytest.raises(Ended, match=r"ended the process \(3\)"):
        in_a_copy(os._exit, 3, seconds=60)
    assert in_a_copy(lambda: 7, seconds=60) == 7


def mutate(*arguments, code=0):
    command = [sys.executable, "-m", "goldstep", "mutate", *arguments]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=600)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_mutants_are_judged_by_the_cells_that_run_them(tmp_path):
    file = tmp_path / "mutants.json"
    functions = [word for name in ("__init__", "step", "report") for word in ("--function", f"SGD.{name}")]
    text = mutate("toy_sgd", "--adapter", "toy_adapter:Toy", "--timeout", "1", "--json", file, *functions)

    rows = json.loads(file.read_text())["mutants"]
    of = {
        (row["function"].partition(".")[2], row["after"].rpartition("\n")[2], row["kind"]): row["verdict"]
        for row in rows
    }
    assert {key for key, verdict in of.items() if verdict == "survives"} == {
        ("__init__", f"def __init__(self, params, lr={lr}, momentum={momentum}, verbose={verbose}):", "constant")
        for lr, momentum, verbose in (("1.0", "0.0", False), ("0.5", "1.0", False), ("0.5", "0.0", True))
    }
    assert {key[0] for key, verdict in of.items() if verdict == "not reached"} == {"report"}
    loops = [row["reason"] for row in rows if row["function"] == "SGD.step" and row["after"] == "pass"][1:]
    assert len(loops) == 1
    assert re.fullmatch(r"timed out after \d+ s of work", loops[0])
    assert "9 convicted, 3 survive, 75.0 % of what cells run; 2 in lines that none runs" in text
    assert "    + def __init__(self, params, lr=0.5, momentum=0.0, verbose=True):" in text


def test_a_draw_is_the_same_for_a_seed(tmp_path):
    arguments = ["toy_sgd", "--adapter", "toy_adapter:Toy", "--function", "SGD.update", "--limit", "2", "--seed", "3"]
    first = mutate(*arguments)
    assert "2 of 21 mutants" in first
    assert mutate(*arguments) == first


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nobody"], "which backend runs nobody?"),
        (["nobody", "--adapter", "numpy"], "cannot import nobody: No module named 'nobody'"),
        (["math", "--adapter", "numpy"], "math has no source to mutate"),
        (["toy_sgd", "--adapter", "toy_adapter:Toy", "--check", "one"], "unknown check 'one'"),
        (["toy_adapter", "--adapter", "numpy", "--algorithm", "sgd"], "no cell of numpy that passes runs toy_adapter"),
        (["toy_sgd", "--adapter", "toy_adapter:Toy", "--function", "Adam"], "nothing is changed in Adam"),
        (["toy_sgd", "--adapter", "toy_adapter:Toy", "--again"], "name it with --record FILE"),
    ],
)
def test_what_cannot_be_done_is_said(arguments, said):
    assert said in mutate(*arguments, code=2)


def test_the_record_of_a_run(tmp_path):
    path = tmp_path / "record.json"
    toy = ["toy_sgd", "--adapter", "toy_adapter:Toy", "--function", "SGD.__init__", "--record", path]
    mutate(*toy)
    first = json.loads(path.read_text())["toy_sgd"]
    assert first["judged"] == first["convicted"] + first["not reached"] + len(first["survivors"])
    assert len(first["survivors"]) == 3
    assert "3 of 21 mutants" in mutate(*toy, "--again")
    assert json.loads(path.read_text())["toy_sgd"] == first


@pytest.mark.parametrize(
    ("module", "name", "algorithm"),
    [
        ("sgd", "SGD", "sgd"),
        ("adam", "Adam", "adam"),
        ("rmsprop", "RMSprop", "rmsprop"),
        ("radam", "RAdam", "radam"),
        ("nadam", "NAdam", "nadam"),
    ],
)
@pytest.mark.whole
def test_another_default_of_a_framework_is_seen(tmp_path, module, name, algorithm):
    pytest.importorskip("torch", reason="torch is not installed: pip install 'goldstep[torch]'")
    file = tmp_path / "mutants.json"
    only = ["--algorithm", algorithm, "--mode", "for-loop", "--check", "smoke", "--check", "life"]
    mutate(f"torch.optim.{module}", "--function", f"{name}.__init__", *only, "--json", file)

    rows = [row for row in json.loads(file.read_text())["mutants"] if row["before"].startswith("def __init__")]
    assert rows
    assert [row["after"] for row in rows if row["verdict"] != "convicted"] == []

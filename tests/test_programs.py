"""What is compiled once is kept for all processes of a run, and a process forgets it before it has too much."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import jax
import pytest

from goldstep.adapters import forgetting
from goldstep.adapters.contract import Setup
from goldstep.adapters.loading import load
from goldstep.adapters.programs import FOLDER, kept_in
from goldstep.conformance.crew import Crew
from goldstep.conformance.request import Request

TWICE = """
import collections, json, jax
told = collections.Counter()
jax.monitoring.register_event_listener(lambda event, **more: told.update([event.rpartition("/")[2]]))
found = [float(jax.jit(lambda x: 3 * x + 1)(2.0)) for _ in range(2)]
print(json.dumps([found, told["cache_misses"], told["cache_hits"]]))
"""


def test_a_program_is_compiled_once_in_all_processes(tmp_path):
    environment = {**os.environ, **kept_in(str(tmp_path), {})}
    told = [
        json.loads(subprocess.run([sys.executable, "-c", TWICE], env=environment, stdout=-1, check=True).stdout)
        for _ in range(2)
    ]
    assert told == [[[7.0, 7.0], 1, 1], [[7.0, 7.0], 0, 2]]


def test_a_folder_that_the_user_has_chosen_is_left():
    assert kept_in("ours", {FOLDER: "theirs"}) == {}
    assert kept_in("ours", {})[FOLDER] == "ours"


def test_each_process_of_a_run_has_one_folder_that_goes_with_the_run(monkeypatch):
    monkeypatch.delenv(FOLDER, raising=False)
    crew = Crew(Request("numpy", algorithms=("sgd",), checks=("smoke",)), 2, 60.0, print)
    try:
        folders = {_environment(worker.process.pid)[FOLDER] for worker in crew._workers}
        (folder,) = folders
        assert Path(folder).parent.is_dir()
    finally:
        crew.close()
    assert not Path(folder).parent.exists()


def _environment(process):
    file = Path(f"/proc/{process}/environ")
    if not file.exists():
        pytest.skip("how a process was started is told on Linux only")
    return dict(line.split("=", 1) for line in file.read_bytes().decode(errors="replace").split("\0") if "=" in line)


@pytest.mark.parametrize(("kept", "gone"), [(0, True), (10_000, False)])
@pytest.mark.parametrize(("name", "variant"), [("optax", "optax-0.2.8"), ("keras", "keras-3.15")])
def test_a_process_forgets_once_it_has_many_programs(monkeypatch, name, variant, kept, gone):
    if importlib.util.find_spec(name) is None:
        pytest.skip(f"{name} is not installed: pip install 'goldstep[{name}]'")
    monkeypatch.setattr(forgetting, "KEPT", kept)
    _begin(name, variant)
    compiled = jax.jit(lambda x: 5 * x)
    compiled(1.0)
    assert compiled._cache_size() == 1
    _begin(name, variant)
    assert compiled._cache_size() == (0 if gone else 1)


def _begin(name, variant):
    load(name).adapter().init(Setup("sgd", variant, {"lr": 0.5}, [[1.0]], "float32", "eager"))

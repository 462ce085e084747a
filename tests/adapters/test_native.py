"""The interface in C: the header and its loader agree, and the example behind it conforms."""

import ctypes
import json
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from builds import GRADIENTS, HYPER, PARAMS, SETUP, a_run, compiled

from goldstep.adapters.contract import AdapterError, Setup, Unsupported
from goldstep.adapters.loading import load
from goldstep.adapters.native import HEADER, binary, maker
from goldstep.adapters.native.binary import Library
from goldstep.adapters.numpy import Numpy
from goldstep.conformance.battery import cells
from goldstep.conformance.checks import get
from goldstep.conformance.outcome import Verdict
from goldstep.conformance.subject import Selection

pytestmark = pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler called cc")


@pytest.fixture(scope="module")
def sgd(tmp_path_factory):
    return compiled(tmp_path_factory.mktemp("sgd"))


class TestHeader:
    TEXT = HEADER.read_text(encoding="utf-8")

    def test_it_compiles_on_its_own_without_a_warning(self, tmp_path):
        (tmp_path / "use.c").write_text("#include <goldstep.h>\n")
        for standard in ("c99", "c11"):
            words = [f"-std={standard}", "-pedantic", "-Wall", "-Wextra", "-Werror", f"-I{HEADER.parent}"]
            subprocess.run(["cc", *words, "-fsyntax-only", "use.c"], cwd=tmp_path, check=True)

    def test_the_loader_binds_just_its_functions(self):
        code = re.sub(r"/\*.*?\*/", "", self.TEXT, flags=re.S)
        declared = set(re.findall(r"\bgoldstep_(\w+)\(", code))
        assert declared == {*binary.FUNCTIONS, *(name for group in binary.OPTIONAL.values() for name in group)}

    def test_the_loader_has_its_structures_and_numbers(self, tmp_path):
        members = {
            "goldstep_array": binary.Array,
            "goldstep_hyper": binary.Hyper,
            "goldstep_setup": binary.Setup,
        }
        asked = [f"sizeof({name})" for name in members]
        expected = [ctypes.sizeof(structure) for structure in members.values()]
        for name, structure in members.items():
            for field, *_ in structure._fields_:
                asked.append(f"offsetof({name}, {field})")
                expected.append(getattr(structure, field).offset)
        for number in ("ABI", "MAX_RANK", "EVERY"):
            asked.append(f"GOLDSTEP_{number}")
            expected.append(getattr(binary, number))
        for number, name in binary.CODES.items():
            asked.append(name)
            expected.append(number)
        lines = "".join(f'printf("%ld ", (long)({x}));' for x in asked)
        (tmp_path / "ask.c").write_text(f"#include <stdio.h>\n#include <goldstep.h>\nint main(void) {{ {lines} }}\n")
        subprocess.run(["cc", f"-I{HEADER.parent}", "-o", "ask", "ask.c"], cwd=tmp_path, check=True)
        told = subprocess.run([tmp_path / "ask"], capture_output=True, text=True, check=True).stdout
        assert [int(x) for x in told.split()] == expected

    def test_a_command_tells_where_it_is(self):
        command = [sys.executable, "-m", "goldstep.adapters.native"]
        told = subprocess.run([*command, "--include"], capture_output=True, text=True, check=True).stdout
        assert Path(told.strip()).joinpath("goldstep.h").samefile(HEADER)
        wrong = subprocess.run(command, capture_output=True, text=True)
        assert (wrong.returncode, wrong.stderr[:13]) == (2, "usage: python")


LACKING = ("declare", "the adapter has no ")  # what a small adapter is not judged on


class TestExample:
    def test_it_conforms(self, goldstep, tmp_path, sgd):
        shutil.copy(sgd, tmp_path)
        shown = goldstep("check", "native:libsgd.so", "--run-file", "run.jsonl")
        assert "conforms" in shown
        header, *results, _ = map(json.loads, (tmp_path / "run.jsonl").read_text().splitlines())
        assert all(any(x in r["reason"] for x in LACKING) for r in results if r["verdict"] == "untested")
        said = {"adapter": "native:libsgd.so", "name": "sgd.c", "version": "1.0", "contracts": {}}
        assert said.items() <= header["backend"].items()
        assert header["environment"].keys() >= {"goldstep.h", "library-sha256", "process-protocol"}
        variants = ("pytorch-2.13", "pytorch-2.13-momentum", "pytorch-2.13-nesterov")
        assert {(r["variant"], r["dtype"]) for r in results} == {
            (variant, dtype) for variant in variants for dtype in ("float64", "float32")
        }

    def test_inside_pytest(self, tmp_path, sgd):
        shutil.copy(sgd, tmp_path)
        command = [
            sys.executable,
            "-m",
            "pytest",
            "--pyargs",
            "goldstep.conformance",
            "--goldstep-adapter=native:libsgd.so",
        ]
        command += [
            "--goldstep-check=smoke",
            "--goldstep-check=trajectory",
            "--goldstep-dtype=float32",
            "-p",
            "no:cacheprovider",
            "-c",
            os.devnull,
        ]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "passed" in done.stdout

    @pytest.mark.parametrize(
        ("right", "wrong"),
        [
            ("theta[j] - lr * d", "theta[j] + lr * d"),
            ("run->t == 1 ? d : ", ""),
            ("(1 - dampening) * d", "d"),
            ("rounded(run, g[j]) + decay * x->theta[j]", "rounded(run, g[j])"),
            ("d + momentum * x->b[j]", "d - momentum * x->b[j]"),
            ("hyper[k].parameter == (int64_t)parameter", "hyper[k].parameter == 0"),
        ],
    )
    def test_broken_on_purpose_it_is_convicted(self, tmp_path, right, wrong):
        made = load(f"native:{compiled(tmp_path, (right, wrong))}")
        found = [cell.judge(diagnose=False) for cell in cells(made, Selection(dtypes=("float64",)), get("one-step"))]
        verdicts = {outcome.verdict for outcome in found}
        assert Verdict.VIOLATES in verdicts
        assert Verdict.ERROR not in verdicts

    def test_what_it_is_instead_is_said(self, goldstep, tmp_path):
        compiled(tmp_path, ("run->t == 1 ? d : ", ""))
        words = ("--check", "one-step", "--case", "dampened@pytorch-2.13-momentum", "--dtype", "float64")
        shown = goldstep("check", "native:libsgd.so", *words, code=1)
        assert "SGD-3" in shown
        assert "diagnosis  this is " in shown

    def test_it_is_the_same_in_this_process_and_in_another(self, sgd):
        here, there = a_run(maker(Library(sgd))()), a_run(load(f"native:{sgd}").make())
        assert here.keys() == there.keys() == {"theta", "b", "t"}
        for slot in ("theta", "b"):
            assert [x.tobytes() for x in here[slot]] == [x.tobytes() for x in there[slot]]

    def test_runs_in_several_threads_do_not_meet(self, sgd):
        make = maker(Library(sgd))
        setups = [Setup("sgd", SETUP.variant, {**HYPER, "lr": 2.0**-k}, PARAMS, "float64") for k in range(16)]
        alone = [a_run(make(), setup, 50) for setup in setups]
        with ThreadPoolExecutor(8) as pool:
            together = list(pool.map(lambda setup: a_run(make(), setup, 50), setups))
        for x, y in zip(alone, together, strict=True):
            assert [a.tobytes() for a in x["theta"]] == [a.tobytes() for a in y["theta"]]

    def test_shapes_of_all_kinds(self, sgd):
        shapes = [(), (0,), (3, 0), (1, 1), (2, 1, 2), (1,) * 8]
        setup = Setup("sgd", SETUP.variant, HYPER, [np.full(shape, 2.0) for shape in shapes], "float64")
        for adapter in (maker(Library(sgd))(), load(f"native:{sgd}").make()):
            adapter.init(setup)
            adapter.step([np.full(shape, 1.0) for shape in shapes], HYPER)
            assert [x.shape for x in adapter.state()["theta"]] == shapes
            assert [x.shape for x in adapter.state()["b"]] == shapes

    def test_groups(self, sgd):
        groups = ({}, {"lr": 0.125, "weight_decay": 0.0})
        setup = Setup("sgd", SETUP.variant, HYPER, PARAMS, "float64", groups=groups)
        expected = a_run(Numpy(), setup)
        for adapter in (maker(Library(sgd))(), load(f"native:{sgd}").make()):
            assert [x.tolist() for x in a_run(adapter, setup)["theta"]] == [x.tolist() for x in expected["theta"]]

    def test_it_leaves_other_combinations_alone(self, sgd):
        adapter = load(f"native:{sgd}").make()
        with pytest.raises(Unsupported, match=r"^only float64 and float32$"):
            adapter.init(Setup("sgd", SETUP.variant, HYPER, PARAMS, "bfloat16"))
        with pytest.raises(Unsupported, match=r"^only the SGD of PyTorch$"):
            adapter.init(Setup("adam", "paper", HYPER, PARAMS, "float64"))

    def test_calls_out_of_order_are_answered(self, sgd):
        called, nothing, size = Library(sgd).call, None, ctypes.c_size_t()
        t, to = ctypes.c_int64(), (ctypes.c_double * 2)()
        misused = 3
        assert called("step", nothing, 0, None, 0, None) == misused
        assert called("state", nothing, t, size) == misused
        assert called("slot", nothing, 0) is None
        assert called("shape", nothing, 0, 0, size, (ctypes.c_size_t * 8)()) == misused
        assert called("read", nothing, 0, 0, ctypes.addressof(to), 2) == misused
        assert called("load", nothing, b"theta", 0, None) == misused
        assert called("set_t", nothing, 1) == misused
        called("destroy", nothing)
        adapter = maker(Library(sgd))()
        for verb, arguments in {"step": (GRADIENTS, HYPER), "state": (), "load": ({"t": 1},)}.items():
            with pytest.raises(AdapterError, match=f"{verb} before init"):
                getattr(adapter, verb)(*arguments)
        adapter.init(SETUP)
        with pytest.raises(AdapterError, match=r"goldstep_step returned 3 \(GOLDSTEP_MISUSED\): another number of"):
            adapter.step(GRADIENTS[:1], HYPER)
        with pytest.raises(AdapterError, match=r"GOLDSTEP_MISUSED\): a gradient of another size"):
            adapter.step([np.stack([g, g]) for g in GRADIENTS], HYPER)
        with pytest.raises(AdapterError, match=r"GOLDSTEP_MISUSED\): no such slot"):
            adapter.load({"m": PARAMS})

"""A native library that is wrong, broken or crashes says so and no more."""

import platform
import re
import shutil
import sys

import numpy as np
import pytest
from builds import EXAMPLE, HYPER, PARAMS, SOURCES, a_run, compiled

from goldstep.adapters.contract import AdapterError, Setup, Unsupported
from goldstep.adapters.loading import load

pytestmark = pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler called cc")


@pytest.fixture(scope="module")
def sgd(tmp_path_factory):
    return compiled(tmp_path_factory.mktemp("sgd"))


def test_a_library_without_load_can_do_less(tmp_path):
    changes = ("int goldstep_load(", "int other_load("), ("int goldstep_set_t(", "int other_set_t(")
    made = load(f"native:{compiled(tmp_path, *changes)}")
    assert not made.can_load
    assert a_run(made.make())["t"] == 2


INFO = EXAMPLE.read_text().partition("goldstep_info(void) {\n    return ")[2].partition(";\n}")[0]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ([("return GOLDSTEP_ABI;", "return 2;")], "has version 2 of goldstep.h, this release of Goldstep has 1"),
        ([("int goldstep_step(", "int other_step(")], "libsgd.so lacks goldstep_step$"),
        ([("int goldstep_load(", "int other_load(")], "libsgd.so lacks goldstep_load$"),
        (
            [("int goldstep_state(", "int a("), ("void goldstep_destroy(", "void b(")],
            "lacks goldstep_state, goldstep_d",
        ),
        ([(INFO, "NULL")], "goldstep_info returned NULL"),
        ([(INFO, '"sgd 1.0"')], "goldstep_info: no JSON .*; received: sgd 1.0"),
        ([(INFO, '"\\xff"')], "goldstep_info returned text that is not UTF-8"),
        ([(INFO, '"[]"')], r"goldstep_info: info must be an object, got \[\]"),
        (
            [('\\"algorithms\\"', '\\"algorithm\\"')],
            "goldstep_info: info has unknown 'algorithm'; known: name, version",
        ),
        ([('\\"1.0\\"', "1.0")], "goldstep_info: 'version' must be a text, got 1.0|info: 'version' must be a text"),
    ],
)
def test_a_library_that_is_not_sound(tmp_path, changes, message):
    made = load(f"native:{compiled(tmp_path, *changes)}")
    with pytest.raises(AdapterError, match=message) as error:
        assert made.info
    assert str(error.value).startswith(f"native:{tmp_path}/libsgd.so: error in info: ")


NULL_RUN = "if (run) *out = NULL; if (run) return GOLDSTEP_OK;"
START = "run->single = "
STEPPED = "run->t++;\n"
READ = "memcpy(to, array(run, goldstep_slot(run, slot), parameter), size * sizeof *to);"
SHAPED = "*rank = run->tensors[parameter].rank;"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (START, f"{NULL_RUN}{START}", "goldstep_init returned GOLDSTEP_OK and no run"),
        (START, f"return 7; {START}", r"goldstep_init returned 7 \(a code that goldstep.h does not have\): no reason"),
        (
            START,
            f"*out = NULL; return GOLDSTEP_FAILED; {START}",
            r"init returned 2 \(GOLDSTEP_FAILED\): no reason given",
        ),
        (START, f'return fail(run, 2, "no GPU"); {START}', r"goldstep_init returned 2 \(GOLDSTEP_FAILED\): no GPU"),
        (START, f'return fail(run, 2, "\\xff"); {START}', "goldstep_error returned text that is not UTF-8"),
        (START, f"*(double *)setup->params[0].data = 5; {START}", "changed the initial parameters that it was given"),
        (STEPPED, 'return fail(run, 2, "diverged");', r"error in step: goldstep_step returned 2 .*: diverged"),
        (
            READ,
            f"{READ} return GOLDSTEP_UNSUPPORTED;",
            r"goldstep_read returned 1 \(GOLDSTEP_UNSUPPORTED\)",
        ),
        (STEPPED, "*(double *)gradients[1].data *= 2; run->t++;", "changed the gradients that it was given"),
        ("*n_slots = run->momentum ? 2 : 1;", "*n_slots = 3;", "goldstep_slot returned NULL for slot 2 of 3"),
        ('slot == 1 && run->momentum ? "b"', 'slot == 1 ? "theta"', "gives the name 'theta' twice"),
        ('slot == 1 && run->momentum ? "b"', 'slot == 1 ? "\\xff"', "goldstep_slot returned text that is not UTF-8"),
        (SHAPED, f"{SHAPED} *rank = 9;", "gives theta of parameter 0 9 dimensions; 8 are allowed"),
        (
            SHAPED,
            f"{SHAPED} *rank = 2; shape[0] = shape[1] = 1 << 30; return 0;",
            r"shape \[1073741824, 1073741824\]; ",
        ),
        (SHAPED, f"{SHAPED} *rank = 1; *shape = 3; return 0;", r"goldstep_read returned 3 .*: another size"),
        (READ, f"{READ} to[size] = 0;", "wrote beyond the 2 numbers of theta of parameter 0"),
        (READ, f"{READ} to[-1] = 0;", "wrote beyond the 2 numbers of theta of parameter 0"),
        (READ, READ.replace("size *", "(size - 1) *"), "left some of the 2 numbers of theta of parameter 0 unwritten"),
    ],
)
def test_a_library_that_breaks_the_contract(tmp_path, old, new, message):
    made = load(f"native:{compiled(tmp_path, (old, new))}")
    with pytest.raises(AdapterError, match=message):
        a_run(made.make())


def test_a_library_that_keeps_pointers_shows_nan(tmp_path):
    kept = "static const double *kept; const double *mine = kept ? kept : gradients[0].data; kept = gradients[0].data;"
    changes = (
        (STEPPED, f"run->t++; {kept}"),
        ("update(run, i, gradients[i].data", "update(run, i, i ? gradients[i].data : mine"),
    )
    state = a_run(load(f"native:{compiled(tmp_path, *changes)}").make())
    assert np.isnan(state["theta"][0]).all()


class TestCrashes:
    """What would end the battery ends a child process instead."""

    @pytest.mark.parametrize(
        ("does", "message"),
        [
            ("*(volatile int *)0 = 1;", "was killed by SIGSEGV in step"),
            ("abort();", "was killed by SIGABRT in step"),
            ("exit(0);", "ended with exit code 0 in step"),
            ("unsigned sleep(unsigned); for (;;) sleep(9);", "no reply to step within 5 s, so the process was killed"),
        ],
    )
    def test_a_run_that_crashes_and_the_next(self, tmp_path, monkeypatch, does, message):
        made = load(f"native:{compiled(tmp_path, (STEPPED, f'run->t++; if (run->t == 3) {{ {does} }}'))}")
        assert made.info
        monkeypatch.setenv("GOLDSTEP_REPLY_SECONDS", "5")
        made = load(made.name)
        with pytest.raises(AdapterError, match=message):
            a_run(made.make(), steps=3)
        assert a_run(made.make())["t"] == 2

    def test_the_battery_goes_on_without_a_traceback(self, goldstep, tmp_path):
        compiled(tmp_path, (STEPPED, "run->t++; if (run->momentum) abort();"))
        shown = goldstep("check", "native:libsgd.so", "--check", "trajectory", "--dtype", "float64", code=2)
        assert "the process was killed by SIGABRT in step" in shown
        assert re.search(r"pytorch-2.13 .* conforms", shown)

    def test_a_step_may_say_that_its_kernel_is_missing(self, tmp_path):
        library = compiled(tmp_path, (STEPPED, 'return fail(run, 1, "no kernel");'))
        with pytest.raises(Unsupported, match=r"^no kernel$"):
            a_run(load(f"native:{library}").make())

    def test_standard_output_of_the_library_is_no_reply(self, tmp_path):
        printing = "#include <stdio.h>\nint goldstep_step("
        changes = ("int goldstep_step(", printing), (STEPPED, 'run->t++; puts("stepping"); fflush(stdout);')
        assert a_run(load(f"native:{compiled(tmp_path, *changes)}").make())["t"] == 2

    @pytest.mark.whole  # it takes a minute
    @pytest.mark.skipif(shutil.which("valgrind") is None, reason="valgrind is not installed")
    @pytest.mark.parametrize("sound", [True, False], ids=["sound", "leaks and reads beyond"])
    def test_under_valgrind(self, tmp_path, monkeypatch, sound):
        """The command of the page; Python's own complaints do not have the library in their stack."""
        beyond = f"{READ} to[0] += run->tensors[parameter].theta[size + 1] * 0;"
        compiled(tmp_path, *(() if sound else (("free(run->tensors[i].b);", ""), (READ, beyond))))
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("PYTHONMALLOC", "malloc")
        monkeypatch.setenv("GOLDSTEP_REPLY_SECONDS", "300")
        options = "--leak-check=full --show-leak-kinds=definite --log-file=valgrind.log"
        made = load(f"cmd:valgrind {options} {sys.executable} -m goldstep.adapters.native libsgd.so")
        adapter = made.make()
        adapter.load(a_run(adapter))
        del adapter
        with pytest.raises(Unsupported):
            made.make().init(Setup("sgd", "paper", HYPER, PARAMS, "float64"))
        empty = Setup("sgd", "pytorch-2.13", HYPER, [np.zeros(0), np.ones(())], "float64")
        assert a_run(made.make(), empty, 0)["t"] == 0
        made.make.child().close()
        complaints = re.split(r"==\d+== \n", (tmp_path / "valgrind.log").read_text())
        found = {
            kind
            for text in complaints
            for kind in ("definitely lost", "Invalid read")
            if kind in text and "sgd.c:" in text
        }
        assert any("LEAK SUMMARY" in text for text in complaints)
        assert found == (set() if sound else {"definitely lost", "Invalid read"})
        assert sound == (not any("sgd.c:" in text for text in complaints))


@pytest.mark.parametrize(
    ("source", "flags", "message"),
    [
        ("flushes", (), "loading libsgd.so left the processor flushing subnormal numbers"),
        ("rounds", ("-lm",), "goldstep_step left another rounding mode behind"),
        ("empty", (), r"has no goldstep_abi: it was not made with goldstep\.h, or hides its symbols"),
        ("unresolved", (), "cannot be loaded as a shared library: .*undefined symbol"),
    ],
)
def test_other_sources(tmp_path, source, flags, message):
    if source == "flushes" and platform.machine() not in ("x86_64", "aarch64"):
        pytest.skip("how this processor flushes subnormal numbers is not known here")
    made = load(f"native:{compiled(tmp_path, source=SOURCES / f'{source}.c', flags=(f'-I{EXAMPLE.parent}', *flags))}")
    with pytest.raises(AdapterError, match=message):
        a_run(made.make())


class TestFiles:
    """Files that are no library for this machine."""

    def test_no_file(self, goldstep):
        with pytest.raises(AdapterError, match=r"native:libm\.so\.6: there is no file 'libm\.so\.6'"):
            load("native:libm.so.6")  # which the system would find in a folder of its own
        assert "error: native:missing.so: there is no file" in goldstep("check", "native:missing.so", code=2)

    @pytest.mark.parametrize("content", [b"", b"#!/bin/sh\n", b"\x7fELF", b"\x7fELF" + bytes(100)])
    def test_no_library(self, goldstep, tmp_path, content):
        (tmp_path / "libsgd.so").write_bytes(content)
        shown = goldstep("check", "native:libsgd.so", code=2)
        assert "error: native:libsgd.so: error in info: libsgd.so " in shown

    def test_half_a_library(self, goldstep, tmp_path, sgd):
        (tmp_path / "libsgd.so").write_bytes(sgd.read_bytes()[:3000])
        goldstep("check", "native:libsgd.so", code=2)

    @pytest.mark.skipif(sys.platform != "linux", reason="not an ELF system")
    @pytest.mark.parametrize(("place", "value", "words"), [(4, 1, "32 bits"), (18, 243, "machine 243")])
    def test_another_processor(self, tmp_path, sgd, place, value, words):
        content = bytearray(sgd.read_bytes())
        content[place] = value
        (tmp_path / "libsgd.so").write_bytes(content)
        with pytest.raises(AdapterError, match=f"libsgd.so is for another processor: .*{words}.*; this Python: "):
            assert load(f"native:{tmp_path}/libsgd.so").info

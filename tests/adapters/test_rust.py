"""The optimizers in Rust: built when needed, with a clear word when that fails, and judged by the command."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from goldstep.adapters.contract import AdapterError
from goldstep.adapters.loading import load
from goldstep.adapters.rust.build import CRATE, LIBRARY, built
from goldstep.reference.registry import get

pytestmark = pytest.mark.skipif(shutil.which("cargo") is None, reason="there is no cargo")

MANIFEST = '[package]\nname = "goldstep"\nedition = "2021"\n[lib]\ncrate-type = ["cdylib"]\n[workspace]\n'
SOURCE = '#[no_mangle]\npub extern "C" fn answer() -> u32 {\n    42\n}\n'


@pytest.fixture
def crate(tmp_path):
    """A small crate of the same name, in a folder of its own."""
    folder = tmp_path / "crate"
    (folder / "src").mkdir(parents=True)
    (folder / "Cargo.toml").write_text(MANIFEST)
    (folder / "src/lib.rs").write_text(SOURCE)
    return folder


@pytest.fixture
def no_cargo(monkeypatch, tmp_path):
    def take_away():
        monkeypatch.setenv("PATH", str(tmp_path))

    return take_away


class TestBuilding:
    def test_it_is_built_once_for_the_same_sources(self, crate, capfd, no_cargo):
        library = built(crate)
        assert library == crate / "target/release" / LIBRARY
        first = capfd.readouterr().err
        assert first.startswith("goldstep: cargo builds")
        assert "Compiling goldstep" in first

        no_cargo()  # nothing is left for it to do
        assert built(crate) == library
        assert capfd.readouterr().err == ""

    def test_other_sources_are_built_again(self, crate, capfd):
        before = built(crate).read_bytes()
        (crate / "src/lib.rs").write_text(SOURCE.replace("42", "54"))
        capfd.readouterr()
        assert built(crate).read_bytes() != before
        assert "Compiling goldstep" in capfd.readouterr().err

    def test_so_is_a_library_that_was_taken_away(self, crate):
        built(crate).unlink()
        assert built(crate).is_file()

    def test_without_cargo_the_user_is_told_what_to_install(self, crate, no_cargo):
        no_cargo()
        with pytest.raises(AdapterError, match=r"built by cargo, which is not in the PATH: .* https://rustup\.rs"):
            built(crate)

    def test_a_failing_build_shows_what_the_compiler_said(self, crate):
        (crate / "src/lib.rs").write_text("fn broken() -> u32 { missing }\n")
        with pytest.raises(AdapterError, match=r"(?s)ended with exit code 101:.*cannot find value `missing`"):
            built(crate)

    def test_installed_sources_are_built_in_the_cache_of_the_user(self, crate, monkeypatch, tmp_path):
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        installed = shutil.move(crate, tmp_path / "site-packages")
        library = built(installed)
        assert library.is_relative_to(tmp_path / "cache/goldstep")
        assert {path.name for path in installed.iterdir()} <= {"Cargo.toml", "Cargo.lock", "src"}


def test_the_crate_has_no_dependencies():
    assert "dependencies" not in (CRATE / "Cargo.toml").read_text(encoding="utf-8")
    assert (CRATE / "Cargo.lock").read_text(encoding="utf-8").count("[[package]]") == 1


def test_it_has_all_variants_of_its_algorithms():
    for name, variants in load("rust").info.algorithms.items():
        assert set(variants) == {variant.name for variant in get(name).variants}, name


def test_the_command_judges_an_algorithm(tmp_path):
    goldstep, run_file = Path(sys.executable).with_name("goldstep"), tmp_path / "run.jsonl"
    command = [goldstep, "check", "rust", "--algorithm", "adamax", "--run-file", run_file]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr
    header, *results, footer = [json.loads(line) for line in run_file.read_text().splitlines()]
    assert header["backend"]["adapter"] == "rust"
    assert footer["complete"]
    assert {r["dtype"] for r in results} == {"float64", "float32"}
    lacking = {r["reason"] for r in results if r["verdict"] == "untested"}
    assert {r["verdict"] for r in results} - {"untested"} == {"conforms", "variant", "sound"}
    assert all("declare" in reason or "the adapter has no " in reason for reason in lacking)

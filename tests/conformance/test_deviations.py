"""Declared deviations are strict both ways: what they name must exist, and must fail."""

import json

import pytest

from goldstep.conformance.deviations import BadDeviations, Deviation, check_known, match, of_adapter, read
from goldstep.golden.parsing import CannotRead

ENTRY = '[[deviation]]\nid = "{}"\nreason = "known"\nsince = "2026-11-22"\nreproducer = "wrong.py"\n'
FAILING = ("--check", "one-step", "--dtype", "float64", "--case", "decimal@pytorch-2.13")


class TestReading:
    def test_a_link_is_optional(self):
        (one,) = read(ENTRY.format("a/b/c"), "x.toml")
        assert one == Deviation("a/b/c", "known", "2026-11-22", "wrong.py", "")
        (two,) = read(ENTRY.format("a/b/c") + 'link = "upstream"\n', "x.toml")
        assert two.link == "upstream"

    def test_an_empty_file_declares_nothing(self):
        assert read("", "x.toml") == []

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("[[deviation", "x.toml is not TOML"),
            ('[[deviation]]\nid = "a"\nsince = "x"\n', "deviation 1 lacks reason, reproducer"),
            (ENTRY.format("a/b") + ENTRY.format("a/c") + 'until = "x"\n', "deviation 2 has unknown until"),
            (ENTRY.format("a/b").replace("deviation", "deviations"), "has unknown deviations"),
            (ENTRY.format("a/b").replace("[[deviation]]", "[deviation]"), "in double brackets"),
            ("deviation = 3", "in double brackets"),
        ],
    )
    def test_a_malformed_file_is_refused(self, text, message):
        with pytest.raises((BadDeviations, CannotRead), match=f"x.toml.*{message}|{message}"):
            read(text, "x.toml")

    def test_a_file_that_cannot_be_read(self, tmp_path):
        with pytest.raises(CannotRead, match=r"cannot read .*none\.toml: No such file"):
            of_adapter("numpy", str(tmp_path / "none.toml"))
        (tmp_path / "binary.toml").write_bytes(b"\xff")
        with pytest.raises(CannotRead, match=r"binary\.toml is not TOML"):
            of_adapter("numpy", str(tmp_path / "binary.toml"))

    def test_those_of_a_built_in_adapter_lie_beside_it(self):
        assert all(d.reproducer for d in of_adapter("torch", None))
        assert of_adapter("numpy", None) == []
        assert of_adapter("somebody.elses:Adapter", None) == []


def test_a_star_stands_for_any_part():
    found = read(ENTRY.format("one-step/adam/f32/*"), "x.toml")
    assert match(found, "one-step/adam/f32/spike@paper") is found[0]
    assert match(found, "one-step/adamw/f32/spike@paper") is None


def test_an_id_that_names_no_result_is_an_error():
    wide, narrow = read(ENTRY.format("one-step/adam/f32/*") + ENTRY.format("one-step/adam/f16/*"), "x.toml")
    check_known(wide, ["one-step/adam/f32/spike@paper"])
    with pytest.raises(BadDeviations, match=r"deviation 'one-step/adam/f16/\*' matches no result"):
        check_known(narrow, ["one-step/adam/f32/spike@paper"])


class TestRun:
    """Keras's Adam under PyTorch's name, with its failures declared or not."""

    @pytest.fixture
    def declare(self, tmp_path):
        def write(*ids):
            (tmp_path / "deviations.toml").write_text("".join(map(ENTRY.format, ids)))
            return ("--deviations", "deviations.toml")

        return write

    def test_a_declared_failure_is_expected(self, goldstep, declare, tmp_path):
        words = (*FAILING, *declare("one-step/adam/f64/decimal*"), "--run-file", "run.jsonl")
        shown = goldstep("check", "wrong_adapters:Keras", *words)
        assert "1 declared deviations" in shown
        assert "declared deviation (wide): one-step/adam/f64/decimal*" in shown
        _, result, footer = map(json.loads, (tmp_path / "run.jsonl").read_text().splitlines())
        assert (result["verdict"], result["deviation"]) == ("violates", "one-step/adam/f64/decimal*")
        assert footer["counts"]["deviation"] == 1

    def test_a_declared_failure_that_passes_is_an_error(self, goldstep, declare):
        words = ("--check", "bias", "--dtype", "float64", *declare("bias/adam/f64/*"))
        shown = goldstep("check", "wrong_adapters:DoubledRate", *words, code=2)
        assert "the declared deviation 'bias/adam/f64/*' passes: remove it (known)" in shown

    def test_an_undeclared_failure_beside_a_declared_one_violates(self, goldstep, declare):
        words = ("--check", "one-step", "--dtype", "float64", *declare("*/adam/f64/decimal*"))
        shown = goldstep("check", "wrong_adapters:Keras", *words, code=1)
        assert "1 declared deviations" in shown
        assert "decay-and-spike@pytorch-2.13: violates" in shown

    def test_an_unknown_id_ends_the_run(self, goldstep, declare):
        shown = goldstep("check", "wrong_adapters:Keras", *FAILING, *declare("one-step/adam/f16/*"), code=2)
        assert "deviation 'one-step/adam/f16/*' matches no result of this backend" in shown

    def test_a_malformed_file_ends_the_run(self, goldstep, tmp_path):
        (tmp_path / "d.toml").write_text("[[deviation]]\n")
        shown = goldstep("check", "wrong_adapters:Keras", "--deviations", "d.toml", code=2)
        assert "d.toml: deviation 1 lacks id, reason, reproducer, since" in shown

    def test_what_is_untested_is_no_deviation(self, goldstep, declare, tmp_path):
        words = ("--check", "reset", "--check", "trajectory", "--dtype", "float64", *declare("reset/adam/*"))
        goldstep("check", "broken_adapters:NoLoad", *words, "--run-file", "run.jsonl")
        _, *results, footer = map(json.loads, (tmp_path / "run.jsonl").read_text().splitlines())
        assert {(r["verdict"], r["deviation"]) for r in results if r["check"] == "reset"} == {("untested", None)}
        assert footer["counts"]["deviation"] == 0

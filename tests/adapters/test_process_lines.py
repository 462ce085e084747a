"""The lines of the process protocol: numbers come through to the bit, and what is none of a line is refused."""

import numpy as np
import pytest

from goldstep.adapters.contract import AdapterError, Contract, Info
from goldstep.adapters.process import record, wire


class TestNumbers:
    HARD = (0.1, 5e-324, -2.2250738585072014e-308, 1.7976931348623157e308, np.nextafter(1, 2), -0.0, 0.0, 1 / 3)

    @pytest.mark.parametrize("shape", [(8,), (2, 4), (2, 1, 4), (), (0,), (3, 0)])
    def test_an_array_comes_back_bit_for_bit_with_its_shape(self, shape):
        array = np.resize(np.array(self.HARD), shape)
        back = wire.to_array(wire.parse(wire.dump(wire.from_array(array))), "x")
        assert back.shape == shape
        assert back.tobytes() == array.tobytes()

    def test_random_bits_come_back(self):
        bits = np.random.default_rng(0).integers(0, 2**64, 100_000, np.uint64).view(np.float64)
        line = wire.dump(wire.from_array(bits))
        back = wire.to_array(wire.parse(line), "x")
        assert np.array_equal(back, bits, equal_nan=True)

    def test_non_finite_numbers_are_strings(self):
        array = np.array([np.nan, np.inf, -np.inf, 1.5])
        sent = wire.from_array(array)
        assert sent["data"] == ["NaN", "Infinity", "-Infinity", 1.5]
        assert np.array_equal(wire.to_array(sent, "x"), array, equal_nan=True)

    @pytest.mark.parametrize(("text", "sign"), [("-0", -1), ("-0.0", -1), ('"-0"', -1), ("0", 1), ("0.0", 1)])
    def test_the_sign_of_zero_is_kept(self, text, sign):
        (zero,) = wire.to_array(wire.parse(f'{{"shape":[1],"data":[{text}]}}'), "x")
        assert np.copysign(1, zero) == sign


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"\xff", "no JSON .*decode"),
        (b"", "no JSON"),
        (b"{}{}", "no JSON .*Extra data"),
        (b"[" * 100_000, "nested too deeply"),
        (b"9" * 5000, "no JSON .*digits"),
    ],
    ids=["encoding", "empty", "two", "deep", "digits"],
)
def test_a_line_that_is_no_json(line, message):
    with pytest.raises(AdapterError, match=message):
        wire.parse(line)


def test_what_was_received_is_shown_short_and_harmless():
    assert wire.short(b"\x1b[2J\x00\xff \xc3\xa9\n") == r"\x1b[2J\x00\xff é"
    assert wire.short("x" * 1000) == '"' + "x" * 199 + "... (1002 characters)"


class TestInfo:
    FULL = Info(
        "full",
        "2",
        {"sgd": ["paper"]},
        ["bfloat16"],
        ["fused"],
        ["cpu"],
        Contract(coefficients="working", flushes_subnormals=True),
        {"sgd": Contract()},
        {"sgd": ["b"]},
        {"compiler": "cc"},
        dtypes_of={"sgd": ["bfloat16"]},
        costly=["fused"],
        requested=["fused"],
        shared=["fused"],
        contracts_in={"fused": {"*": Contract(scalars="single")}},
    )

    def test_all_of_it_comes_through(self):
        assert record.to_info(wire.parse(wire.dump(record.from_info(self.FULL)))) == self.FULL

    @pytest.mark.parametrize(
        ("wrong", "message"),
        [
            ({"name": None}, "'name' must be a text, got null"),
            ({"algorithms": ["sgd"]}, r"'algorithms' must be an object, got \[\"sgd\"\]"),
            ({"algorithms": {"sgd": "paper"}}, r"algorithms\['sgd'\] must be a list of names, got \"paper\""),
            ({"dtypes": "float64"}, 'dtypes must be a list of names, got "float64"'),
            ({"modes": [1]}, r"modes must be a list of names, got \[1\]"),
            ({"unreadable": {"sgd": [None]}}, r"unreadable\['sgd'\] must be a list of names"),
            ({"contract": []}, r"contract must be an object, got \[\]"),
            ({"contract": {"coefficient": "working"}}, "contract has unknown 'coefficient'; known: constants, coeff"),
            ({"contract": {"constants": "duble"}}, "'constants' must be one of double, .*working.*, got \"duble\""),
            ({"contract": {"flushes_subnormals": 1}}, "'flushes_subnormals' must be true or false, got 1"),
            ({"contracts": {"sgd": {"constants": 5}}}, r"contracts\['sgd'\]: 'constants' must be one of .*, got 5"),
            ({"contracts_in": {"fused": []}}, r"contracts_in\['fused'\] must be an object, got \[\]"),
            ({"groups": "yes"}, "'groups' must be true or false, got \"yes\""),
        ],
    )
    def test_what_is_wrong_in_it_is_said(self, wrong, message):
        with pytest.raises(AdapterError, match=message):
            record.to_info({**record.from_info(self.FULL), **wrong})

    def test_what_is_missing(self):
        with pytest.raises(AdapterError, match="info lacks 'algorithms'"):
            record.to_info({"name": "x", "version": "1"})
        with pytest.raises(AdapterError, match=r"info must be an object, got \[\]"):
            record.to_info([])

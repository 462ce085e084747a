"""Run files are read strictly: whatever is wrong with one, what and where is said, and nothing is reported of it."""

import copy
import json

import pytest

from goldstep.conformance.run_reader import read
from goldstep.conformance.runfile import FORMAT, BadRunFile
from goldstep.conformance.table import counts
from goldstep.golden.parsing import CannotRead

HEADER = {
    "kind": "header", "format": FORMAT, "suite": "1", "golden_digest": "ab12" * 16,
    "backend": {"adapter": "x:Y", "name": "x", "version": "2"},
    "environment": {"python": "3", "machine": "m", "system": "s", "numpy": "2"},
}  # fmt: skip
RESULT = {
    "kind": "result", "id": "one-step/adam/f64/spike@paper", "check": "one-step", "algorithm": "adam",
    "variant": "paper", "dtype": "float64", "mode": "default", "device": "cpu", "case": "spike@paper",
    "clauses": ["ADAM-6"], "verdict": "violates", "margin": "inf", "judged": 6, "vacuous": 0, "reason": "",
    "deviation": None,
}  # fmt: skip
SECOND = {**RESULT, "id": "one-step/adam/f32/spike@paper", "dtype": "float32", "verdict": "conforms", "margin": 0.5}
FOOTER = {"kind": "footer", "counts": counts([RESULT, SECOND]), "results": 2, "complete": True}
LINES = [HEADER, RESULT, SECOND, FOOTER]


def text(lines):
    return "".join(json.dumps(line) + "\n" for line in lines).encode()


def changed(number, place, value):
    """The lines with another value at a place of one of them; ... takes it out."""
    lines = copy.deepcopy(LINES)
    inner = lines[number]
    for key in place[:-1]:
        inner = inner[key]
    if value is ...:
        del inner[place[-1]]
    else:
        inner[place[-1]] = value
    return lines


@pytest.fixture
def refused(tmp_path):
    """The complaint about a file of this content, in which its name is left out."""

    def complaint(content):
        path = tmp_path / "run.jsonl"
        path.write_bytes(content)
        with pytest.raises((BadRunFile, CannotRead)) as error:
            read(str(path))
        message = str(error.value)
        assert message.startswith(str(path))
        assert len(message.splitlines()) == 1
        assert len(message) < 600
        return message.removeprefix(str(path))

    return complaint


@pytest.mark.parametrize(
    "content",
    [
        text(LINES),
        text(LINES).rstrip(b"\n"),
        text(LINES).replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + text(LINES),
        text(changed(0, ["environment", "who"], "M\u00fcller\u2028\u0085")),
        text(changed(3, ["complete"], False)),
        text(changed(3, ["counts", "sound"], ...)).replace(FORMAT.encode(), b"1.0.0"),
    ],
    ids=["whole", "no last newline", "Windows", "BOM", "line separators", "interrupted", "of the first format"],
)
def test_a_whole_file_is_read(tmp_path, content):
    (tmp_path / "run.jsonl").write_bytes(content)
    header, results, footer = read(str(tmp_path / "run.jsonl"))
    assert header["kind"] == "header"
    assert results == [RESULT, SECOND]
    assert footer["results"] == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", " is not a run file: it is empty"),
        (b"\n", ", line 1 is not JSON: Expecting value"),
        (b"\xff\xfe", ", line 1 is not JSON: 'utf-8' codec can't decode"),
        (b"[]\n", ", line 1 is none of a run file: every line must be an object"),
        (b"1\n", ", line 1 is none of a run file"),
        (b"{}\n", " is not a run file: its first line is no header"),
        (b'{"kind": "header"}\n', " has format None, this release reads 1."),
        (b'{"kind": ["header"], "format": "1.0.0"}\n', " is not a run file"),
        (text(LINES).replace(FORMAT.encode(), b"2.0.0"), " has format 2.0.0, this release reads 1."),
        (text(LINES)[:-30] + b"\n", ", line 4 is not JSON: "),
        (text([HEADER, RESULT, {}]), ", line 3 is no result"),
        (text(LINES[1:]), " is not a run file: its first line is no header"),
        (text(LINES + LINES), ", line 5 is a second header: several run files were joined; give one at a time"),
        (text([HEADER, RESULT, HEADER, FOOTER]), ", line 3 is a second header"),
        (text([HEADER, FOOTER, RESULT, FOOTER]), ", line 2 is no result"),
        (text([HEADER, RESULT, RESULT, FOOTER]), ": lines 2 and 3 are both of one-step/adam/f64/spike@paper"),
        (text([HEADER, RESULT, FOOTER]), ": its footer counts 2 results, and it has 1: lines were lost or added"),
        (b'{"a":' * 100_000, ", line 1 is not JSON: nested too deeply"),
        (b'{"a": ' + b"9" * 5000 + b"}", ", line 1 is not JSON: it holds a number beyond float64"),
        (b'{"a": 1e999}', ", line 1 is not JSON: it holds a number beyond float64"),
        (b'{"a": NaN}', ", line 1 is not JSON: NaN is no number of JSON"),
        (text(LINES).replace(b'"deviation": null', b'"deviation": ' + b"[" * 900 + b"]" * 900), ", line 2"),
    ],
)
def test_what_is_no_run_file_is_refused(refused, content, message):
    assert refused(content).startswith(message)


@pytest.mark.parametrize(
    ("number", "place", "value", "message"),
    [
        (0, ["suite"], ..., "'suite' is a required property"),
        (0, ["backend"], ..., "'backend' is a required property"),
        (0, ["backend"], "x", "backend: 'x' is not of type 'object'"),
        (0, ["environment", "numpy"], 2, "environment/numpy: 2 is not of type 'string'"),
        (0, ["format"], "1.x", "format: '1.x' does not match"),
        (1, ["verdict"], ..., "'verdict' is a required property"),
        (1, ["verdict"], "fine", "verdict: 'fine' is not one of"),
        (1, ["verdict"], None, "verdict: None is not one of"),
        (1, ["dtype"], "float31", "dtype: 'float31' is not one of"),
        (1, ["margin"], "wide", "margin: 'wide' is not "),
        (1, ["margin"], True, "margin: True is not "),
        (1, ["clauses"], "ADAM-6", "clauses: 'ADAM-6' is not of type 'array'"),
        (1, ["clauses", 0], 6, "clauses/0: 6 is not of type 'string'"),
        (1, ["deviation"], 3, "deviation: 3 is not of type 'string', 'null'"),
        (1, ["judged"], 1.5, "judged: 1.5 is not of type 'integer'"),
        (1, ["surprise"], 1, "Additional properties are not allowed ('surprise' was unexpected)"),
        (1, ["departure"], {}, "departure: 'step' is a required property"),
        (3, ["complete"], ..., "'complete' is a required property"),
        (3, ["complete"], "no", "complete: 'no' is not of type 'boolean'"),
        (3, ["counts"], [], "counts: [] is not of type 'object'"),
        (3, ["counts", "violates"], "1", "counts/violates: '1' is not of type 'integer'"),
    ],
)
def test_a_field_that_is_missing_or_wrong_is_named(refused, number, place, value, message):
    assert refused(text(changed(number, place, value))).startswith(f", line {number + 1}: {message}")


@pytest.mark.parametrize(("kind", "count"), [("conforms", 2), ("violates", 0), ("error", 1), ("sound", 7)])
def test_a_footer_that_contradicts_the_results(refused, kind, count):
    shown = refused(text(changed(3, ["counts", kind], count)))
    assert shown.startswith(f": its footer counts {count} {kind}, and it has ")


def test_what_a_newer_format_has_besides_is_told_from_damage(refused):
    lines = changed(1, ["verdict"], "proved")
    assert "upgrade" not in refused(text(lines))
    shown = refused(text(lines).replace(FORMAT.encode(), b"1.99.0"))
    assert shown.endswith(f"; it has format 1.99.0, which is newer than {FORMAT}: upgrade goldstep")


@pytest.mark.parametrize(("make", "message"), [(None, "No such file"), ("mkdir", "Is a directory")])
def test_a_file_that_cannot_be_read(tmp_path, make, message):
    if make:
        (tmp_path / "run.jsonl").mkdir()
    with pytest.raises(CannotRead, match=rf"cannot read .*run\.jsonl: {message}"):
        read(str(tmp_path / "run.jsonl"))


def test_cut_anywhere_it_is_never_taken_for_whole(tmp_path):
    """What a run that was killed leaves is read as far as its lines are whole."""
    whole, path = text(LINES), tmp_path / "run.jsonl"
    for end in range(len(whole) - 1):  # without its last newline it is still whole
        path.write_bytes(whole[:end])
        if end < len(text(LINES[:1])) - 1:
            with pytest.raises((BadRunFile, CannotRead)):
                read(str(path))
        else:
            _, results, footer = read(str(path))
            assert results == LINES[1:3][: len(results)]
            assert len(results) == sum(len(text(LINES[:n])) - 1 <= end for n in (2, 3))
            assert (footer["complete"], footer["results"], footer["counts"]) == (False, len(results), counts(results))

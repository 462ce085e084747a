"""`goldstep report`: who conforms, and what changed, in every format and of any run file."""

import json
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree.ElementTree import fromstring

import pytest

from goldstep.conformance.cli.report import FORMATS
from goldstep.conformance.reporting.changes import changes, circumstances
from goldstep.conformance.reporting.standings import read
from goldstep.conformance.table import counts

DEPARTURE = {
    "step": 1, "quantity": "theta", "parameter": 0, "element": 3, "expected": "0x1.8000000000000p-1", "got": "nan",
    "deviation": "inf", "budget": "1e-16",
}  # fmt: skip
EVIL = "<script>alert(1)</script> | ]]> \x1b[31m \ud800 \ufffe {{ 7 * 7 }} & \u202e"


def result(verdict="conforms", case="spike", *, algorithm="adam", variant="paper", dtype="float64", **more):
    short = {"float64": "f64", "float32": "f32"}[dtype]
    return {
        "kind": "result", "id": f"one-step/{algorithm}/{short}/{case}@{variant}", "check": "one-step",
        "algorithm": algorithm, "variant": variant, "dtype": dtype, "mode": "default", "device": "cpu", "case": case,
        "clauses": ["ADAM-6"], "verdict": verdict, "margin": 0.25, "judged": 6, "vacuous": 0,
        "reason": "too coarse" if verdict == "untested" else "", "deviation": None, **more,
    }  # fmt: skip


@pytest.fixture
def written(tmp_path):
    """Write a run file; returns its path."""

    def write(name, *lines, complete=True, backend="x", version="2", **environment):
        header = {
            "kind": "header", "format": "1.1.0", "suite": "1", "golden_digest": "ab12" * 16,
            "backend": {"adapter": f"{backend}:Y", "name": backend, "version": version},
            "environment": {"python": "3", "machine": "m", "system": "s", "numpy": "2", **environment},
        }  # fmt: skip
        footer = {"kind": "footer", "counts": counts(lines), "results": len(lines), "complete": complete}
        path = tmp_path / name
        path.write_text("".join(json.dumps(line) + "\n" for line in (header, *lines, footer)))
        return path

    return write


class Page(HTMLParser):
    """What a page has: ids, links, tags that must be closed, and what is shown."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.sources, self.stack, self.tags, self.text = [], [], [], [], Counter(), ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.tags[tag] += 1
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if "href" in given else []
        self.sources += [given["src"]] if "src" in given else []
        self.stack += [tag] if tag not in ("meta", "input") else []

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag

    def handle_data(self, data):
        self.text += "" if {"script", "style"} & set(self.stack) else f" {data}"


@pytest.fixture
def two(written):
    """A run with everything in it and a second one."""
    message = f"one-step: violates\n  {EVIL}\n  reproduce  goldstep check x:Y --as adam --case spike@paper"
    lines = [
        result(), result("variant", algorithm="swa", variant="pytorch-2.13"),
        result("violates", "wide", departure=DEPARTURE, diagnosis=[f"this is {EVIL}"], reason=EVIL, message=message),
        result("untested", dtype="float32"), result("error", algorithm="lion", reason="it raised"),
        result("violates", algorithm="sgd", deviation="one-step/sgd/*", wide=True, departure=DEPARTURE),
        result(algorithm="of_another_release"),
    ]  # fmt: skip
    second = [result("variant", algorithm="adam", variant="keras-3.15"), result(algorithm="sgd")]
    return written("a.jsonl", *lines, evil=EVIL), written("b.jsonl", *second, backend="y|z")


class TestWhoConforms:
    @pytest.mark.parametrize("form", FORMATS)
    def test_each_format_of_one_and_of_two(self, run, two, form):
        for files in (two[:1], two):
            shown = run("report", *files, "--format", form)
            assert "adam" in shown
            assert "\x1b" not in shown

    def test_the_page_is_whole_and_needs_nothing_else(self, run, two):
        shown = run("report", *two, "--format", "html")
        page = Page(shown)
        assert page.stack == []
        assert page.sources == []
        assert page.tags["script"] == page.tags["style"] == 1
        assert len(page.ids) == len(set(page.ids))
        assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
        assert "default-src 'none'" in shown
        assert "//" not in shown

    def test_what_a_run_file_says_is_text(self, run, two):
        shown = run("report", *two, "--format", "html")
        assert "<script>alert" not in shown
        assert r"<script>alert(1)</script> | ]]> \x1b[31m \ud800 \ufffe {{ 7 * 7 }} & \u202e" in Page(shown).text

    def test_each_cell_leads_to_its_departure_diagnosis_and_command(self, run, two):
        page = Page(run("report", *two, "--format", "html"))
        assert {"#run-1-adam", "#run-2-adam", "#run-1-swa", "#run-1-of_another_release"} <= set(page.links)
        words = " ".join(page.text.split())
        assert "violates 1 of 3" in words
        assert "conforms (pytorch-2.13)" in words
        assert "First departure at step 1: theta of parameter 0, element 3. expected 0.75 0x1.8000000000000p-1" in words
        assert "Reproduce: goldstep check x:Y --as adam --case spike@paper" in words
        assert (
            "Reproduce: goldstep check x:Y --check one-step --algorithm sgd --dtype float64 --case spike@paper" in words
        )
        assert "others of_another_release" in words

    @pytest.mark.parametrize("form", ["text", "md", "html"])
    def test_nobody_who_reads_is_told_of_variants(self, run, two, form):
        shown = run("report", *two, "--format", form)
        assert "conforms (keras-3.15)" in shown
        assert "violates 1 of 3" in shown
        assert "as a declared variant" not in shown

    @pytest.mark.parametrize("form", ["text", "md", "html", "json"])
    def test_how_many_failing_cells_each_explanation_explains(self, run, written, form):
        fails = [result("violates", case, diagnosis=["eps is 0: everywhere"]) for case in ("spike", "wide")]
        path = written("c.jsonl", *fails, result("violates", "long", diagnosis=["nothing fits: 3 were tried"]))
        assert "explains 2 of 3 failing cells of adam paper: eps is 0" in run("report", path, "--format", form)

    def test_of_several_the_table_is_first(self, run, two):
        shown = run("report", *two)
        assert shown.startswith(
            "# Who conforms\n\n| algorithm | x 2 | y\\|z 2 |\n| --- | --- | --- |\n"
            "| adam | violates 1 of 3 | conforms (keras-3.15) |\n"
        )
        assert "\n## y|z 2, judged by goldstep 1\n" in shown

    def test_runs_of_one_backend_are_told_apart(self, run, written):
        files = [written(name, result()) for name in ("a.jsonl", "b.jsonl")]
        assert run("report", *files, "--format", "text").splitlines()[0].split("  ")[1:] == [
            f"x 2 ({path})" for path in files
        ]
        assert "a.jsonl is given twice" in run("report", files[0], files[0], code=2)

    def test_json_has_what_the_page_shows(self, run, two):
        first, second = json.loads(run("report", *two, "--format", "json"))["runs"]
        assert (first["name"], second["counts"]["variant"]) == ("x 2", 1)
        found = {x["algorithm"]: x for x in first["algorithms"]}
        assert list(found) == ["adam", "lion", "sgd", "swa", "of_another_release"]
        assert found["adam"]["failures"][0]["departure"] == DEPARTURE
        assert found["adam"]["rows"][0]["marks"] == {"float64": "VIOLATES 1/2", "float32": "untested"}
        assert (found["swa"]["verdict"], found["swa"]["words"]) == ("conforms", "conforms (pytorch-2.13)")
        assert found["sgd"]["deviations"][0]["cells"] == 1
        assert first["untested"] == [{"reason": "too coarse", "cells": 1}]

    def test_junit_has_a_case_for_each_cell(self, run, two):
        root = fromstring(run("report", *two, "--format", "junit"))
        assert root.attrib == {"name": "goldstep", "tests": "9", "failures": "1", "errors": "1"}
        suite = root[0].attrib
        assert (suite["tests"], suite["failures"], suite["errors"], suite["skipped"]) == ("7", "1", "1", "2")
        (failure,) = root.iter("failure")
        assert r"reproduce  goldstep check x:Y --as adam" in failure.text
        assert r"]]> \x1b[31m" in failure.attrib["message"]
        properties = {x.attrib["name"]: x.attrib["value"] for x in root[0][1].iter("property")}
        assert properties == {
            "variant": "pytorch-2.13", "dtype": "float64", "mode": "default", "device": "cpu", "margin": "0.25"
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("lines", "complete", "message", "colour"),
        [
            ([result(), result("untested", "wide")], True, "adam conforms", "brightgreen"),
            ([result("variant", variant="keras-3.15")], True, "adam conforms (keras-3.15)", "brightgreen"),
            ([result(), result(algorithm="sgd")], True, "adam, sgd conform", "brightgreen"),
            (
                [result(algorithm=x) for x in ("sgd", "adam", "lion", "nag")],
                True,
                "4 algorithms conform",
                "brightgreen",
            ),
            (
                [result(), result("violates", "wide", deviation="x")],
                True,
                "adam conforms, 1 known deviation",
                "yellowgreen",
            ),
            ([result("violates", deviation="x")], True, "1 known deviation", "yellow"),
            ([result(), result("violates", algorithm="sgd")], True, "violates: sgd", "red"),
            ([result(), result("error", algorithm="sgd")], False, "in error: sgd", "red"),
            ([result()], False, "interrupted", "lightgrey"),
            ([result("untested"), result("sound", "wide")], True, "untested", "lightgrey"),
            ([], True, "untested", "lightgrey"),
        ],
    )
    def test_the_badge(self, run, written, lines, complete, message, colour):
        shown = run("report", written("a.jsonl", *lines, complete=complete), "--format", "badge")
        badge = {"schemaVersion": 1, "label": "goldstep", "message": message, "color": colour}
        assert json.loads(shown) == badge

    @pytest.mark.parametrize("form", ["html", "text", "md", "json", "junit"])
    def test_an_empty_run(self, run, written, form):
        assert run("report", written("a.jsonl"), "--format", form)

    @pytest.mark.parametrize("form", ["html", "text", "md"])
    def test_an_interrupted_run(self, run, written, form):
        assert "interrupted" in run("report", written("a.jsonl", result(), complete=False), "--format", form)


class TestOutput:
    @pytest.mark.parametrize(
        ("name", "begin"),
        [
            ("who.html", "<!doctype html>"), ("who.md", "# x 2"), ("who.json", "{"), ("who.xml", "<?xml"),
            ("who.txt", "x 2, judged"), ("who", "# x 2"), ("deeper/who.html", "<!doctype html>"),
        ],
    )  # fmt: skip
    def test_the_name_tells_the_format(self, run, written, tmp_path, name, begin):
        assert run("report", written("a.jsonl", result()), "--output", tmp_path / name) == ""
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(begin)

    def test_a_format_that_is_asked_for_goes_before_the_name(self, run, written, tmp_path):
        run("report", written("a.jsonl", result()), "-o", tmp_path / "badge.json", "--format", "badge")
        assert json.loads((tmp_path / "badge.json").read_text())["label"] == "goldstep"

    def test_where_nothing_can_be_written(self, run, written, tmp_path):
        path = written("a.jsonl", result())
        told = run("report", path, "-o", path / "who.html", code=2)
        assert told.startswith("error: cannot write ")
        assert len(told.splitlines()) == 1


def as_before(verdict):
    """A cell of this verdict, or none."""
    if verdict == "none":
        return []
    return [result("violates", deviation="x") if verdict == "deviation" else result(verdict)]


STATES = ("conforms", "variant", "sound", "violates", "error", "untested", "deviation", "none")
HOLDS, FAILS = {"conforms", "variant", "sound"}, {"violates", "error"}


class TestComparison:
    @pytest.mark.parametrize("before", STATES)
    def test_worse_is_what_no_longer_holds_and_what_begins_to_fail(self, written, before):
        kinds = {}
        for after in STATES:
            runs = read([str(written("a.jsonl", *as_before(before))), str(written("b.jsonl", *as_before(after)))])
            kinds[after] = next((change.kind for change in changes(*runs)), "same")
        worse = {after for after, kind in kinds.items() if kind == "worse"}
        assert worse == (
            set(STATES) - HOLDS if before in HOLDS else FAILS - ({before} | FAILS if before in FAILS else set())
        )
        assert kinds[before] == "same"
        assert {after for after, kind in kinds.items() if kind == "better"} == {
            "violates": HOLDS | {"deviation"}, "error": HOLDS | {"deviation"}, "untested": HOLDS, "deviation": HOLDS
        }.get(before, set())  # fmt: skip
        assert before == "none" or before in HOLDS or kinds["none"] == "gone"
        assert before != "none" or kinds["untested"] == kinds["conforms"] == kinds["deviation"] == "new"

    @pytest.mark.parametrize("part", ["before", "after"])
    def test_what_a_part_lacks_is_not_gone(self, written, part):
        before, after = read([str(written(name, *as_before("conforms"))) for name in ("a.jsonl", "b.jsonl")])
        runs = {"before": before, "after": after}
        runs[part] = replace(runs[part], lines=[], header={**runs[part].header, "drawn_from": 9})
        assert list(changes(**runs)) == []
        assert circumstances(**runs) == [f"{runs[part].path} is a part, so only cells of both are compared"]

    @pytest.fixture
    def pair(self, written):
        before = written("a.jsonl", result(), result("violates", "wide"), result("untested", "gone"), version="1")
        failed = result("violates", departure=DEPARTURE, diagnosis=[EVIL])
        return before, written("b.jsonl", failed, result("variant", "wide"), result(algorithm="sgd"), numpy="3")

    @pytest.mark.parametrize("form", FORMATS)
    def test_each_format_says_that_something_is_worse(self, goldstep, pair, form):
        shown = goldstep("report", "--compare", *pair, "--format", form, code=1)
        assert "worse" in shown.lower() or form == "junit"
        assert "<script>alert" not in shown or form != "html"

    def test_what_changed_the_worst_first_and_in_which_circumstances(self, goldstep, pair):
        shown = goldstep("report", "--compare", *pair, "--format", "text", code=1)
        assert shown.split("\n\n")[0].splitlines()[1:] == ["backend version: 1 → 2", "numpy: 2 → 3"]
        assert "worse: 1, what held and no longer does, and what fails and did not\n" in shown
        assert "  one-step/adam/f64/spike@paper: conforms → violates\n\nbetter: 1" in shown
        assert "  one-step/sgd/f64/spike@paper: no such cell → conforms\n\ngone: 1" in shown

    def test_programs_read_it(self, goldstep, pair):
        found = json.loads(goldstep("report", "--compare", *pair, "--format", "json", code=1))
        assert found["counts"] == {"worse": 1, "better": 1, "new": 1, "gone": 1, "other": 0}
        assert found["changes"][0] == {
            "id": "one-step/adam/f64/gone@paper", "kind": "gone", "before": "untested", "after": None
        }  # fmt: skip
        root = fromstring(goldstep("report", "--compare", *pair, "--format", "junit", code=1))
        assert (root.attrib["tests"], root.attrib["failures"]) == ("4", "1")

    @pytest.mark.parametrize("form", FORMATS)
    def test_nothing_changed(self, run, written, form):
        pair = [written(name, result(), result("violates", "wide")) for name in ("a.jsonl", "b.jsonl")]
        shown = run("report", "--compare", *pair, "--format", form)
        assert "worse" not in shown.replace('"worse": 0', "")

    def test_what_makes_it_doubtful_is_told(self, run, written):
        before = written("a.jsonl", result(), complete=False)
        assert "a.jsonl was interrupted, and lacks results" in run(
            "report", "--compare", before, written("b.jsonl", result())
        )

    def test_three_files_are_no_pair(self, run, written):
        files = [written(f"{name}.jsonl", result()) for name in "abc"]
        assert "--compare BEFORE takes one more run file" in run("report", "--compare", *files, code=2)
        assert "Missing argument" in run("report", "--compare", files[0], code=2)


def test_the_exit_codes_are_documented(run):
    shown = " ".join(run("report", "--help").split())
    assert "Exit codes: 0, whatever the verdicts are" in shown
    assert "with --compare 1 where a cell is worse" in shown

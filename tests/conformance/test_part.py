"""A wide run is a part of its plan: what it has of it, what draws it, and where it is told."""

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import jsonschema
import pytest

from goldstep.adapters.loading import Backend
from goldstep.conformance import part, table
from goldstep.conformance.request import Request
from goldstep.conformance.session import Session

SCHEMA = Path(part.__file__).with_name("run-file.schema.json")


@pytest.fixture(scope="module")
def whole():
    return Session(Request("numpy"))


@pytest.fixture(scope="module")
def wide():
    return Session(Request("numpy", whole=False))


def test_each_case_of_each_check_stands_in_it_in_the_order_of_the_plan(whole, wide):
    ids = [cell.id for cell in wide.cells]
    assert 4 * len(ids) < len(whole.cells)
    assert ids == [cell.id for cell in whole.cells if cell.id in set(ids)]
    cases = [part.case_of(cell, cell.subject.mode) for cell in wide.cells]
    assert {part.case_of(cell, cell.subject.mode) for cell in whole.cells} == set(cases)
    assert len(set(cases)) == len(cases)


def test_each_variant_and_mode_has_all_cases_of_its_formula(whole, wide):
    def formulas(session):
        return {(c.check.name, c.short.partition("/")[0]) for c in session.cells if c.check.name in part.FORMULAS}

    assert formulas(wide) == formulas(whole)
    assert {c.subject.variant_name for c in wide.cells} == {c.subject.variant_name for c in whole.cells}


def test_what_comes_or_goes_moves_no_other(whole):
    kept = [cell for cell in whole.cells if cell.subject.dtype_name == "float64" or cell.check.name != "life"]
    before, after = part.drawn(whole.cells), part.drawn(kept)
    assert {cell.id for cell in before} & {cell.id for cell in kept} <= {cell.id for cell in after}


@pytest.mark.parametrize(
    "asked", [{"algorithms": ("adam",)}, {"checks": ("life",)}, {"all_modes": True}, {"whole": True}], ids=str
)
def test_what_is_asked_for_by_name_is_whole(asked):
    session = Session(Request(**{"adapter": "numpy", "whole": False, **asked}))
    assert "drawn_from" not in session.header
    assert [cell.id for cell in session.cells] == [
        cell.id for cell in Session(Request(**{"adapter": "numpy", **asked, "whole": True})).cells
    ]


def test_a_backend_of_a_few_algorithms_is_judged_whole():
    few = Session(Request("ferrotensor", whole=False))
    assert "drawn_from" not in few.header


def test_a_run_that_is_a_part_says_so(whole, wide):
    assert table.unasked(whole.header) == []
    assert table.unasked(wide.header) == [
        f"not asked for: all {len(whole.cells)} cells, from which each case was drawn once (--whole)"
    ]
    jsonschema.validate(wide.header, json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_a_mode_that_takes_a_compilation_is_drawn_for_a_formula(whole):
    usual = [cell for cell in whole.cells if cell.check.name == "one-step"] * 9  # more than a part needs no draw
    other = [replace(cell, subject=replace(cell.subject, mode="jit")) for cell in usual]
    info = replace(whole.backend.info, modes=("default", "jit"), costly=("jit",))
    compiled = Backend("odd", lambda: SimpleNamespace(info=lambda: info))
    costly = [replace(cell, subject=replace(cell.subject, backend=compiled)) for cell in (*usual, *other)]
    of_each = len(part.drawn(usual))
    assert len(part.drawn([*usual, *other])) == 2 * of_each
    assert len(part.drawn(costly)) == of_each
    assert {cell.subject.mode for cell in part.drawn(costly)} == {"default", "jit"}


def test_the_checks_of_a_formula_share_the_run_of_a_case(whole, wide):
    """Where each of two checks could stand in the same places, they stand in one."""

    def places(session, check):
        found = {}
        for cell in session.cells:
            if cell.check.name == check:
                found.setdefault((cell.subject.algorithm_name, cell.short, cell.subject.mode), set()).add(cell.label)
        return found

    one_step, reset = ({s: places(s, check) for s in (whole, wide)} for check in ("one-step", "reset"))
    alike = [case for case, own in one_step[whole].items() if reset[whole].get(case) == own]
    assert len(alike) > 100
    assert all(one_step[wide][case] == reset[wide][case] for case in alike)

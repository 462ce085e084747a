"""The page on adapters names every field and every value that there is."""

import re
from dataclasses import fields

import pytest

from goldstep.adapters.contract import Contract, Info
from goldstep.conformance.deviations import Deviation
from goldstep.reference.errors import UnknownName
from goldstep.spec.clauses import FOLDER

PAGE = (FOLDER / "concepts/adapters.md").read_text(encoding="utf-8")
ROWS = {
    field: re.findall(r"`([^`]+)`", values)
    for field, values in re.findall(r"^\| `(\w+)` \|[^|]*\| (`[^|]*) \|$", PAGE, re.M)
}
WORDS = (
    "double",
    "single",
    "working",
    "tensor",
    "bfloat16",
    "float16",
    "half",
    "rounded",
    "approximate",
    "approximate-single",
    "nearest",
    "stochastic",
)


def accepted(field: str) -> set[str]:
    """The values that a contract takes for a field, of all words that one might try."""
    found = set()
    for word in WORDS:
        try:
            Contract(**{field: word})
        except UnknownName:
            continue
        found.add(f'"{word}"')
    return found


def test_the_table_has_every_field_of_a_contract():
    assert list(ROWS) == [field.name for field in fields(Contract)]


@pytest.mark.parametrize("field", [field.name for field in fields(Contract)])
def test_the_table_has_every_value_with_the_default_first(field):
    default = getattr(Contract(), field)
    if isinstance(default, bool):
        assert ROWS[field] == ["False", "True"]
    else:
        assert set(ROWS[field]) == accepted(field)
        assert ROWS[field][0] == f'"{default}"'


@pytest.mark.parametrize("field", [field.name for field in fields(Info)])
def test_the_page_tells_of_every_field_of_info(field):
    assert re.search(rf"\b{field}\b", PAGE)


def test_the_page_has_every_field_of_a_deviation():
    table = PAGE.partition("## Known deviations")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.M) == [field.name for field in fields(Deviation)]

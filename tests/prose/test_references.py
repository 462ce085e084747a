"""The bibliography: every entry can be found by an identifier, or says why it has none."""

import re

import pytest

from goldstep.spec.clauses import FOLDER

parse_file = pytest.importorskip("pybtex.database", reason="pip install 'goldstep[docs]'").parse_file
ENTRIES = parse_file(str(FOLDER / "refs.bib"), bib_format="bibtex").entries
FORMS = {
    "doi": r"10\.\d{4,}/\S+",
    "isbn": r"97[89]-[\d-]{13}",
    "eprint": r"\d{4}\.\d{4,5}",
}


@pytest.mark.parametrize("key", sorted(ENTRIES))
def test_an_entry_has_an_identifier_or_says_why_not(key):
    fields = {name.lower(): value for name, value in ENTRIES[key].fields.items()}
    identifiers = fields.keys() & FORMS.keys()
    for name in identifiers:
        assert re.fullmatch(FORMS[name], fields[name]), f"{name} = {fields[name]}"
    assert bool(identifiers) != ("noidentifier" in fields), "an identifier, or noidentifier = {why there is none}"
    if not identifiers:
        assert fields["noidentifier"]
        assert "url" in fields or "publisher" in fields, "a work without an identifier must be found by something else"


@pytest.mark.parametrize("key", sorted(ENTRIES))
def test_the_digits_of_an_isbn_check(key):
    isbn = ENTRIES[key].fields.get("isbn")
    if isbn:
        digits = [int(d) for d in isbn.replace("-", "")]
        assert sum(d * (1, 3)[i % 2] for i, d in enumerate(digits)) % 10 == 0


def test_every_entry_is_cited_and_every_citation_has_an_entry():
    pages = " ".join(path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.md"))
    cited = {key for group in re.findall(r"\{footcite:[pt]\}`([^`]*)`", pages) for key in group.split(",")}
    assert cited == set(ENTRIES)

"""The history of the clauses: what is kept is that of today, and knows each clause."""

import json
import re
from pathlib import Path

import pytest

from goldstep.spec.clauses import FOLDER
from goldstep.spec.history import UNRELEASED, came, history, main, recorded, texts

ROOT = Path(__file__).parents[2]


def test_the_history_has_the_text_of_every_clause():
    assert recorded(history(), texts()) == history(), "run: python -m goldstep.spec.history"


def test_the_history_knows_every_clause_that_there_ever_was():
    assert sorted(came(history())) == (FOLDER / "anchors.txt").read_text(encoding="utf-8").split()


def test_its_releases_are_those_of_the_changelog():
    releases = re.findall(r"^## (\d\S*)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert [release for release in history() if release != UNRELEASED] == sorted(releases)


def test_a_text_that_changed_and_a_clause_that_is_new_are_told():
    kept = {"1": {"A-1": "a", "A-2": "b"}}
    assert recorded(kept, {"A-1": "a", "A-2": "b"}) == kept
    assert recorded(kept, {"A-1": "x", "A-2": "b", "A-3": "c"}) == {**kept, UNRELEASED: {"A-1": "x", "A-3": "c"}}


def test_what_is_unreleased_is_no_release_of_its_own():
    kept = {"1": {"A-1": "a"}, UNRELEASED: {"A-1": "x"}}
    assert recorded(kept, {"A-1": "a"}) == {"1": {"A-1": "a"}}
    assert recorded(kept, {"A-1": "y"}, "2") == {"1": {"A-1": "a"}, "2": {"A-1": "y"}}
    assert came(recorded(kept, {"A-1": "y"}, "2")) == {"A-1": ["1", "2"]}


def test_the_command_records_a_release_once(tmp_path, capsys):
    page, file = tmp_path / "a.md", tmp_path / "history.json"
    words = ["--file", str(file), "--pages", str(tmp_path)]
    page.write_text("(a-1)=\n**A-1.** One.\n")
    main([*words, "--release", "1"])
    assert list(json.loads(file.read_text())) == ["1"]
    main(words)
    assert list(json.loads(file.read_text())) == ["1"]
    with pytest.raises(SystemExit) as leaving:
        main([*words, "--release", "1"])
    assert leaving.value.code == 2
    assert "has the release 1 already" in capsys.readouterr().err


def test_a_clause_says_that_it_is_new_or_changed():
    pytest.importorskip("sphinx", reason="Sphinx is not installed: pip install 'goldstep[docs]'")
    from goldstep.spec._ext.clause_history import since

    ages, (first, *_) = since(), history()
    assert ages.keys() == {id for id, releases in came(history()).items() if releases != [first]}
    assert "ADAM-3" not in ages
    assert ages["YOGI-1"].startswith("new ")
    assert ages["STEP-5"].startswith("changed ")

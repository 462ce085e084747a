"""`goldstep impostors`: what is summed up, and what a run takes over from one that was broken off."""

import json

from goldstep.conformance.impostors.by_kind import Journal, summary
from goldstep.conformance.impostors.matrix import Row


def row(impostor, kind, naming, convicted_by=()):
    return Row(impostor, kind, "STEP-8", f"{impostor} is wrong", "somebody", convicted_by or naming, naming)


def test_a_summary_by_kind():
    rows = [
        row("a/1", "group", ("life", "one-step")),
        row("a/2", "group", ("one-step",)),
        row("b/1", "formula", (), ("smoke",)),
        row("b/2", "formula", ("life",)),
    ]
    assert summary(rows) == {
        "group": {"impostors": 2, "convicted": {"life": 1, "one-step": 1}, "survivors": []},
        "formula": {
            "impostors": 2,
            "convicted": {"life": 1},
            "survivors": [{"impostor": "b/1", "wrong": "b/1 is wrong", "unseen": ""}],
        },
    }


def test_a_run_goes_on_from_its_journal(run, tmp_path):
    journal, file = tmp_path / "rows.jsonl", tmp_path / "kinds.json"
    arguments = ("impostors", "sgd", "--quick", "--kind", "option", "--journal", journal, "--by-kind", file)
    first = run(*arguments)
    kept = journal.read_text()
    altered = kept.replace("option that is taken", "option that nobody has taken")
    journal.write_text(altered)

    assert len(kept.splitlines()) == 4
    assert "option that nobody has taken" in run(*arguments)  # what the journal has is not judged again
    assert "option that nobody has taken" not in first
    assert journal.read_text() == altered
    assert json.loads(file.read_text()) == {"option": {"impostors": 4, "convicted": {"life": 4}, "survivors": []}}
    assert [name for _, name in Journal(journal).rows] == [json.loads(line)["impostor"] for line in kept.splitlines()]


def test_what_is_no_journal_is_refused(run, tmp_path):
    other = tmp_path / "other.txt"
    other.write_text("nothing\n")
    assert f"{other} is no journal of `goldstep impostors`" in run("impostors", "sgd", "--journal", other, code=2)
    assert f"there is no folder {tmp_path / 'none'}" in run(
        "impostors", "sgd", "--by-kind", tmp_path / "none" / "kinds.json", code=2
    )

"""What is kept of mutants: numbers, survivors and their reasons."""

import pytest

from goldstep.conformance.mutation.mutants import Mutant
from goldstep.conformance.mutation.record import Record
from goldstep.conformance.mutation.study import CONVICTED, SURVIVES, UNREACHED, Judged
from goldstep.conformance.mutation.surviving import reason
from goldstep.reference.errors import GoldstepError
from goldstep.spec._ext.kept import FOLDER, kept
from goldstep.spec._ext.mutations import Mutations, numbers

EVERY = [Mutant(n, "constant", "f", n, n, f"x = {n}", f"x = {n + 1}") for n in range(4)]
FOUND = [Judged(m, verdict) for m, verdict in zip(EVERY, (CONVICTED, SURVIVES, SURVIVES, UNREACHED), strict=True)]


def test_survivors_are_judged_again_and_the_rest_is_kept(tmp_path):
    path = tmp_path / "record.json"
    Record(path).keep("framework", "framework 1", EVERY, FOUND)
    Record(path).keep("another", "another 1", EVERY, [])
    kept = Record(path)
    assert kept.survivors("framework", EVERY) == EVERY[1:3]

    kept.renew("framework", "framework 2", [Judged(EVERY[2], CONVICTED)])
    now = Record(path).modules["framework"]
    assert [one["line"] for one in now["survivors"]] == [1]
    assert (now["judged"], now["convicted"], now["not reached"], now["release"]) == (4, 2, 1, "framework 2")
    with pytest.raises(GoldstepError, match="has nothing of nobody"):
        kept.survivors("nobody", EVERY)


def test_another_file_is_no_record(tmp_path):
    (tmp_path / "other.json").write_text("[1]")
    with pytest.raises(GoldstepError, match="no record of `goldstep mutate`"):
        Record(tmp_path / "other.json")


def test_the_page_explains_every_survivor():
    """After frameworks or cells have changed: `goldstep mutate MODULE --record spec/mutations.json --again`."""
    for module, of in kept(Mutations.document).items():
        for one in of["survivors"]:
            told = {key: one[key] for key in ("equivalent", "unseen") if key in one}
            assert told == reason(*(one[name] for name in ("kind", "function", "before", "after"))), f"{module}: {one}"
            assert all(told.values()), f"{module}: {one} in {FOLDER / Mutations.document} has no reason"
        assert numbers(of)[1] == sum(numbers(of)[2:])

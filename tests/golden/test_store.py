"""Golden files: what is wrong with them is said, and nothing changes or breaks unnoticed."""

import json
import os

import pytest

from goldstep.golden import store as module
from goldstep.golden.store import ChangedGolden, DamagedGolden, Store, digest, encode, write_whole
from goldstep.reference.errors import UnknownName

ONE, TWO = "adadelta/spike@paper", "adam/spike@paper"


@pytest.fixture
def store(tmp_path):
    """Two of the goldens in a folder of their own."""
    for case_id in (ONE, TWO):
        Store(tmp_path).write(case_id, Store().read(case_id).document)
    Store(tmp_path).write_index([ONE, TWO])
    return Store(tmp_path)


def edit_index(store, **changes):
    index = json.loads(store.index_path.read_bytes())
    store.index_path.write_text(json.dumps({**index, **changes}))


def files(store):
    return sorted(p.relative_to(store.folder).as_posix() for p in store.folder.rglob("*") if p.is_file())


def test_what_is_written_is_read(store):
    assert store.verify() == 2
    assert store.path(ONE).read_bytes() == Store().path(ONE).read_bytes()
    assert store.read(TWO).case.id == TWO
    assert store.read(TWO).values(1, "m")[0][0] == "0.0625"


def test_the_digest_is_over_all_hashes_and_names():
    assert digest({"a": "1", "b": "2"}) != digest({"a": "2", "b": "1"})
    assert digest({"a": "1", "b": "2"}) == digest({"b": "2", "a": "1"})


class TestDamage:
    def test_an_edited_file(self, store):
        text = store.path(ONE).read_text()
        store.path(ONE).write_text(text.replace('"t": 1', '"t": 2', 1))
        with pytest.raises(DamagedGolden, match=f"golden {ONE} is damaged or edited.*restore the file, or rebuild"):
            store.read(ONE)

    def test_a_file_cut_off(self, store):
        store.path(TWO).write_bytes(store.path(TWO).read_bytes()[:-1])
        with pytest.raises(DamagedGolden, match=f"golden {TWO} is damaged"):
            store.verify()

    def test_a_missing_file(self, store):
        store.path(ONE).unlink()
        with pytest.raises(DamagedGolden, match=f"golden {ONE} is missing"):
            store.read(ONE)

    def test_a_stray_file(self, store):
        (store.folder / "adam" / "stray.json").write_text("{}")
        with pytest.raises(DamagedGolden, match=r"golden adam/stray is not in index\.json"):
            store.verify()

    def test_a_missing_index(self, store):
        store.index_path.unlink()
        with pytest.raises(DamagedGolden, match=r"index\.json is missing; run `goldstep golden build`"):
            store.verify()

    def test_an_index_with_an_entry_taken_out(self, store):
        edit_index(store, files={ONE: store.index["files"][ONE]})
        with pytest.raises(DamagedGolden, match="was edited: its digest does not fit"):
            Store(store.folder).verify()

    @pytest.mark.parametrize("content", ["", "{", "[]", "3", "{}", '{"format": 1}', '{"format": "1.0.0", "files": 3}'])
    def test_an_index_that_is_none(self, store, content):
        store.index_path.write_text(content)
        with pytest.raises(DamagedGolden, match="is not a golden index"):
            Store(store.folder).verify()

    def test_a_newer_format(self, store):
        edit_index(store, format="2.0.0", files=[], digest="of another kind")
        with pytest.raises(DamagedGolden, match=r"has format 2\.0\.0, this release reads 1\..*; upgrade goldstep"):
            Store(store.folder).verify()

    def test_a_newer_minor_format_is_read(self, store):
        edit_index(store, format="1.7.0")
        assert Store(store.folder).verify() == 2

    def test_an_unknown_case_offers_the_closest(self, store):
        with pytest.raises(UnknownName, match="unknown case 'adam/spike'; did you mean adam/spike@paper"):
            store.read("adam/spike")


class TestWriting:
    def test_the_same_value_is_no_change(self, store):
        before = store.path(ONE).stat().st_mtime_ns
        assert store.write(ONE, store.read(ONE).document) is False
        assert store.path(ONE).stat().st_mtime_ns == before

    def test_another_value_is_refused_and_named(self, store):
        document, before = {**store.read(ONE).document, "about": "another"}, store.path(ONE).read_bytes()
        with pytest.raises(ChangedGolden, match=f"{ONE} would change: line 4 was .*another.*pass --replace"):
            store.write(ONE, document)
        assert store.path(ONE).read_bytes() == before

    def test_unless_replacing(self, store):
        document = {**store.read(ONE).document, "about": "another"}
        assert store.write(ONE, document, replace=True) is True
        assert json.loads(store.path(ONE).read_bytes())["about"] == "another"

    def test_a_damaged_file_is_described_too(self, store):
        document = store.read(ONE).document
        store.path(ONE).write_bytes(b"\xff\xfe\n")
        with pytest.raises(ChangedGolden, match="line 1 was"):
            store.write(ONE, document)

    def test_a_golden_that_is_longer(self, store):
        document = store.read(ONE).document
        store.path(ONE).write_bytes(encode(document) + b"{}\n")
        with pytest.raises(ChangedGolden, match=r"it had \d+ lines, would have \d+"):
            store.write(ONE, document)

    def test_the_index_drops_what_it_does_not_name(self, store):
        store.write_index([TWO])
        assert files(store) == [f"{TWO}.json", "index.json"]
        assert store.ids() == [TWO]

    @pytest.mark.parametrize("moment", ["replace", "chmod", "fdopen"])
    def test_an_interrupt_leaves_the_old_file_and_nothing_else(self, store, monkeypatch, moment):
        before, listed = store.path(ONE).read_bytes(), files(store)

        def interrupt(*args, **kwargs):
            raise KeyboardInterrupt

        monkeypatch.setattr(module.os, moment, interrupt)
        with pytest.raises(KeyboardInterrupt):
            store.write(ONE, {"another": "document"}, replace=True)
        assert store.path(ONE).read_bytes() == before
        assert files(store) == listed
        assert store.verify() == 2

    def test_an_interrupt_between_the_bytes(self, tmp_path, monkeypatch):
        target = tmp_path / "x.json"
        target.write_bytes(b"old")
        fdopen = os.fdopen

        class Interrupted:
            def __init__(self, *args):
                self.file = fdopen(*args)

            def __enter__(self):
                return self

            def __exit__(self, *exc_info):
                self.file.close()

            def write(self, content):
                self.file.write(content[:1])
                raise KeyboardInterrupt

        monkeypatch.setattr(module.os, "fdopen", Interrupted)
        with pytest.raises(KeyboardInterrupt):
            write_whole(target, b"new")
        assert [p.name for p in tmp_path.iterdir()] == ["x.json"]
        assert target.read_bytes() == b"old"

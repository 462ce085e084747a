"""Golden files: what is wrong with them is said, and nothing changes or breaks unnoticed."""

import json
import os

import pytest

from goldstep.golden.store import ChangedGolden, DamagedGolden, Store, digest, encode
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
        with pytest.raises(DamagedGolden, match=f"golden {ONE} is missing: .*json; run `goldstep golden build`"):
            store.read(ONE)

    def test_a_stray_file(self, store):
        (store.folder / "adam" / "stray.json").write_text("{}")
        with pytest.raises(DamagedGolden, match=r"golden adam/stray is not in index\.json"):
            store.verify()

    def test_a_missing_index(self, store):
        store.index_path.unlink()
        with pytest.raises(DamagedGolden, match=r"the index is missing: .*index\.json; run `goldstep golden build`"):
            store.verify()

    def test_an_index_with_an_entry_taken_out(self, store):
        edit_index(store, files={ONE: store.index["files"][ONE]})
        with pytest.raises(DamagedGolden, match="was edited: its digest does not fit"):
            Store(store.folder).verify()

    @pytest.mark.parametrize(
        "content",
        [b"", b"{", b"[]", b"3", b"{}", b'{"format": 1}', b'{"format": "1.0.0", "files": 3}', b"\xff", b"[" * 100_000],
    )
    def test_an_index_that_is_none(self, store, content):
        store.index_path.write_bytes(content)
        with pytest.raises(DamagedGolden, match="is not a golden index"):
            Store(store.folder).verify()

    def test_an_entry_that_leads_out_of_the_folder(self, store):
        entries = {"../secret": "0" * 64}
        edit_index(store, files=entries, digest=digest(entries))
        with pytest.raises(DamagedGolden, match="has entries that are no ids"):
            Store(store.folder).verify()

    def test_a_golden_that_is_none_though_its_hash_fits(self, store):
        store.path(ONE).write_bytes(b"[" * 100_000)
        store.write_index(store.ids())
        with pytest.raises(DamagedGolden, match=f"golden {ONE} is damaged: it is not JSON: nested too deeply"):
            store.read(ONE)

    @pytest.mark.parametrize("content", [{}, {"case": 3}, {"case": "a/b@c", "algorithm": "a", "variant": "c"}])
    def test_a_golden_without_its_members(self, store, content):
        store.write(ONE, content, replace=True)
        store.write_index(store.ids())
        with pytest.raises(DamagedGolden, match="is damaged"):
            _ = store.read(ONE).case

    @pytest.mark.parametrize("make", [os.mkfifo, os.mkdir], ids=["a FIFO", "a folder"])
    def test_what_is_no_file(self, store, make):
        store.path(ONE).unlink()
        make(store.path(ONE))
        with pytest.raises(DamagedGolden, match=f"golden {ONE} is no regular file"):
            store.verify()

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

    def test_files_of_others_are_left_alone(self, store):
        (store.folder / "package.json").write_text("{}")
        (store.folder / "adam" / "notes.json").write_text("{}")
        store.write_index([TWO])
        assert files(store) == ["adam/notes.json", f"{TWO}.json", "index.json", "package.json"]

    def test_a_broken_index_is_written_anew(self, store):
        store.index_path.write_text("{")
        Store(store.folder).write_index([ONE, TWO])
        assert Store(store.folder).verify() == 2

    def test_a_link_in_place_of_a_golden_is_followed(self, store, tmp_path_factory):
        target = tmp_path_factory.mktemp("elsewhere") / "golden.json"
        store.path(ONE).rename(target)
        store.path(ONE).symlink_to(target)
        assert store.write(ONE, {**store.read(ONE).document, "about": "another"}, replace=True) is True
        assert store.path(ONE).is_symlink()
        assert json.loads(target.read_bytes())["about"] == "another"

    def test_the_index_drops_what_it_does_not_name(self, store):
        store.write_index([TWO])
        assert files(store) == [f"{TWO}.json", "index.json"]
        assert store.ids() == [TWO]

"""What the pages offer to download."""

import zipfile

import pytest

from goldstep.golden.store import FOLDER, Store, digest

pytest.importorskip("sphinx", reason="sphinx is not installed: pip install 'goldstep[docs]'")


def test_the_archive_has_every_golden_byte_by_byte_and_is_the_same_every_time(tmp_path):
    from goldstep.spec._ext.archive import write

    for name in ("one.zip", "two.zip"):
        write(tmp_path / name)
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        archive.extractall(tmp_path / "all")

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert Store(tmp_path / "all").verify() == len(Store().ids())
    assert digest(Store(tmp_path / "all").index["files"]) == Store(FOLDER).index["digest"]

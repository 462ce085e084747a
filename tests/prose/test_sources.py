"""Sources are public or told in words: no file names a document that a reader cannot have."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("reference", "golden", "adapters", "conformance", "spec", "tests")
KINDS = {".py", ".md", ".toml", ".json", ".rs", ".c", ".h", ".js", ".bib", ".txt"}
INTERNAL = re.compile(r"\b[0-9]{3}_[0-9a-f]{12,}|\bseed [0-9]{3}\b")


def files():
    built = {"_build", "target", "__pycache__", "trajectories"}
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in KINDS and not built & set(path.parts):
                yield path
    yield from (path for path in sorted(ROOT.iterdir()) if path.suffix in KINDS)


@pytest.mark.parametrize("name", ["000_" + "6fc42124ff746234.txt, lines 569 to 581", "seed " + "002, exercise 9.2"])
def test_the_pattern_sees_one(name):
    assert INTERNAL.search(f"huggingface/transformers #14539; {name}")


def test_no_file_names_an_internal_document():
    found = [f"{path.relative_to(ROOT)}: {hit.group()}" for path in files() for hit in INTERNAL.finditer(_text(path))]
    assert not found, "cite the public source, or the kind of source in words"


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")

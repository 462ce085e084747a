"""When each clause came and when its text changed: by release, the digests of what was new or other in it.

    python -m goldstep.spec.history                      what is new or other since the last release
    python -m goldstep.spec.history --release 2026.12.0  the same, at a release: `unreleased` gets its name

It is kept in `history.json`, so that the pages can be built without a repository and its history.
"""

import argparse
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from goldstep.spec.clauses import FOLDER, clauses

HISTORY, UNRELEASED = FOLDER / "history.json", "unreleased"

History = dict[str, dict[str, str]]  # of each release, oldest first, the digests of its new texts by clause


def history() -> History:
    """What is kept."""
    kept: History = json.loads(HISTORY.read_text(encoding="utf-8"))
    return kept


def texts(folder: Path = FOLDER) -> dict[str, str]:
    """The digest of each clause of some pages; line breaks do not count."""
    return {c.id: hashlib.sha256(c.text.encode()).hexdigest()[:12] for c in clauses(folder).values()}


def recorded(kept: Mapping[str, Mapping[str, str]], now: Mapping[str, str], release: str = UNRELEASED) -> History:
    """The history with the texts of today, in place of whatever stood there as unreleased."""
    released = {name: dict(digests) for name, digests in kept.items() if name != UNRELEASED}
    last = {id: digest for digests in released.values() for id, digest in digests.items()}
    other = {id: digest for id, digest in sorted(now.items()) if last.get(id) != digest}
    return {**released, release: other} if other or release != UNRELEASED else released


def came(kept: Mapping[str, Mapping[str, str]]) -> dict[str, list[str]]:
    """The releases of each clause: the one it came with, and those that changed its text."""
    found: dict[str, list[str]] = {}
    for release, digests in kept.items():
        for id in digests:
            found.setdefault(id, []).append(release)
    return found


def main(words: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m goldstep.spec.history", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--release", default=UNRELEASED, help="name of the release that has the texts of today")
    parser.add_argument("--pages", type=Path, default=FOLDER, help="folder with the pages; those of today if left out")
    parser.add_argument("--file", type=Path, default=HISTORY, help="where the history is kept")
    told = parser.parse_args(words)
    kept = json.loads(told.file.read_text(encoding="utf-8")) if told.file.is_file() else {}
    if told.release != UNRELEASED and told.release in kept:
        parser.error(f"{told.file.name} has the release {told.release} already; a release is recorded once")
    new = recorded(kept, texts(told.pages), told.release)
    told.file.write_text(json.dumps(new, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""Judge released packages that nobody wrote an adapter for, and compare with what is recorded of them.

    python tests/packages/released.py [NAME…]

Each package of `released.toml` is installed into a folder of its own, without what would replace the framework that is
here, and each of its classes is judged in float64 by formulas and lives, as `goldstep check` judges it. What came of it
is printed. Exit code 1 says that something is not as recorded in `spec/released.json`, 2 that something could not be
installed or run.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

TABLE, RECORD = Path(__file__).with_name("released.toml"), Path(__file__).parents[2] / "spec/released.json"
COMPARED = ("is", "verdict", "fails")
OPTIONS = {
    "as": "--as",
    "names": "--map",
    "flags": "--set",
    "contract": "--contract",
    "dtype": "--dtype",
    "checks": "--check",
}
SAME, OTHER, BROKEN = 0, 1, 2

Row = dict[str, Any]


class Failed(Exception):
    """Something that is no verdict."""


def packages(names: Sequence[str]) -> list[Row]:
    """Those of the table, or those that are named. Raises Failed."""
    every = tomllib.loads(TABLE.read_text(encoding="utf-8"))["package"]
    known = [package["name"] for package in every]
    if unknown := [name for name in names if name not in known]:
        raise Failed(f"{TABLE.name} has no package {unknown[0]!r}; it has {', '.join(known)}")
    return [package for package in every if not names or package["name"] in names]


def installed(package: Row, folder: Path) -> Path:
    """The folder where a package lies with what it imports, but no framework: that is here. Raises Failed."""
    place = folder / f"{package['name']}-{package['version']}"
    if not place.is_dir():
        begun = folder / f"{place.name}.begun"
        _pip(begun, f"{package['name']}=={package['version']}", *package.get("needs", ()))
        begun.rename(place)
    return place


def _pip(place: Path, *what: str) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(place), *what]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(f"{what[0]} cannot be installed: {done.stderr.strip().splitlines()[-1]}")


def judged(package: Row, folder: Path) -> Iterator[Row]:
    """A row for each entry of a package, in a process of its own. Raises Failed."""
    place = installed(package, folder)
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("judging.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **package.get("environment", {}), "PYTHONPATH": str(place)},
        cwd=place,
        text=True,
    )
    with process:
        for entry in package["judge"]:
            came = _answer(process, {**entry, "absent": package.get("absent", ())})
            given = {"package": package["name"], "version": package["version"], "target": entry["target"]}
            yield {**given, "options": options(entry), **came, **{k: entry.get(k, "") for k in ("note", "found")}}


def _answer(process: Any, entry: Mapping[str, Any]) -> Row:
    """What the process that judges says of an entry. Raises Failed where it ends."""
    with suppress(BrokenPipeError):
        process.stdin.write(f"{json.dumps(entry)}\n")
        process.stdin.flush()
    line = process.stdout.readline()
    if not line:
        raise Failed(f"the process that judged {entry['target']} ended with {process.wait()}")
    return dict(json.loads(line))


def options(entry: Mapping[str, Any]) -> str:
    """What `goldstep check` is told besides the target."""
    given = ((option, entry.get(name, ())) for name, option in OPTIONS.items())
    return " ".join(f"{option} {x}" for option, told in given for x in ([told] if isinstance(told, str) else told))


def shown(row: Mapping[str, Any]) -> str:
    """What came of an entry."""
    if "error" in row:
        return f"error: {row['error']}"
    fails = f": {', '.join(row['fails'])}" if row["fails"] else ""
    return f"{row['is'] or 'nothing known'} {row['verdict']}{fails}; {row['explained']}".removesuffix("; ")


def key(row: Mapping[str, Any]) -> tuple[str, str, str]:
    """What tells a row from the others."""
    return row["package"], row["target"], row["options"]


def difference(row: Row, recorded: Mapping[Any, Row]) -> str:
    """In what a row is not as it was, or that nothing says why it does not conform; empty where there is nothing."""
    old = recorded.get(key(row))
    if old is None:
        return "NOT RECORDED"
    if any(row[name] != old[name] for name in COMPARED):
        return f"WAS {shown(old)}"
    silent = row["verdict"] != "conforms" and not (row["note"] or row["found"])
    return f"NO NOTE OF {TABLE.name} SAYS WHY" if silent else ""


def main() -> int:
    """Judge what is asked for, and record it or compare it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="packages; all by default")
    parser.add_argument("--write", action="store_true", help="record what came of it")
    parser.add_argument("--folder", type=Path, help="where packages are installed, and stay")
    asked = parser.parse_args()
    recorded = {key(row): row for row in json.loads(RECORD.read_text(encoding="utf-8"))} if RECORD.exists() else {}
    code, found = SAME, list[Row]()
    with tempfile.TemporaryDirectory() as temporary:
        try:
            wanted = packages(asked.names)
        except Failed as reason:
            parser.error(str(reason))
        for package in wanted:
            try:
                for row in judged(package, asked.folder or Path(temporary)):
                    found += [] if "error" in row else [row]
                    known = {key(row): row} if asked.write else recorded
                    other = "" if "error" in row else difference(row, known)
                    code = max(code, BROKEN if "error" in row else OTHER if other else SAME)
                    print(
                        " ".join(filter(None, key(row))), *filter(None, (shown(row), other)), sep="\n    ", flush=True
                    )
            except Failed as reason:
                code = BROKEN
                print(f"{package['name']}\n    error: {reason}", flush=True)
    if asked.write:
        write(recorded, found, [package["name"] for package in wanted])
    return code


def write(recorded: Mapping[Any, Row], found: Sequence[Row], names: Sequence[str]) -> None:
    """Record rows in place of those of their packages."""
    every = {k: row for k, row in recorded.items() if row["package"] not in names} | {key(row): row for row in found}
    text = json.dumps([every[k] for k in sorted(every)], indent=1, ensure_ascii=False)
    RECORD.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())

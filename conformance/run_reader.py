"""Reads run files strictly: each line against the schema, and all as one whole whose footer tells the truth."""

import json
from importlib.resources import files
from typing import Any

from goldstep.conformance.runfile import FORMAT, BadRunFile
from goldstep.conformance.table import counts
from goldstep.golden.parsing import CannotRead, content_of, json_of

_SHOWN = 300  # characters of a complaint, which may quote a value

Line = dict[str, Any]


def read(path: str) -> tuple[Line, list[Line], Line]:
    """Header, results and footer. Raises CannotRead, or BadRunFile with the line at fault and what is wrong there.

    A run that was killed has left no footer, and maybe a last line that is cut; its results are read all the same, and
    the footer that is given for it says that they are not complete.
    """
    lines = [_object(text, f"{path}, line {n}") for n, text in enumerate(_texts(path), 1)]
    _check_order(path, [line.get("kind") for line in lines], lines[0].get("format"))
    _check_lines(path, lines)
    header, *results = lines
    footer = results.pop() if lines[-1]["kind"] == "footer" else None
    _check_ids(path, results)
    if footer:
        _check_footer(path, results, footer)
    killed = {"kind": "footer", "counts": counts(results), "results": len(results), "complete": False}
    return header, results, footer or killed


def _texts(path: str) -> list[bytes]:
    texts = content_of(path).split(b"\n")  # a text in JSON may hold what else ends a line
    last = texts.pop()
    if last and (not texts or _is_whole(last)):
        texts.append(last)
    if not texts:
        raise BadRunFile(f"{path} is not a run file: it is empty")
    return texts


def _is_whole(text: bytes) -> bool:
    """Whether a line without an end is one all the same; one that was cut is not."""
    try:
        json_of(text, "")
    except CannotRead:
        return False
    return True


def _object(text: bytes, where: str) -> Line:
    value = json_of(text, where)
    if not isinstance(value, dict):
        raise BadRunFile(f"{where} is none of a run file: every line must be an object")
    return value


def _check_order(path: str, kinds: list[Any], format_: Any) -> None:
    if kinds[0] != "header":
        raise BadRunFile(f"{path} is not a run file: its first line is no header")
    if not isinstance(format_, str) or format_.split(".")[0] != FORMAT.split(".")[0]:
        raise BadRunFile(f"{path} has format {format_}, this release reads {FORMAT}")
    if "header" in kinds[1:]:
        again = kinds.index("header", 1) + 1
        raise BadRunFile(f"{path}, line {again} is a second header: several run files were joined; give one at a time")
    inner = kinds[1:-1] if kinds[-1] == "footer" else kinds[1:]
    wrong = next((n for n, kind in enumerate(inner, 2) if kind != "result"), None)
    if wrong:
        raise BadRunFile(f"{path}, line {wrong} is no result: between header and footer there is nothing else")


def _check_lines(path: str, lines: list[Line]) -> None:
    """Each line against the part of the schema that is for its kind."""
    from jsonschema import Draft202012Validator  # not needed by those who write run files
    from jsonschema.exceptions import best_match

    schema = json.loads(files("goldstep.conformance").joinpath("run-file.schema.json").read_bytes())
    general = {key: value for key, value in schema.items() if key != "oneOf"}
    kinds = ("header", "result", "footer")
    validators = {kind: Draft202012Validator({**general, "$ref": f"#/$defs/{kind}"}) for kind in kinds}
    for number, line in enumerate(lines, 1):
        try:
            error = best_match(validators[line["kind"]].iter_errors(line))
        except RecursionError:
            raise BadRunFile(f"{path}, line {number} is nested too deeply") from None
        if error:
            place = "/".join(map(str, error.absolute_path))
            what = f"{place}: {error.message}" if place else error.message
            raise BadRunFile(f"{path}, line {number}: {_cut(what)}{_upgrade(lines[0]['format'])}")


def _upgrade(given: str) -> str:
    """What to do about a format that is newer than this release, if it is."""
    later = [int(n) if n.isdecimal() else 0 for n in given.split(".")] > [int(n) for n in FORMAT.split(".")]
    return f"; it has format {given}, which is newer than {FORMAT}: upgrade goldstep" if later else ""


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}..."


def _check_ids(path: str, results: list[Line]) -> None:
    ids: dict[str, int] = {}
    for number, line in enumerate(results, 2):
        if line["id"] in ids:
            raise BadRunFile(f"{path}: lines {ids[line['id']]} and {number} are both of {line['id']}")
        ids[line["id"]] = number


def _check_footer(path: str, results: list[Line], footer: Line) -> None:
    found = {"results": len(results), **counts(results)}
    for name, said in {"results": footer["results"], **footer["counts"]}.items():
        if said != found[name]:
            raise BadRunFile(
                f"{path}: its footer counts {said} {name}, and it has {found[name]}: lines were lost or added"
            )

"""The lines of a formula, as the reference has them, in the words of its page."""

import ast
import re
from collections.abc import Mapping

from goldstep.conformance.expressions import BEFORE
from goldstep.conformance.subject import Subject
from goldstep.reference.arithmetics.dependencies import LATE, quantities_of

Line = ast.Assign | ast.Expr
_SIGNS = ((r"\b[hcq]\.", ""), (r" \*\* ", "^"), (r" \* ", " · "))


def called(subject: Subject, function: ast.FunctionDef) -> dict[str, str]:
    """What the variables of a formula are called on its page, as far as the variant records them."""
    known, names = quantities_of(subject.algorithm, subject.variant, LATE), dict[str, str]()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and (record := recorded(node)) and record[0] in known:
            names |= dict.fromkeys(map(ast.unparse, node.targets), record[0])
    return names


def recorded(line: Line) -> tuple[str, ast.expr, str] | None:
    """The quantity that a line records, its expression and its clause; None where it records nothing."""
    if not isinstance(line.value, ast.Call) or ast.unparse(line.value.func) != "q":
        return None
    name, expression, clause = line.value.args
    return _plain(name), expression, _plain(clause)


def changed(line: Line, other: Line, names: Mapping[str, str]) -> str:
    """What a line has, and what it should have."""
    name, before, clause = recorded(line) or (_target(line, names), line.value, "")
    after = (recorded(other) or ("", other.value))[1]
    sentence = f"{name} is {_words(after, names)} in place of {_words(before, names)}"
    return f"{sentence} ({clause})" if clause else sentence


def _target(line: Line, names: Mapping[str, str]) -> str:
    return ", ".join(_words(x, names) for x in getattr(line, "targets", ()))


def _words(expression: ast.expr, names: Mapping[str, str]) -> str:
    text = re.sub(r"(?<![\w.])\w+", lambda found: names.get(found[0], found[0]), ast.unparse(expression))
    text = re.sub(r"\bs\.(\w+)", lambda found: "g" if found[1] == "g" else BEFORE.format(found[1]), text)
    for pattern, sign in _SIGNS:
        text = re.sub(pattern, sign, text)
    return text


def _plain(text: ast.expr) -> str:
    return str(text.value) if isinstance(text, ast.Constant) else ast.unparse(text)

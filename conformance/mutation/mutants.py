"""The mutants of a source text, and the tree that each is compiled from."""

import ast
import difflib
from dataclasses import dataclass
from typing import Any

from goldstep.conformance.mutation.operators import alternatives

_TOLD = ("warn", "warning", "format")  # calls whose arguments are for a reader
_WIDTH = 100  # characters of a line that are shown
_LEFT = (ast.Raise, ast.Assert, ast.JoinedStr, ast.Import, ast.ImportFrom)


@dataclass(frozen=True)
class Mutant:
    """One change: `number` counts all changes of a source in order.

    `function` is the qualified name of what is changed, `first` and `last` are the lines of the statement, or of its
    head where it has a body, and `before` and `after` are its text.
    """

    number: int
    kind: str
    function: str
    first: int
    last: int
    before: str
    after: str

    @property
    def diff(self) -> list[str]:
        """The lines that are taken away and those that stand there instead; of long ones the part that differs."""
        made = difflib.ndiff(self.before.splitlines(), self.after.splitlines())
        lines = [line for line in made if line[0] in "+-"]
        if len(lines) != 2 or max(map(len, lines)) <= _WIDTH:
            return lines
        pairs = enumerate(zip(*(line[2:] for line in lines), strict=False))
        same = next((k for k, (a, b) in pairs if a != b), 0)
        return [f"{line[:2]}{_around(line[2:], same)}" for line in lines]


def mutants(source: str) -> list[Mutant]:
    """Every mutant of a source text."""
    walk = _Walk(None)
    walk.visit(ast.parse(source))
    return walk.found


def tree_of(source: str, mutant: Mutant) -> ast.Module:
    """The tree of the source with the change in it; every line has the number that it has in the source."""
    tree: ast.Module = _Walk(mutant.number).visit(ast.parse(source))
    return ast.fix_missing_locations(tree)


class _Walk(ast.NodeTransformer):
    """Goes over what runs when functions run, counts the changes there, and makes the wanted one."""

    def __init__(self, wanted: int | None) -> None:
        self._wanted, self.found = wanted, list[Mutant]()
        self._names: list[str] = []
        self._statement: ast.stmt | None = None  # the innermost one; none outside of functions

    def visit(self, node: ast.AST) -> Any:
        if isinstance(node, _LEFT) or _refuses(node) or _tells(node):
            return node
        outer = self._statement
        if outer and isinstance(node, ast.stmt):
            self._statement = node
        made = self._changed(node) if self._statement else None
        made = super().visit(node) if made is None else made
        self._statement = outer
        return made

    def _changed(self, node: ast.AST) -> ast.AST | None:
        """The node that is wanted in its place, or none."""
        made = None
        for kind, other in alternatives(node):
            if len(self.found) == self._wanted:
                made = ast.copy_location(_unreached(node) if isinstance(other, ast.Pass) else other, node)
            self.found.append(self._mutant(kind, node, other))
        return made

    def _mutant(self, kind: str, node: ast.AST, other: ast.AST) -> Mutant:
        statement = self._statement
        assert statement
        before, after = _text(statement), _text(statement, node, other)
        body = getattr(statement, "body", None)
        last = body[0].lineno - 1 if body else statement.end_lineno or statement.lineno
        return Mutant(
            len(self.found), kind, ".".join(self._names), statement.lineno, max(last, statement.lineno), before, after
        )

    def visit_ClassDef(self, node: ast.ClassDef) -> Any:
        self._names.append(node.name)
        node.body = [self.visit(x) for x in node.body]
        self._names.pop()
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Any:
        self._names.append(node.name)
        outer, self._statement = self._statement, node
        node.args.defaults = [self.visit(x) for x in node.args.defaults]
        node.args.kw_defaults = [x and self.visit(x) for x in node.args.kw_defaults]
        node.body = [self.visit(x) for x in node.body]
        self._statement = outer
        self._names.pop()
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> Any:
        node.value = node.value and self.visit(node.value)
        return node


def _unreached(node: Any) -> ast.If:
    """A statement that is left out, and whose names mean what they meant."""
    return ast.If(ast.Constant(False), [node], [])


def _around(text: str, place: int) -> str:
    """The part of a long text that has this place in it."""
    begin = max(place - _WIDTH // 2, 0)
    part = text[begin : begin + _WIDTH]
    return "…" * (begin > 0) + part + "…" * (begin + _WIDTH < len(text))


def _refuses(node: ast.AST) -> bool:
    """Whether all that an `if` does is to refuse arguments."""
    return isinstance(node, ast.If) and not node.orelse and all(isinstance(x, ast.Raise) for x in node.body)


def _tells(node: ast.AST) -> bool:
    called = node.func if isinstance(node, ast.Call) else None
    return getattr(called, "attr", getattr(called, "id", "")) in _TOLD


def _text(statement: ast.stmt, old: ast.AST | None = None, new: ast.AST | None = None) -> str:
    """The text of a statement, or of its head, maybe with another node in it."""
    head = _Copy(old, new).of(statement)
    for name in ("body", "orelse", "finalbody", "handlers", "decorator_list"):
        if getattr(head, name, None):
            setattr(head, name, [ast.Pass()] if name == "body" else [])
    text = ast.unparse(ast.fix_missing_locations(head))
    return text.removesuffix("pass").rstrip() if hasattr(head, "body") else text


class _Copy:
    """Copies a tree, but for one node and for bodies of statements, which are taken over as they are."""

    def __init__(self, old: ast.AST | None, new: ast.AST | None) -> None:
        self._old, self._new = old, new

    def of(self, node: Any) -> Any:
        if node is self._old and node is not None:
            return self._shallow(self._new)
        if not isinstance(node, ast.AST):
            return node
        return type(node)(**{name: self._field(getattr(node, name, None)) for name in node._fields})

    def _field(self, value: Any) -> Any:
        if isinstance(value, list):
            return value if value and isinstance(value[0], ast.stmt) else [self.of(x) for x in value]
        return self.of(value)

    def _shallow(self, node: Any) -> Any:
        return type(node)(**{name: getattr(node, name, None) for name in node._fields})

"""Faults of a formula that nobody has a name for: one place of the lines of a step is another than it should be.

There stands another quantity or hyperparameter, the opposite operation, one operand of two, an average with other
weights, or what a hyperparameter scales besides. What a whole quantity is instead is looked for by `rewriting`; here
the rest of its expression stays as it is.
"""

import ast
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from goldstep.conformance.drive import Trace
from goldstep.conformance.formula_text import Line, called, changed
from goldstep.conformance.mutation.operators import alternatives
from goldstep.conformance.patching import source_of, with_function
from goldstep.conformance.subject import Subject
from goldstep.conformance.suspects import Suspect
from goldstep.conformance.taken import Step
from goldstep.reference.algorithm import Algorithm
from goldstep.reference.trajectory import Case

T = TypeVar("T", bound=ast.AST)

_FORMULAS = ("coefficients", "step")
_INPUTS = ("s.", "c.")  # of a step: its state with the gradient, and its coefficients
_PLACES = ast.Name | ast.Attribute | ast.BinOp | ast.UnaryOp | ast.Call
_LARGEST = "q.maximum"


def edited(subject: Subject, case: Case, trace: Trace) -> Iterator[Suspect]:
    """Those under which one step of the backend is right, but for rounding, in the order of the lines.

    Where its state cannot be read, all of them.
    """
    step = Step.last(subject, case, trace)
    for edit in _edits(subject):
        if step is None or step.right(edit.build):
            yield Suspect(edit.sentence, partial(edit.build, subject.algorithm), subject.variant)


@dataclass(frozen=True)
class _Edit:
    """What stands in a place of a line instead."""

    function: ast.FunctionDef
    line: Line
    place: ast.expr
    other: ast.AST
    names: Mapping[str, str]

    @property
    def sentence(self) -> str:
        return changed(self.line, _with(self.line, self.place, self.other), self.names)

    def build(self, algorithm: Algorithm) -> Algorithm:
        """The algorithm with this line in its formula."""
        return with_function(algorithm, _with(self.function, self.place, self.other))


def _with(tree: T, place: ast.AST, other: ast.AST) -> T:
    """A copy with something else in a place."""
    return deepcopy(tree, {id(place): ast.copy_location(deepcopy(other), place)})


def _edits(subject: Subject) -> Iterator[_Edit]:
    tree = ast.parse(source_of(subject.algorithm_name))
    for function in (x for x in tree.body if isinstance(x, ast.FunctionDef) and x.name in _FORMULAS):
        names, known = called(subject, function), _quantities(function)
        hypers = {f"h.{hyper.name}" for hyper in subject.algorithm.hypers}
        for line in (node for node in ast.walk(function) if isinstance(node, Line)):
            for place in _places(line.value):
                yield from (_Edit(function, line, place, x, names) for x in _others(place, known, hypers))


def _quantities(function: ast.FunctionDef) -> set[str]:
    """What the lines of a formula are made of, besides hyperparameters."""
    nodes = list(ast.walk(function))
    names = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    attributes = {ast.unparse(node) for node in nodes if isinstance(node, ast.Attribute)}
    return names | {name for name in attributes if name.startswith(_INPUTS) and name != "s.shape"}


def _places(value: ast.expr) -> Iterator[ast.expr]:
    """What may be another, without what only chooses."""
    nodes = list(ast.walk(value))
    tests = [node.test if isinstance(node, ast.IfExp) else node for node in nodes if isinstance(node, _CHOICES)]
    choices = {id(x) for test in tests for x in ast.walk(test)}
    yield from (node for node in nodes if isinstance(node, _PLACES) and id(node) not in choices)


_CHOICES = ast.IfExp | ast.Compare


def _others(place: ast.expr, known: set[str], hypers: set[str]) -> Iterator[ast.AST]:
    """What may stand in a place."""
    if isinstance(place, ast.BinOp):
        yield from (place.left, place.right)
    if isinstance(place, ast.BinOp | ast.UnaryOp):
        yield from (other for _, other in alternatives(place))
    elif isinstance(place, ast.Call):
        yield from map(_parsed, _of_call(place, hypers))
    else:
        own = ast.unparse(place)
        group = next((group for group in (known, hypers) if own in group), set[str]())
        yield from map(_parsed, sorted(group - {own}))
        yield from (_parsed(f"{own} * {hyper}") for hyper in sorted(hypers) if group)


def _of_call(call: ast.Call, hypers: set[str]) -> Iterator[str]:
    """An average without one of its weights, or with weights of different hyperparameters; a sum for the largest."""
    function, *given = map(ast.unparse, (call.func, *call.args))
    if function == _LARGEST:
        yield " + ".join(given)
    if function == "q.average" and given[0] in hypers:
        d, before, new = given
        yield from (f"{d} * ({before}) + ({new})", f"({before}) + (1 - {d}) * ({new})")
        for other in sorted(hypers - {d}):
            yield from (f"{a} * ({before}) + (1 - {b}) * ({new})" for a, b in ((other, d), (d, other)))


def _parsed(text: str) -> ast.AST:
    return ast.parse(text, mode="eval").body

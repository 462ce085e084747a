"""What is changed in a source, one place a mutant: operators, constants, conditions, calls, statements, defaults.

Only what runs when functions run is changed. What refuses arguments is left as it is, for the battery judges what is
computed and not what is refused; so are annotations, decorators and texts.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Alternative = tuple[str, ast.AST]  # what was done, and what stands there now

_BINARY: Mapping[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
}
_COMPARED: Mapping[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_OPPOSITES = (
    ("add", "sub"),
    ("mul", "div"),
    ("min", "max"),
    ("minimum", "maximum"),
    ("any", "all"),
    ("ceil", "floor"),
    ("cos", "sin"),
    ("addcmul", "addcdiv"),
    ("zeros_like", "ones_like"),
)
_CALLED = {a: b for pair in _OPPOSITES for a, b in (pair, pair[::-1])}


def alternatives(node: ast.AST) -> Iterator[Alternative]:
    """The changes of one node."""
    for kind, make in _OPERATORS.items():
        if isinstance(node, kind):
            yield from make(node)


def _binary(node: Any) -> Iterator[Alternative]:
    if other := _BINARY.get(type(node.op)):
        yield "operator", _with(node, op=other())


def _updated(node: Any) -> Iterator[Alternative]:
    yield from _binary(node)
    yield "left out", ast.Pass()


def _compared(node: ast.Compare) -> Iterator[Alternative]:
    for k, op in enumerate(node.ops):
        if other := _COMPARED.get(type(op)):
            yield "comparison", _with(node, ops=[*node.ops[:k], other(), *node.ops[k + 1 :]])


def _joined(node: ast.BoolOp) -> Iterator[Alternative]:
    yield "and, or", _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())


def _unary(node: ast.UnaryOp) -> Iterator[Alternative]:
    if isinstance(node.op, ast.USub | ast.Not):
        yield "sign" if isinstance(node.op, ast.USub) else "not", node.operand


def _constant(node: ast.Constant) -> Iterator[Alternative]:
    x = node.value
    if isinstance(x, bool):
        yield "constant", ast.Constant(not x)
    elif isinstance(x, int):
        yield "constant", ast.Constant(x + 1)
    elif isinstance(x, float):
        yield "constant", ast.Constant(2 * x if x else 1.0)


def _chosen(node: Any) -> Iterator[Alternative]:
    turned = isinstance(node.test, ast.Compare) and isinstance(
        node.test.ops[0], ast.Eq | ast.NotEq | ast.Is | ast.IsNot
    )
    if not (turned or isinstance(node.test, ast.UnaryOp)):  # or it is changed where it stands
        yield "condition", _with(node, test=ast.UnaryOp(ast.Not(), node.test))


def _called(node: ast.Call) -> Iterator[Alternative]:
    for k, keyword in enumerate(node.keywords):
        if keyword.arg not in (None, "strict"):  # strict only refuses
            yield f"{keyword.arg}= left out", _with(node, keywords=node.keywords[:k] + node.keywords[k + 1 :])
    if isinstance(node.func, ast.Attribute):
        name = node.func.attr
        if other := _opposite(name):
            yield "function", _with(node, func=_with(node.func, attr=other))
        if not (node.args or node.keywords):
            yield f"{name}() left out", node.func.value
    elif isinstance(node.func, ast.Name) and (other := _opposite(node.func.id)):
        yield "function", _with(node, func=_with(node.func, id=other))


def _opposite(name: str) -> str:
    """``_foreach_sub_`` for ``_foreach_add_``; empty where there is none."""
    core = name.removeprefix("_foreach_").rstrip("_")
    return name.replace(core, _CALLED[core]) if core in _CALLED else ""


def _statement(node: ast.Expr) -> Iterator[Alternative]:
    if isinstance(node.value, ast.Call):
        yield "left out", ast.Pass()


def _assigned(node: ast.Assign) -> Iterator[Alternative]:
    if not isinstance(node.targets[0], ast.Name | ast.Tuple):  # without which a name is merely unknown
        yield "left out", ast.Pass()


def _jumped(node: ast.stmt) -> Iterator[Alternative]:
    yield "left out", ast.Pass()


_OPERATORS: Mapping[Any, Callable[[Any], Iterator[Alternative]]] = {
    ast.BinOp: _binary,
    ast.AugAssign: _updated,
    ast.Compare: _compared,
    ast.BoolOp: _joined,
    ast.UnaryOp: _unary,
    ast.Constant: _constant,
    (ast.If, ast.IfExp, ast.While): _chosen,
    ast.Call: _called,
    ast.Expr: _statement,
    ast.Assign: _assigned,
    (ast.Continue, ast.Break): _jumped,
}


def _with(node: ast.AST, **changed: Any) -> ast.AST:
    """A copy of a node with other fields."""
    return type(node)(**{**{name: getattr(node, name) for name in node._fields}, **changed})

"""What a framework calls a hyperparameter, read off the bindings that come along, without importing the framework."""

import ast
from collections.abc import Mapping
from importlib.resources import files

from goldstep.conformance.comparing.sides import Side

FOLDERS = {"pytorch-optimizer": "pytorch_optimizer", "pytorch": "torch", "optax": "optax", "keras": "keras"}


def options(s: Side) -> dict[str, str]:
    """The option of each hyperparameter, such as ``betas[0]`` of beta1, as far as a binding names them.

    Which of several it is, where a binding chooses one by the variant, is not read: all are named.
    """
    folder = next((folder for start, folder in FOLDERS.items() if s.variant.name.startswith(f"{start}-")), "")
    binding = files("goldstep.adapters").joinpath(folder, "bindings", f"{s.algorithm.name}.py")
    if not folder or not binding.is_file():
        return {}
    found: dict[str, dict[str, None]] = {}
    shared = _dicts(files("goldstep.adapters").joinpath(folder, "optimizers.py").read_text(encoding="utf-8"))
    for node in ast.walk(ast.parse(binding.read_text(encoding="utf-8"))):
        named: dict[str, str] = {}
        if isinstance(node, ast.keyword) and node.arg == "options" and isinstance(node.value, ast.Dict):
            named = _of_dict(node.value, shared)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Binding" and node.args:
            named = _of_dict(node.args[1], shared)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "given":
            texts = {x.arg: x.value.value for x in node.keywords if x.arg and isinstance(x.value, ast.Constant)}
            named = {hyper: option for option, hyper in texts.items() if isinstance(hyper, str)}
        for hyper, option in named.items():
            found.setdefault(hyper, {})[option] = None
    return {name: " or ".join(found[name]) for name in found if name in s.given}


def _dicts(source: str) -> dict[str, ast.Dict]:
    """The constants of a module that are dicts."""
    assigned = [node for node in ast.parse(source).body if isinstance(node, ast.Assign)]
    return {
        target.id: node.value
        for node in assigned
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value, ast.Dict)
    }


def _of_dict(node: ast.expr, shared: Mapping[str, ast.Dict]) -> dict[str, str]:
    if isinstance(node, ast.Name) and node.id in shared:
        return _of_dict(shared[node.id], shared)
    if not isinstance(node, ast.Dict):
        return {}
    found: dict[str, str] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:  # those of another dict
            found |= _of_dict(value, shared)
        elif isinstance(key, ast.Constant) and isinstance(value, ast.Constant):
            found[_name(value)] = _name(key)
        elif isinstance(key, ast.Constant) and isinstance(value, ast.Tuple):
            named = {i: x for i, x in enumerate(value.elts) if isinstance(x, ast.Constant)}
            found |= {_name(x): f"{_name(key)}[{i}]" for i, x in named.items()}
    return found


def _name(node: ast.Constant) -> str:
    return node.value if isinstance(node.value, str) else ""

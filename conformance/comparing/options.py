"""What a framework calls a hyperparameter, read off the bindings that come along, without importing the framework."""

import ast
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
    for node in ast.walk(ast.parse(binding.read_text(encoding="utf-8"))):
        named: dict[str, str] = {}
        if isinstance(node, ast.keyword) and node.arg == "options" and isinstance(node.value, ast.Dict):
            named = _of_dict(node.value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "given":
            texts = {x.arg: x.value.value for x in node.keywords if x.arg and isinstance(x.value, ast.Constant)}
            named = {hyper: option for option, hyper in texts.items() if isinstance(hyper, str)}
        for hyper, option in named.items():
            found.setdefault(hyper, {})[option] = None
    return {name: " or ".join(found[name]) for name in found if name in s.given}


def _of_dict(node: ast.Dict) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        if isinstance(key, ast.Constant) and isinstance(value, ast.Constant):
            found[_name(value)] = _name(key)
        elif isinstance(key, ast.Constant) and isinstance(value, ast.Tuple):
            named = {i: x for i, x in enumerate(value.elts) if isinstance(x, ast.Constant)}
            found |= {_name(x): f"{_name(key)}[{i}]" for i, x in named.items()}
    return found


def _name(node: ast.Constant) -> str:
    return node.value if isinstance(node.value, str) else ""

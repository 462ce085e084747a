"""What a framework calls a hyperparameter, read off the bindings that come along, without importing the framework."""

import ast
from importlib.resources import files

from goldstep.conformance.comparing.sides import Side

FOLDERS = {"pytorch-optimizer": "pytorch_optimizer", "pytorch": "torch", "optax": "optax"}


def options(s: Side) -> dict[str, str]:
    """The option of each hyperparameter, such as ``betas[0]`` of beta1, as far as a binding names them."""
    folder = next((folder for start, folder in FOLDERS.items() if s.variant.name.startswith(f"{start}-")), "")
    binding = files("goldstep.adapters").joinpath(folder, "bindings", f"{s.algorithm.name}.py")
    if not folder or not binding.is_file():
        return {}
    found: dict[str, str] = {}
    for node in ast.walk(ast.parse(binding.read_text(encoding="utf-8"))):
        if isinstance(node, ast.keyword) and node.arg == "options" and isinstance(node.value, ast.Dict):
            found |= _of_dict(node.value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "given":
            texts = {x.arg: x.value.value for x in node.keywords if x.arg and isinstance(x.value, ast.Constant)}
            found |= {hyper: option for option, hyper in texts.items() if isinstance(hyper, str)}
    return {name: option for name, option in found.items() if name in s.given}


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

"""torch.optim.LBFGS, one iteration a step, with its tests for an early end switched off.

Its state belongs to the first parameter and is flat. The displacement is read where the next step reads it, as the
direction `d` times the length `t`.
"""

import numpy as np
import torch

from goldstep.adapters.torch.optimizers import Binding, Joint

NAMES = {"iterations": "max_iter", "evaluations": "max_eval"}


def search(objective):
    """The first value of a step is that of its start, and all of them count."""
    if objective.ends is not None:
        return {NAMES.get(name, name): int(x) if name in NAMES else x for name, x in objective.ends.items()}
    limit = {"max_eval": 1 + objective.evaluations} if objective.evaluations else {}
    return {"line_search_fn": "strong_wolfe", **limit}


def read(optimizer):
    held = optimizer.state[_params(optimizer)[0]]
    if "d" not in held:
        return {}
    size, zero = optimizer.param_groups[0]["history_size"], torch.zeros_like(held["d"])
    flat = {
        "steps": [zero] * (size - len(held["old_stps"])) + held["old_stps"],
        "changes": [zero] * (size - len(held["old_dirs"])) + held["old_dirs"],
        "g_before": held["prev_flat_grad"],
        "move": held["d"].mul(held["t"]),
    }
    return {slot: _parted(optimizer, x if torch.is_tensor(x) else torch.stack(x)) for slot, x in flat.items()}


def write(optimizer, state):
    held = optimizer.state[_params(optimizer)[0]]
    if "t" in state:
        held["n_iter"] = state["t"]
        held.setdefault("func_evals", 0)
    new = {slot: _joined(optimizer, tensors) for slot, tensors in state.items() if slot != "t"}
    if "move" in new:
        held["d"], held["t"] = new["move"], 1.0
    if "g_before" in new:
        held["prev_flat_grad"] = new["g_before"]
    if "steps" in new and "changes" in new:
        _remember(held, new["steps"], new["changes"])


def _remember(held, steps, changes):
    """The pairs, without the leading empty ones, and what torch derives from them when it takes them in."""
    pairs = list(zip(steps, changes, strict=True))
    while pairs and not pairs[0][0].any() and not pairs[0][1].any():
        pairs.pop(0)
    held["old_stps"], held["old_dirs"] = [s for s, _ in pairs], [y for _, y in pairs]
    curvatures = [y.dot(s) for s, y in pairs]
    held["ro"] = [1.0 / c if c else torch.zeros_like(c) for c in curvatures]
    square = pairs[-1][1].dot(pairs[-1][1]) if pairs else 0
    held["H_diag"] = curvatures[-1] / square if square else 1


def _params(optimizer):
    return optimizer.param_groups[0]["params"]


def _parted(optimizer, flat):
    parts = flat.split([p.numel() for p in _params(optimizer)], dim=-1)
    return [x.reshape((*x.shape[:-1], *p.shape)) for x, p in zip(parts, _params(optimizer), strict=True)]


def _joined(optimizer, arrays):
    params = _params(optimizer)
    flat = [np.reshape(x, (*np.shape(x)[: np.ndim(x) - p.ndim], -1)) for x, p in zip(arrays, params, strict=True)]
    return torch.tensor(np.concatenate(flat, axis=-1), dtype=params[0].dtype, device=params[0].device)


BINDING = Binding(
    optimizer="LBFGS",
    variants=("pytorch-2.13",),
    options={"lr": "lr", "history_size": "history"},
    values={"history": int},
    chosen=lambda variant: {
        "max_iter": 1,
        "max_eval": 1,  # as the constructor has it for one iteration
        "tolerance_grad": -1.0,
        "tolerance_change": -float("inf"),
    },
    slots={},
    foreach=False,
    joint=Joint(read, write, search, lambda optimizer: optimizer.state[_params(optimizer)[0]].get("n_iter", 0)),
)

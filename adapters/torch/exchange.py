"""Checkpoints of a training script: ``{"params": [...], "optimizer": optimizer.state_dict()}``, by `torch.save`.

In place of ``params``, a list in the order of the optimizer, the state dict of a model may stand under ``model``, where
it has nothing but parameters.
"""

from typing import Any

import numpy as np
import torch

from goldstep.adapters.contract import AdapterError, Arrays


def parameters(file: str) -> tuple[Arrays, str]:
    """Those of a checkpoint as float64, and their dtype."""
    held = _params(_read(file))
    dtypes = {str(x.dtype).removeprefix("torch.") for x in held}
    if len(dtypes) != 1:
        raise AdapterError(f"{file} has parameters in {', '.join(sorted(dtypes)) or 'no dtype'}; expected one dtype")
    return [np.array(x.detach().to("cpu", torch.float64).numpy()) for x in held], dtypes.pop()


def take(optimizer: Any, file: str) -> list[int]:
    """Load the state of the optimizer; the steps of each parameter."""
    saved = _read(file)["optimizer"]
    groups, members = optimizer.state_dict()["param_groups"], [k for g in saved["param_groups"] for k in g["params"]]
    state = {new: saved["state"][old] for new, old in enumerate(members) if old in saved["state"]}
    optimizer.load_state_dict({"state": state, "param_groups": groups})
    counts = [int(state.get(k, {}).get("step", 1 if state.get(k) else 0)) for k in range(len(members))]
    return counts


def give(optimizer: Any, params: Any, file: str) -> None:
    torch.save({"params": [p.detach().clone() for p in params], "optimizer": optimizer.state_dict()}, file)


def _read(file: str) -> dict[str, Any]:
    try:
        saved = torch.load(file, map_location="cpu", weights_only=True)
    except Exception as error:
        raise AdapterError(f"{file} is no checkpoint that torch.load reads: {str(error).splitlines()[0]}") from None
    if not isinstance(saved, dict) or "optimizer" not in saved or not {"params", "model"} & saved.keys():
        raise AdapterError(f"{file} has to hold a dict with 'optimizer', a state dict, and 'params' or 'model'")
    return saved


def _params(saved: dict[str, Any]) -> list[torch.Tensor]:
    held = list(saved["params"] if "params" in saved else saved["model"].values())
    members = sum(len(group["params"]) for group in saved["optimizer"]["param_groups"])
    if len(held) != members:
        raise AdapterError(f"the optimizer has {members} parameters, and the checkpoint {len(held)}")
    return held

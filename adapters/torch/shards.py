"""Parameters that are shared out over processes as `fully_shard` (FSDP2) does it: each process holds a part of each.

What torch has for this takes a while to import, and most runs are of one process.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import torch
from torch import nn

from goldstep.adapters.contract import Unsupported

PATIENCE = timedelta(seconds=180)  # that a process waits for the others
# what torch says of operations that it does not have for tensors that are shared out
REFUSALS = ("placement", "redistribut", "sharding strategy")


def meet(rank: int, size: int, meeting: Path) -> None:
    """Meet the other processes of a world, to talk by gloo, which every build of torch has."""
    torch.set_num_threads(1)
    torch.distributed.init_process_group(
        "gloo", init_method=meeting.as_uri(), rank=rank, world_size=size, timeout=PATIENCE
    )


def shared_out(p: torch.Tensor) -> nn.Parameter:
    """The part of this process of a parameter. Raises Unsupported for one without axes, as `fully_shard` does."""
    if not p.dim():
        raise Unsupported("fully_shard shares out no parameter without axes")
    from torch.distributed.fsdp import fully_shard

    layer = nn.ParameterList([nn.Parameter(p)])
    fully_shard(layer, mesh=_mesh())
    return next(layer.parameters())


def like(value: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    """A tensor that every process has, shared out as `x` is, if it is."""
    if not hasattr(x, "full_tensor"):
        return value
    from torch.distributed.tensor import distribute_tensor

    return distribute_tensor(value.to(x.dtype), x.device_mesh, x.placements, src_data_rank=None)


def whole(x: torch.Tensor) -> torch.Tensor:
    """All of a tensor of which each process has a part; all of them must ask."""
    full: torch.Tensor = x.full_tensor() if hasattr(x, "full_tensor") else x
    return full


@contextmanager
def refused() -> Iterator[None]:
    """Where torch does not have an operation for what is shared out, that is lacking, and nothing is wrong."""
    try:
        yield
    except RuntimeError as error:
        if any(word in str(error) for word in REFUSALS):
            raise Unsupported(f"torch does not have it for shared parameters: {str(error).splitlines()[0]}") from None
        raise


@cache
def _mesh() -> Any:
    from torch.distributed import get_world_size
    from torch.distributed.device_mesh import init_device_mesh

    return init_device_mesh("cpu", (get_world_size(),))

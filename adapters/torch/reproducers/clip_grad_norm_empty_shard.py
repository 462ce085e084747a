"""torch 2.13: clip_grad_norm_ by the largest element fails where fully_shard has left a process an empty part.

Only that process fails: the others wait for it in the reduction of the norm until their group gives up.

Severity: low.
Clauses: STEP-20, CLIP-BY-GLOBAL-NORM-1.
"""

import os
import tempfile
from datetime import timedelta

import torch
import torch.distributed as dist
from torch import multiprocessing
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard
from torch.distributed.tensor import distribute_tensor


def clipped(rank, meeting, shown):
    dist.init_process_group(
        "gloo", init_method=f"file://{meeting}", rank=rank, world_size=2, timeout=timedelta(seconds=5)
    )
    mesh = init_device_mesh("cpu", (2,))
    layer = torch.nn.ParameterList([torch.nn.Parameter(torch.ones(1))])
    fully_shard(layer, mesh=mesh)
    (p,) = layer.parameters()
    for order in (2.0, float("inf")):
        p.grad = distribute_tensor(torch.full((1,), 3.0), mesh, p.placements)
        try:
            came = str(float(torch.nn.utils.clip_grad_norm_([p], 1.0, norm_type=order).full_tensor()))
        except RuntimeError as error:
            came = "waits until its group gives up" if "gloo" in str(error) else str(error).splitlines()[0]
        shown.put(f"order {order}, process {rank}, which has {p.to_local().numel()} of 1 elements: {came}")


if __name__ in ("__main__", "<run_path>"):
    with tempfile.TemporaryDirectory() as folder:
        context = multiprocessing.get_context("fork")
        shown = context.Queue()
        workers = [context.Process(target=clipped, args=(r, os.path.join(folder, "meeting"), shown)) for r in (0, 1)]
        for worker in workers:
            worker.start()
        for line in sorted(shown.get() for _ in range(4)):
            print(line)
        for worker in workers:
            worker.join()

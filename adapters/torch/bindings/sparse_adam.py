"""torch.optim.SparseAdam, whose gradients are sparse tensors as the backward pass leaves them: not coalesced."""

import numpy as np
import torch

from goldstep.adapters.torch.optimizers import Binding


def sparse(inputs, p):
    """What is present is listed once, and what comes again a second time.

    Where whole rows of a matrix are present they are listed by their index, as `nn.Embedding` does; any other
    elements, and those of a vector, by themselves.
    """
    g, again, present = map(np.asarray, inputs)
    rows = present.ndim > 1 and not np.ptp(present.reshape(len(present), -1), axis=1).any()
    listed = present.reshape(len(present), -1)[:, 0] > 0 if rows else present > 0
    twice = again.reshape(len(again), -1).any(axis=1) if rows else again != 0
    masks = listed, listed & twice
    indices = [np.argwhere(mask).T for mask in masks]
    values = [plane[mask] for plane, mask in zip((g, again), masks, strict=True)]
    return torch.sparse_coo_tensor(
        np.concatenate(indices, axis=1),
        torch.tensor(np.concatenate(values), dtype=p.dtype),
        p.shape,
        device=p.device,
        check_invariants=True,
    )


BINDING = Binding(
    optimizer="SparseAdam",
    variants=("pytorch-2.13",),
    options={"lr": "lr", "betas": ("beta1", "beta2"), "eps": "eps"},
    slots={"m": "exp_avg", "v": "exp_avg_sq"},
    foreach=False,
    inputs=3,
    threaded=False,
    bounds={"lr": "(0, inf)", "eps": "(0, inf)"},
    gradient=sparse,
)

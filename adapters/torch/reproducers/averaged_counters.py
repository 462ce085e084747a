"""torch 2.13: AveragedModel with use_buffers=True averages integer buffers, such as the counter of BatchNorm, too.

Each update is cut to an integer, so the counter of a run of any length stays 1; it is worked out in float32, so a large
one changes although it is constant; and get_swa_multi_avg_fn(), which is the default on CUDA devices, raises.

Severity: medium.
Clauses: none, for EMA-5 and SWA-4 speak of buffers of floating point alone.
"""

import torch
from torch.optim.swa_utils import AveragedModel, get_swa_multi_avg_fn


def averaged_counter(counts, **how):
    """What the average has for a counter that goes through these values."""
    layer = torch.nn.BatchNorm1d(1)
    averaged = AveragedModel(layer, use_buffers=True, **how)
    for count in counts:
        layer.num_batches_tracked.fill_(count)
        averaged.update_parameters(layer)
    return averaged.module.num_batches_tracked.item()


print("the average of 1, 2, ..., 1000 is", averaged_counter(range(1, 1001)))
print(f"the average of {2**24 + 1} and {2**24 + 1} is", averaged_counter([2**24 + 1] * 2))
try:
    averaged_counter([1, 2], multi_avg_fn=get_swa_multi_avg_fn())
except RuntimeError as error:
    print("by get_swa_multi_avg_fn():", str(error).split(",")[0])

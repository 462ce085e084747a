"""torch 2.13: the example of an exponential moving average in the documentation of AveragedModel raises.

It passes the averaging function where the device stands.

Severity: low.
Clauses: none, for it is an example of the documentation.
"""

import torch
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

try:
    AveragedModel(torch.nn.Linear(1, 1), get_ema_multi_avg_fn(0.9), use_buffers=True)
except TypeError as error:
    print("AveragedModel(model, get_ema_multi_avg_fn(0.9), use_buffers=True) raises:", str(error).splitlines()[0])

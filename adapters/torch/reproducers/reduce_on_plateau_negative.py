"""torch 2.13: ReduceLROnPlateau takes a negative metric that gets worse for one that gets better.

With the default, relative threshold a metric must lie below (1 - threshold) times the best one, and that is above the
best one where it is negative. A metric that creeps up, or stands still, never is a plateau.

Severity: high.
Clauses: none, for the relative margin of REDUCE-ON-PLATEAU-2 is defined as it is, for metrics above 0.
Upstream: https://github.com/pytorch/pytorch/issues/47513.
"""

import torch

for metric in (1.0, -1.0):
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=1.0)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=2)
    for step in range(20):
        scheduler.step(metric + 0.00001 * step)
    rate = optimizer.param_groups[0]["lr"]
    print(f"20 metrics that get worse from {metric} on: learning rate {rate:g}, best metric {scheduler.best:g}")

"""torch 2.13: LBFGS with one iteration a step and a line search may try one length, and stays where that is too long.

max_eval is then max_iter * 5 // 4 = 1, and the value at the start of the step counts.

Severity: medium.
Clauses: LBFGS-9, LBFGS-10.
Upstream: https://github.com/pytorch/pytorch/pull/161488 made the limit of evaluations hold.
"""

import torch


def values(limit):
    """Rosenbrock's function at the start of five steps."""
    x = torch.tensor([-1.25, 1.0], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([x], max_iter=1, max_eval=limit, line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        value = 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2
        value.backward()
        return value.detach()

    return [round(optimizer.step(closure).item(), 6) for _ in range(5)]


for limit in (None, 26):
    print(f"max_eval={limit}: {values(limit)}")

"""AdaShift with each of three functions that reduce the squares; its window is a deque of gradients."""

import torch

from goldstep.adapters.pytorch_optimizer.optimizers import Binding, given

REDUCTIONS = {
    "pytorch-optimizer-4.1": torch.max,
    "pytorch-optimizer-4.1-elementwise": None,
    "official": torch.mean,
}

BINDING = Binding(
    optimizers=dict.fromkeys(REDUCTIONS, "AdaShift"),
    options=lambda h, variant: {
        **given(h, lr="lr", betas=("beta1", "beta2"), eps="eps"),
        **({"keep_num": int(h["keep_num"])} if "keep_num" in h else {}),
    },
    slots={"window": "grad_queue", "m": "exp_avg", "v": "exp_avg_sq"},
    fixed=lambda variant: {"reduce_func": REDUCTIONS[variant]},
)

"""SophiaH, which takes an estimate that was made elsewhere in the steps that need one."""

import inspect

from pytorch_optimizer import SophiaH

from goldstep.adapters.pytorch_optimizer.optimizers import Binding, given

PERIOD = inspect.signature(SophiaH).parameters["update_period"].default


def parted(inputs, h, t):
    due = (t - 1) % int(h.get("interval", PERIOD)) == 0
    return [x[0] for x in inputs], {"hessian": [x[1] for x in inputs]} if due else {}


BINDING = Binding(
    optimizers={"pytorch-optimizer-4.1": "SophiaH"},
    options=lambda h, variant: {
        **given(h, lr="lr", betas=("beta1", "beta2"), eps="eps", weight_decay="weight_decay", p="limit"),
    },
    slots={"m": "momentum", "h": "hessian_moment"},
    attributes=lambda h, variant, dtype: {"update_period": int(h.get("interval", PERIOD))},
    common=("interval",),
    inputs=2,
    parted=parted,
)

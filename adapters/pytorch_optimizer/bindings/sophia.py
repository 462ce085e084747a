"""SophiaH, which takes an estimate that was made elsewhere in the steps that need one."""

from goldstep.adapters.pytorch_optimizer.optimizers import Binding


def parted(inputs, h, t):
    due = (t - 1) % int(h["interval"]) == 0
    return [x[0] for x in inputs], {"hessian": [x[1] for x in inputs]} if due else {}


BINDING = Binding(
    optimizers={"pytorch-optimizer-4.1": "SophiaH"},
    options=lambda h, variant: {
        "lr": h["lr"],
        "betas": (h["beta1"], h["beta2"]),
        "eps": h["eps"],
        "weight_decay": h["weight_decay"],
        "p": h["limit"],
    },
    slots={"m": "momentum", "h": "hessian_moment"},
    attributes=lambda h, variant, dtype: {"update_period": int(h["interval"])},
    common=("interval",),
    inputs=2,
    parted=parted,
)

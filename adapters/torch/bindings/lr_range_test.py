"""torch.optim.lr_scheduler.LambdaLR; torch has no schedule of its own that rises by factors to a given rate."""

from torch.optim.lr_scheduler import LambdaLR

from goldstep.adapters.torch.schedules import Schedule


def _make(optimizer, h, last, linear=False):
    def factor(group):
        ratio = h["high"] / float(group.get("initial_lr", group["lr"]))
        return lambda e: 1 + (ratio - 1) * e / n if linear else ratio ** (e / n)

    n = int(h["length"])
    return LambdaLR(optimizer, [factor(group) for group in optimizer.param_groups], last_epoch=last)


BINDING = Schedule(
    variants=("pytorch-2.13-linear", "pytorch-2.13"), make=_make, options={"pytorch-2.13-linear": {"linear": True}}
)

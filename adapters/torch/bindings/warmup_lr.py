"""torch.optim.lr_scheduler.LinearLR, whose factor cannot start at 0: it starts at 1 / W and grows for W - 1 steps."""

from torch.optim.lr_scheduler import LinearLR

from goldstep.adapters.torch.schedules import Schedule


def _make(optimizer, warmup, last_epoch=-1):
    return LinearLR(optimizer, start_factor=1 / warmup, total_iters=warmup - 1, last_epoch=last_epoch)


BINDING = Schedule(
    variants=("pytorch-2.13",), make=_make, options={"warmup": "warmup"}, values={"warmup": int}, constant=("warmup",)
)

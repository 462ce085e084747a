"""torch.optim.lr_scheduler.LambdaLR; torch has no schedule of its own that rises by factors to a given rate."""

from torch.optim.lr_scheduler import LambdaLR

from goldstep.adapters.torch.schedules import Schedule


class Rise:
    """A factor that is `ratio` after n steps."""

    def __init__(self, ratio, n, linear):
        self.ratio, self.n, self.linear = ratio, n, linear

    def __call__(self, e):
        return 1 + (self.ratio - 1) * e / self.n if self.linear else self.ratio ** (e / self.n)


def make(optimizer, high, length, last_epoch=-1, linear=False):
    bases = [float(group.get("initial_lr", group["lr"])) for group in optimizer.param_groups]
    each = zip(high, length, bases, strict=True)
    return LambdaLR(optimizer, [Rise(top / base, n, linear) for top, n, base in each], last_epoch=last_epoch)


BINDING = Schedule(
    variants=("pytorch-2.13-linear", "pytorch-2.13"),
    make=make,
    options={"high": "high", "length": "length"},
    values={"length": int},
    chosen={"pytorch-2.13-linear": {"linear": True}},
    lists={"high": "", "length": ""},
    constant=("lr", "high", "length"),
)

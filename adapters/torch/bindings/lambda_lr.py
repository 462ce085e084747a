"""torch.optim.lr_scheduler.LambdaLR with inverse-time decay for its function.

The functions are objects, which a state dict holds where it leaves lambdas out.
"""

from torch.optim.lr_scheduler import LambdaLR

from goldstep.adapters.torch.schedules import Schedule


class InverseTime:
    """1 / (1 + decay * (e + ahead))."""

    def __init__(self, decay, ahead=0):
        self.decay, self.ahead = decay, ahead

    def __call__(self, e):
        return 1 / (1 + self.decay * (e + self.ahead))


def make(optimizer, decay, **options):
    return LambdaLR(optimizer, [InverseTime(x) for x in decay], **options)


BINDING = Schedule(
    variants=("pytorch-2.13",),
    make=make,
    options={"decay": "decay"},
    lists={"decay": ""},
    constant=("decay",),
)

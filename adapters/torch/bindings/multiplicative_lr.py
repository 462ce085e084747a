"""torch.optim.lr_scheduler.MultiplicativeLR with a function that is not 1 at 0."""

from torch.optim.lr_scheduler import MultiplicativeLR

from goldstep.adapters.torch.bindings.lambda_lr import InverseTime
from goldstep.adapters.torch.schedules import Schedule


def make(optimizer, decay, **options):
    return MultiplicativeLR(optimizer, [InverseTime(x, ahead=1) for x in decay], **options)


BINDING = Schedule(
    variants=("pytorch-2.13",),
    make=make,
    options={"decay": "decay"},
    lists={"decay": ""},
    constant=("decay",),
)

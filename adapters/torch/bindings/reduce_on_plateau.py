"""torch.optim.lr_scheduler.ReduceLROnPlateau.

It has no `last_epoch`, and an epoch given to `step` is a number that it only writes down: neither can resume a run.
"""

from torch.optim.lr_scheduler import ReduceLROnPlateau

from goldstep.adapters.torch.schedules import Schedule


def make(optimizer, h, last, **options):
    counts = {name: int(h[name]) for name in ("patience", "cooldown")}
    rest = {name: h[name] for name in ("factor", "threshold", "min_lr", "eps")}
    return ReduceLROnPlateau(optimizer, **counts, **rest, **options)


BINDING = Schedule(
    variants=("pytorch-2.13", "pytorch-2.13-max", "pytorch-2.13-abs"),
    make=make,
    options={"pytorch-2.13-max": {"mode": "max"}, "pytorch-2.13-abs": {"threshold_mode": "abs"}},
    slots={"best": "best", "bad": "num_bad_epochs", "cooling": "cooldown_counter"},
    to_metric=True,
    resumes=("state-dict", "optimizer-first"),
)

"""torch.optim.lr_scheduler.ReduceLROnPlateau.

It has no `last_epoch`, and an epoch given to `step` is a number that it only writes down: neither can resume a run.
"""

from torch.optim.lr_scheduler import ReduceLROnPlateau

from goldstep.adapters.torch.schedules import Schedule

BINDING = Schedule(
    variants=("pytorch-2.13", "pytorch-2.13-max", "pytorch-2.13-abs", "pytorch-2.13-max-abs"),
    make=ReduceLROnPlateau,
    options={name: name for name in ("factor", "patience", "threshold", "cooldown", "min_lr", "eps")},
    values={"patience": int, "cooldown": int},
    chosen={
        "pytorch-2.13-max": {"mode": "max"},
        "pytorch-2.13-abs": {"threshold_mode": "abs"},
        "pytorch-2.13-max-abs": {"mode": "max", "threshold_mode": "abs"},
    },
    lists={"min_lr": "min_lrs"},
    slots={"best": "best", "bad": "num_bad_epochs", "cooling": "cooldown_counter"},
    to_metric=True,
    resumes=("state-dict", "optimizer-first"),
)

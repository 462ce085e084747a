"""mlx.optimizers.join_schedules of a linear, an exponential and a cosine schedule."""

from mlx.optimizers import cosine_decay, exponential_decay, join_schedules, linear_schedule

from goldstep.adapters.mlx.schedules import Schedule


def make(h):
    lr, first, second = h["lr"], int(h["first"]), int(h["second"])
    return join_schedules(
        [
            linear_schedule(lr * h["start_factor"], lr, int(h["warm_up"])),
            exponential_decay(lr, h["gamma"]),
            cosine_decay(lr, int(h["length"])),
        ],
        [first, first + second],
    )


BINDING = Schedule(variants=("mlx-0.32",), make=make)

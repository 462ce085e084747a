"""One file a loop: what optimizers, schedules, averages and transforms do together."""

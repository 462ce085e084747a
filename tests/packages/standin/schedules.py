"""Schedules for torch: a class, a function, and one that is wrong."""

import math
from functools import partial

from torch.optim.lr_scheduler import LambdaLR, LRScheduler


class Cosine(LRScheduler):
    def __init__(self, optimizer, total_steps, min_lr=0.0, last_epoch=-1):
        self.total, self.min_lr = total_steps, min_lr
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        part = min(self.last_epoch, self.total) / self.total
        return [self.min_lr + (lr - self.min_lr) * (1 + math.cos(math.pi * part)) / 2 for lr in self.base_lrs]


def _factor(step, warmup, total, held, straight):
    if step < warmup:
        return step / warmup
    part = (step - warmup) / (total - warmup)
    part = min(part, 1.0) if held else part
    return 1 - part if straight else (1 + math.cos(math.pi * part)) / 2


def warm_cosine(optimizer, num_warmup_steps, num_training_steps, held=True, straight=False, last_epoch=-1):
    """A cosine after a warm-up; one that is not held rises again past its end, and one that is straight is none."""
    factor = partial(_factor, warmup=num_warmup_steps, total=num_training_steps, held=held, straight=straight)
    return LambdaLR(optimizer, factor, last_epoch)

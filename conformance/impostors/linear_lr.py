"""Wrong linear schedules."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

linear = partial(Impostor, algorithm="linear_lr", variant="pytorch-2.13")
closed = partial(linear, variant="closed")
value = partial(linear, variant="optax-0.2.8")

IMPOSTORS = [
    closed(
        name="counts-from-one",
        clause="LINEAR-LR-1",
        wrong="the first step is taken for the second",
        source="pytorch/pytorch PR#7889, for loops that step the scheduler first",
        old="e, T = t - 1, h.length",
        new="e, T = t, h.length",
    ),
    value(
        name="does-not-hold",
        clause="LINEAR-LR-1",
        wrong="the line goes on past the end, and the rate becomes negative",
        source="mutation",
        old="q.minimum(behind, q.number(T)) / q.number(T)",
        new="q.number(e) / q.number(T)",
    ),
    value(
        name="begins-at-once",
        clause="LINEAR-LR-1",
        wrong="the steps before the beginning count",
        source="mutation of optax/schedules/_schedule.py",
        old="q.number(e - h.begin)",
        new="q.number(e)",
    ),
    closed(
        name="never-arrives",
        clause="LINEAR-LR-1",
        wrong="the end lies one step further away, so that the rate at the end of the run is not the last one",
        source="EleutherAI/gpt-neox PR#1039, on a decay whose last rate was not 0",
        old="q.minimum(behind, q.number(T)) / q.number(T)",
        new="q.minimum(behind, q.number(T)) / q.number(T + 1)",
    ),
    closed(
        name="full-rate-at-the-end",
        clause="LINEAR-LR-2",
        wrong="from the end on the factor is 1, whatever the last one was to be",
        source="Oneflow-Inc/oneflow #8343",
        old="q.ramp(h.start_factor, h.end_factor, part)",
        new='q.when(e, ">=", T, q.number(1), h.start_factor + (h.end_factor - h.start_factor) * part)',
    ),
    closed(
        name="base-rate-ignored",
        clause="LINEAR-LR-3",
        wrong="the factor itself is the learning rate",
        source="elixir-nx/polaris PR#8",
        old="h.lr * c.factor",
        new="c.factor",
    ),
    value(
        name="end-times-base",
        clause="LINEAR-LR-3",
        wrong="the rate at the end is taken for a part of the base one",
        source="mutation: LinearLR's end_factor for optax's end_value",
        old="q.ramp(h.lr, h.end, c.part)",
        new="h.lr + (h.end * h.lr - h.lr) * c.part",
    ),
    linear(
        name="start-factor-twice",
        clause="LINEAR-LR-4",
        wrong="the second step multiplies by the first factor again",
        source="open-mmlab/mmengine #1542, after the scheduler was made anew",
        old='q.when(e, "<=", T, grown, q.number(1))',
        new='q.when(e, "==", 1, h.start_factor, q.when(e, "<=", T, grown, q.number(1)))',
    ),
    linear(
        name="stops-before-the-end",
        clause="LINEAR-LR-4",
        wrong="the last step of the recursion is left out",
        source="mutation",
        old='q.when(e, "<=", T, grown, q.number(1))',
        new='q.when(e, "<", T, grown, q.number(1))',
    ),
    linear(
        name="forgets-the-rate-it-finds",
        clause="LINEAR-LR-4",
        wrong="a rate that somebody has set is overwritten by the closed form",
        source="torch.optim.lr_scheduler.LinearLR with step(epoch)",
        old="s.theta * c.ratio",
        new="h.lr * (h.start_factor + (h.end_factor - h.start_factor) * min(t - 1, h.length) / h.length)",
    ),
]

"""Wrong constant factors."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

constant = partial(Impostor, algorithm="constant_lr", variant="pytorch-2.13")

IMPOSTORS = [
    constant(
        name="never-removed",
        clause="CONSTANT-LR-1",
        wrong="the factor stays after its end",
        source="pytorch/pytorch PR#192655, for a length of 0",
        old='q.when(e, "==", h.length, 1 / h.factor, q.number(1))',
        new="q.number(1)",
    ),
    constant(
        name="removed-a-step-late",
        variant="closed",
        clause="CONSTANT-LR-1",
        wrong="the step after the last one with the factor still has it",
        source="mutation",
        old='q.when(e, "<", h.length',
        new='q.when(e, "<=", h.length',
    ),
    constant(
        name="removed-a-step-early",
        variant="closed",
        clause="CONSTANT-LR-1",
        wrong="the step that begins is counted as complete",
        source="rustorch 0.6 (src/optim/scheduler.rs, stepped first), for other schedules",
        old="e = t - 1",
        new="e = t",
    ),
    constant(
        name="removed-at-every-step",
        clause="CONSTANT-LR-1",
        wrong="every step from the end on divides by the factor again",
        source="amoudgl/pygoturn #16, for a decay that is repeated; in a recursive form >= in place of == is enough",
        old='q.when(e, "==", h.length',
        new='q.when(e, ">=", h.length',
    ),
    constant(
        name="base-is-lost",
        variant="closed",
        clause="CONSTANT-LR-2",
        wrong="the factor is applied to the learning rate found, so the steps multiply it again and again",
        source="open-mmlab/mmengine #1542, where a factor was applied twice",
        old='q("theta", h.lr * c.factor',
        new='q("theta", s.theta * c.factor',
    ),
    constant(
        name="factor-for-one-step",
        clause="CONSTANT-LR-3",
        wrong="after the first step the base learning rate is back",
        source="a mutant, of the two forms mixed up",
        old='q("theta", s.theta * c.factor',
        new='q("theta", h.lr * c.factor',
    ),
]

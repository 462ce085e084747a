"""Wrong decays at milestones."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

steps = partial(Impostor, algorithm="multi_step_lr", variant="pytorch-2.13")

WHEN = "q.when(e, reached, m, f, q.number(1))"

IMPOSTORS = [
    steps(
        name="a-step-early",
        variant="closed",
        clause="MULTI-STEP-LR-1",
        wrong="the step that begins is counted as complete",
        source="huggingface/pytorch-image-models PR#2753 and PR#2745",
        old="e = t - 1",
        new="e = t",
    ),
    steps(
        name="a-step-late",
        variant="optax-0.2.8",
        clause="MULTI-STEP-LR-1",
        wrong="the step at the milestone still has the learning rate from before it",
        source="Keras, PiecewiseConstantDecay, whose boundaries belong to the interval before them",
        old=WHEN,
        new='q.when(e, ">", m, f, q.number(1))',
    ),
    steps(
        name="by-the-square",
        clause="MULTI-STEP-LR-1",
        wrong="at a milestone the factor is applied twice",
        source="pytorch/pytorch #20486 and #22107, the learning rates that get_lr() of version 1.1 returned",
        old=WHEN,
        new="q.when(e, reached, m, f * f, q.number(1))",
    ),
    steps(
        name="repetitions-count-once",
        clause="MULTI-STEP-LR-2",
        wrong="a milestone that is given twice counts once",
        source="pytorch/pytorch PR#33357, which would have removed the count",
        old='q("factor", first * second',
        new='q("factor", q.when(h.milestone_1, "==", h.milestone_2, first, lambda: first * second)',
    ),
    steps(
        name="scales-of-the-base",
        variant="optax-0.2.8",
        clause="MULTI-STEP-LR-2",
        wrong="the second factor replaces the first in place of multiplying it",
        source="pytorch/pytorch #2548, a proposal with a factor for each milestone",
        old='q("factor", first * second',
        new='q("factor", q.when(t - 1, ">=", h.milestone_2, second, first)',
    ),
    steps(
        name="only-the-first",
        variant="closed",
        clause="MULTI-STEP-LR-2",
        wrong="the second milestone does nothing",
        source="d2l-ai/d2l-en #1306, where the second milestone ends the decay",
        old='q("factor", first * second',
        new='q("factor", first',
    ),
    steps(
        name="all-at-once",
        variant="closed",
        clause="MULTI-STEP-LR-3",
        wrong="the factor for all milestones so far is applied to the decayed learning rate instead of the base one",
        source="pytorch/pytorch #31828, where step(epoch) applied factors that the learning rate did not call for",
        old='q("theta", h.lr * c.factor',
        new='q("theta", s.theta * c.factor',
    ),
    steps(
        name="forgets-its-decays",
        clause="MULTI-STEP-LR-4",
        wrong="after a milestone the learning rate returns to the base one",
        source="pytorch/pytorch #20486, where the learning rate that was seen rose again",
        old='q("theta", s.theta * c.factor',
        new='q("theta", h.lr * c.factor',
    ),
    steps(
        name="value-at-the-boundary",
        variant="keras-3.15",
        clause="MULTI-STEP-LR-5",
        wrong="the boundary itself has the value after it",
        source="PaddlePaddle, PiecewiseDecay, whose boundaries belong to the interval after them",
        old='q.when(t - 1, ">", h.milestone_1, h.value_1',
        new='q.when(t - 1, ">=", h.milestone_1, h.value_1',
    ),
]

"""Wrong step decays."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

step = partial(Impostor, algorithm="step_lr", variant="pytorch-2.13")

IMPOSTORS = [
    step(
        name="decays-a-step-early",
        variant="closed",
        clause="STEP-LR-1",
        wrong="the step that begins is counted as complete",
        source="rustorch 0.6 (src/optim/scheduler.rs, stepped first); for milestones, timm PR#2753",
        old='e = t if h.count == "begun" else t - 1',
        new="e = t",
    ),
    step(
        name="decays-without-steps",
        variant="closed",
        clause="STEP-LR-1",
        wrong="the quotient is not rounded down, so the learning rate decays a little at every step",
        source="Keras, ExponentialDecay, where the staircase is an option that is off by default",
        old="h.gamma ** (e // h.step_size)",
        new="q.power(h.gamma, q.number(e) / q.number(h.step_size))",
    ),
    step(
        name="decays-by-the-square",
        clause="STEP-LR-1",
        wrong="at a decay the factor is applied twice",
        source="pytorch/pytorch #20486 and #22107, the learning rates that get_lr() of version 1.1 returned",
        old='q.when(e % h.step_size, "==", 0, h.gamma, q.number(1))',
        new='q.when(e % h.step_size, "==", 0, h.gamma * h.gamma, q.number(1))',
    ),
    step(
        name="decays-every-step",
        clause="STEP-LR-1",
        wrong="the interval is ignored, and every step decays",
        source="nntrainer PR#674, where the rate was always applied; amoudgl/pygoturn #16, many times in an interval",
        old="e % h.step_size",
        new="e % 1",
    ),
    step(
        name="compounds",
        variant="closed",
        clause="STEP-LR-2",
        wrong="the factor for all the steps so far is applied to the decayed learning rate instead of the base one",
        source="the worry of clvrai/SSGAN-Tensorflow #4, and what is seen when a schedule writes to its own base",
        old='q("theta", h.lr * c.factor',
        new='q("theta", s.theta * c.factor',
    ),
    step(
        name="forgets-its-decays",
        clause="STEP-LR-3",
        wrong="the factor of this step is applied to the base learning rate, which comes back after each decay",
        source="pytorch/pytorch #20486, where the learning rate that was seen rose again",
        old='q("theta", s.theta * c.factor',
        new='q("theta", h.lr * c.factor',
    ),
]

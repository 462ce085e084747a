"""Wrong exponential decays."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

decay = partial(Impostor, algorithm="exponential_lr", variant="pytorch-2.13")

IMPOSTORS = [
    decay(
        name="decays-before-the-first-step",
        variant="closed",
        clause="EXPONENTIAL-LR-1",
        wrong="the step that begins is counted as complete, so the base learning rate is never used",
        source="rustorch 0.6 (src/optim/scheduler.rs, stepped first)",
        old="e = t - 1",
        new="e = t",
    ),
    decay(
        name="ignores-the-staircase",
        variant="optax-0.2.8-staircase",
        clause="EXPONENTIAL-LR-1",
        wrong="the exponent is not rounded down",
        source="mutation: Keras's ExponentialDecay without its option",
        old="h.gamma**stairs",
        new="q.power(h.gamma, q.number(since) / q.number(h.steps))",
    ),
    decay(
        name="counts-from-the-start-of-the-run",
        variant="optax-0.2.8",
        clause="EXPONENTIAL-LR-1",
        wrong="the steps before the beginning count, so the learning rate drops when the decay begins",
        source="stickeritis/sticker PR#145, which subtracts the steps of its warm-up",
        old="since = e - h.begin if h.begin else e",
        new="since = e",
    ),
    decay(
        name="constant-factor",
        clause="EXPONENTIAL-LR-3",
        wrong="the factor is applied to the base learning rate, so it does not compound",
        source="horovod/horovod PR#3135",
        old='q("theta", s.theta * c.factor',
        new='q("theta", h.lr * c.factor',
    ),
    decay(
        name="compounds",
        variant="closed",
        clause="EXPONENTIAL-LR-2",
        wrong="the factor for all the steps so far is applied to the decayed learning rate instead of the base one",
        source="what clvrai/SSGAN-Tensorflow #4 feared, where the variable that is assigned is the base, too",
        old="""    else:
        q("theta", h.lr * c.factor""",
        new="""    else:
        q("theta", s.theta * c.factor""",
    ),
    decay(
        name="keeps-growing",
        variant="optax-0.2.8-end",
        clause="EXPONENTIAL-LR-4",
        wrong="the end is a lower bound in either case",
        source="FluxML/Flux.jl 0.14, ExpDecay, whose clip is a minimum",
        old="q.minimum(rate, h.end_value)",
        new="q.maximum(rate, h.end_value)",
    ),
    decay(
        name="end-is-ignored",
        variant="optax-0.2.8-end",
        clause="EXPONENTIAL-LR-4",
        wrong="the decay goes on below the end",
        source="FluxML/Flux.jl #684, where the learning rate and its end took no part",
        old="q.maximum(rate, h.end_value)",
        new="rate",
    ),
]

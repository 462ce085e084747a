"""Wrong uses of a function of the number of steps."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

function = partial(Impostor, algorithm="lambda_lr", variant="pytorch-2.13")

IMPOSTORS = [
    function(
        name="counts-from-one",
        clause="LAMBDA-LR-1",
        wrong="the function gets 1 at the first step",
        source="rustorch 0.6 (src/optim/scheduler.rs, stepped first), for other schedules",
        old="e = t - 1",
        new="e = t",
    ),
    function(
        name="starts-a-step-late",
        clause="LAMBDA-LR-1",
        wrong="the function gets 0 at the second step, too",
        source="pytorch/pytorch #8837 and PR#7889",
        old="e = t - 1",
        new="e = max(t - 2, 0)",
    ),
    function(
        name="stairs-are-smoothed",
        variant="keras-3.15-staircase",
        clause="LAMBDA-LR-1",
        wrong="the number of steps is not rounded down",
        source="keras.optimizers.schedules.InverseTimeDecay without its option",
        old="q.number(e // h.length)",
        new="q.number(e) / q.number(h.length)",
    ),
    function(
        name="another-function",
        clause="LAMBDA-LR-2",
        wrong="what the function returns is not used as it is: its root is",
        source="a mutant, of the 1 / sqrt that many learning rates have",
        old="1 / (1 + h.decay * steps)",
        new="1 / q.sqrt(1 + h.decay * steps)",
    ),
    function(
        name="rate-for-factor",
        clause="LAMBDA-LR-3",
        wrong="the base learning rate is multiplied in twice",
        source="lhoyer/MIC #60; pytorch/pytorch #78917",
        old='q("theta", h.lr * c.factor',
        new='q("theta", h.lr * (h.lr * c.factor)',
    ),
    function(
        name="multiplies-what-it-finds",
        clause="LAMBDA-LR-3",
        wrong="the factor multiplies the learning rate before the step, as that of MultiplicativeLR does",
        source="pytorch/pytorch #33752, where the documentation took the one for the other",
        old='q("theta", h.lr * c.factor',
        new='q("theta", s.theta * c.factor',
    ),
]

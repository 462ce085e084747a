"""Wrong uses of a function as the factor of each step."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

function = partial(Impostor, algorithm="multiplicative_lr", variant="pytorch-2.13")

FACTOR = "1 / (1 + h.decay * q.number(e + 1)) if e else q.number(1)"

IMPOSTORS = [
    function(
        name="first-step-has-a-factor",
        clause="MULTIPLICATIVE-LR-1",
        wrong="the function is called with 0, too, and the first step has its value for a factor",
        source="torch.optim.lr_scheduler.SequentialLR, in which MultiplicativeLR gets 0 when its turn comes",
        old=FACTOR,
        new="1 / (1 + h.decay * q.number(e + 1))",
    ),
    function(
        name="counts-from-one",
        clause="MULTIPLICATIVE-LR-1",
        wrong="the function gets a number that is too large by 1",
        source="rustorch 0.6 (src/optim/scheduler.rs, stepped first), for other schedules",
        old="q.number(e + 1)",
        new="q.number(e + 2)",
    ),
    function(
        name="a-step-late",
        clause="MULTIPLICATIVE-LR-1",
        wrong="the second step has the factor of the first, and so on",
        source="pytorch/pytorch #8837 and PR#7889",
        old="e = t - 1",
        new="e = max(t - 2, 0)",
    ),
    function(
        name="always-the-same-factor",
        clause="MULTIPLICATIVE-LR-1",
        wrong="the function gets 1 at every step, so its factor is constant",
        source="the documentation of MultiplicativeLR, whose only example is a constant function",
        old=FACTOR,
        new="1 / (1 + h.decay * 2) if e else q.number(1)",
    ),
    function(
        name="starts-from-one",
        clause="MULTIPLICATIVE-LR-2",
        wrong="the first learning rate is the factor itself",
        source="a mutant, of a factor that is taken for a learning rate, as in lhoyer/MIC #60",
        old='q("theta", h.lr * c.factor',
        new='q("theta", c.factor',
    ),
    function(
        name="of-the-base",
        clause="MULTIPLICATIVE-LR-3",
        wrong="the factor multiplies the base learning rate, as that of LambdaLR does",
        source="step(epoch) of torch.optim.lr_scheduler.MultiplicativeLR; pytorch/pytorch #33752",
        old='q("theta", s.theta * c.factor',
        new='q("theta", h.lr * c.factor',
    ),
]

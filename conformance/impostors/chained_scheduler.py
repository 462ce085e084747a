"""Wrong chains of schedules."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

chain = partial(Impostor, algorithm="chained_scheduler", variant="pytorch-2.13")

FIRST = "h.lr * (c.share if absolute else c.growth)"
BOTH = 's.theta * c.growth, "CHAINED-SCHEDULER-3")\n        q("theta", between * h.gamma'

IMPOSTORS = [
    chain(
        name="counts-from-one",
        clause="CHAINED-SCHEDULER-1",
        wrong="every member is a step ahead",
        source="pytorch/pytorch #22107: get_lr() is a step ahead",
        old="e, T = t - 1, h.length",
        new="e, T = t, h.length",
    ),
    chain(
        name="decays-at-once",
        clause="CHAINED-SCHEDULER-2",
        wrong="the first step has the factor of the decay already",
        source="helmholtz-analytics/heat doc/api/heat/optim/lr_scheduler.md, an example taken from PyTorch",
        old=FIRST,
        new="h.lr * c.growth * h.gamma",
    ),
    chain(
        name="first-member-forgotten",
        clause="CHAINED-SCHEDULER-2",
        wrong="the second member sets the learning rate of the first step to the base one",
        source="pytorch/pytorch PR#63457",
        old=FIRST,
        new="h.lr",
    ),
    chain(
        name="product-of-rates",
        clause="CHAINED-SCHEDULER-2",
        wrong="the learning rates of the members are multiplied, not their factors",
        source="tracel-ai/burn ComposedLrScheduler with SchedulerReduction::Prod, its default",
        old=FIRST,
        new="h.lr * h.lr * c.growth",
    ),
    chain(
        name="lambda-multiplies",
        variant="pytorch-2.13-absolute-first",
        clause="CHAINED-SCHEDULER-3",
        wrong="the absolute member multiplies the learning rate it finds",
        source="pytorch/pytorch #82859, expected of LambdaLR",
        old='h.lr * c.share, "CHAINED-SCHEDULER-3"',
        new='s.theta * c.share, "CHAINED-SCHEDULER-3"',
    ),
    chain(
        name="one-after-the-other",
        clause="CHAINED-SCHEDULER-4",
        wrong="the decay begins when the warm-up is over",
        source="an exercise of a notebook on schedules: a class ChainedScheduler that runs a sequence",
        old=BOTH,
        new=f"{BOTH} ** int(t - 1 > h.warm_up)",
    ),
    chain(
        name="last-one-wins",
        clause="CHAINED-SCHEDULER-4",
        wrong="each member sets its own learning rate, so that only the last one counts",
        source="pytorch/pytorch #13022: schedulers in closed form, until PR#26423",
        old=BOTH,
        new=BOTH.replace("between", "h.lr") + " ** (t - 1)",
    ),
]

"""Wrong sequences of schedules."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

sequence = partial(Impostor, algorithm="sequential_lr", variant="optax-0.2.8")
recursive = partial(sequence, variant="pytorch-2.13")

IMPOSTORS = [
    sequence(
        name="counts-from-one",
        clause="SEQUENTIAL-LR-1",
        wrong="every step has the learning rate of the one after it",
        source="pytorch/pytorch #22107: get_lr() is a step ahead",
        old="e, T = t - 1, h.length",
        new="e, T = t, h.length",
    ),
    sequence(
        name="boundary-late",
        clause="SEQUENTIAL-LR-1",
        wrong="the second schedule begins a step after the milestone",
        source="ml-explore/mlx #2617: build_schedule of mlx_lm adds one to the steps of the warm-up",
        old="e, T = t - 1, h.length",
        new='h = type(h)(**{**vars(h), "first": h.first + 1})\n    e, T = t - 1, h.length',
    ),
    sequence(
        name="global-count",
        clause="SEQUENTIAL-LR-1",
        wrong="the last schedule counts the steps of the others as its own",
        source="google-research/bert optimization.py: the decay has been counting through the warm-up",
        old="q.number(e - h.first - h.second)",
        new="q.number(e)",
    ),
    recursive(
        name="milestone-at-zero",
        clause="SEQUENTIAL-LR-1",
        wrong="with a milestone at 0 the first schedule gives the first rate, and the second goes on from it",
        source="pytorch/pytorch #185872, until PR#185986",
        old='q.when(e, "<", h.first, first,',
        new='q.when(e, "<", max(h.first, 1), first,',
    ),
    sequence(
        name="cosine-comes-back",
        clause="SEQUENTIAL-LR-2",
        wrong="after its end the cosine goes up again",
        source="Tencent-Hunyuan/UniRL PR#223",
        old='h.past == "held"',
        new='h.past != "held"',
    ),
    sequence(
        name="from-the-rate-found",
        clause="SEQUENTIAL-LR-3",
        wrong="at a milestone the next schedule starts from the learning rate that the last one left",
        source="torch 2.13, SequentialLR: so does a member without a closed form, such as MultiplicativeLR",
        old="theta = h.lr * c.factor",
        new="theta = (s.theta if t > 1 and t - 1 in (h.first, h.first + h.second) else h.lr) * c.factor",
    ),
    recursive(
        name="no-restart",
        clause="SEQUENTIAL-LR-4",
        wrong="at a milestone the next schedule starts from the learning rate that the last one left",
        source="torch 2.13, SequentialLR: so does a member without a closed form, such as MultiplicativeLR",
        old="theta = h.lr * c.factor",
        new="theta = (s.theta if t > 1 else h.lr) * c.factor",
    ),
    recursive(
        name="base-rate-overwritten",
        clause="SEQUENTIAL-LR-4",
        wrong="later schedules start from the base learning rate times the start factor of the first",
        source="pytorch/pytorch #162359: a learning rate that is a tensor and initial_lr were one object",
        old="theta = h.lr * c.factor",
        new="theta = (h.lr if t == 1 else h.lr * h.start_factor) * c.factor",
    ),
]

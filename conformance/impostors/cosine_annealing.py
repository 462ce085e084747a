"""Wrong cosine annealings."""

from functools import partial

from goldstep.conformance.impostors.impostor import RUSTORCH, Impostor

cosine = partial(Impostor, algorithm="cosine_annealing", variant="pytorch-2.13")
closed = partial(cosine, variant="paper")

PART = 'part = q("part", q.number(e) / q.number(T), "COSINE-ANNEALING-1")'
RECURSION = "c.ratio * (s.theta - floor) + floor"

IMPOSTORS = [
    closed(
        name="counts-from-one",
        clause="COSINE-ANNEALING-1",
        wrong="the first step is taken for the second",
        source="pytorch/pytorch PR#7889, for loops that step the scheduler first",
        old="e, T = t - 1, h.length",
        new="e, T = t, h.length",
    ),
    closed(
        name="half-period",
        clause="COSINE-ANNEALING-1",
        wrong="the least rate comes half way, and at the end the rate is where it began",
        source=f"{RUSTORCH}: its tests",
        old=PART,
        new=PART.replace("q.number(e)", "2 * q.number(e)"),
    ),
    closed(
        name="integer-division",
        clause="COSINE-ANNEALING-1",
        wrong="the part behind is a whole number, so the rate is the base or the least one and nothing between",
        source="pytorch/pytorch #4648, of Python 2",
        old=PART,
        new=PART.replace("q.number(e) / q.number(T)", "q.number(e // T)"),
    ),
    closed(
        name="one-ahead-of-a-longer-end",
        clause="COSINE-ANNEALING-1",
        wrong="the part behind is (e + 1) / (T + 1)",
        source="pytorch/torchtitan PR#1261: what it removed",
        old=PART,
        new=PART.replace("q.number(e) / q.number(T)", "q.number(e + 1) / q.number(T + 1)"),
    ),
    cosine(
        name="exponent-ignored",
        variant="optax-0.2.8",
        clause="COSINE-ANNEALING-2",
        wrong="the exponent is accepted and not used",
        source="mutation, after kohya-ss/sd-scripts #80, where no option of a schedule reached it",
        old="q.power(half, h.exponent)",
        new="half",
    ),
    closed(
        name="not-halved",
        clause="COSINE-ANNEALING-2",
        wrong="the curve begins at 2",
        source="mutation",
        old="half = (1 + q.cos_pi(part)) / 2",
        new="half = 1 + q.cos_pi(part)",
    ),
    closed(
        name="floor-only-cuts",
        clause="COSINE-ANNEALING-3",
        wrong="the rate falls towards 0 and is cut off at the least one",
        source="EleutherAI/gpt-neox PR#1008; mlx.optimizers.cosine_decay as ml-explore/mlx PR#859 made it",
        old="q.ramp(floor, h.lr, c.curve)",
        new="q.maximum(h.lr * c.curve, floor)",
    ),
    closed(
        name="whole-rate-over-the-floor",
        clause="COSINE-ANNEALING-3",
        wrong="the whole base rate falls on top of the least one",
        source="mutation",
        old="q.ramp(floor, h.lr, c.curve)",
        new="floor + h.lr * c.curve",
    ),
    cosine(
        name="recursion-applied-twice",
        clause="COSINE-ANNEALING-4",
        wrong="the ratio of a step multiplies the rate twice",
        source="pytorch/pytorch #17913: the values of get_lr()",
        old=RECURSION,
        new="c.ratio * (c.ratio * (s.theta - floor)) + floor",
    ),
    cosine(
        name="never-leaves-the-floor",
        clause="COSINE-ANNEALING-4",
        wrong="the recursion goes on from the least rate, of which every multiple is the same",
        source="pytorch/pytorch #17913, with its division by zero avoided",
        old="rise = (1 - q.cos_pi(1 / q.number(T))) / 2",
        new="rise = q.number(0)",
    ),
    cosine(
        name="recursion-without-floor",
        clause="COSINE-ANNEALING-4",
        wrong="the whole rate is multiplied, and not what it has above the least one",
        source="mutation",
        old=RECURSION,
        new="c.ratio * s.theta",
    ),
    cosine(
        name="forgets-the-rate-it-finds",
        clause="COSINE-ANNEALING-4",
        wrong="a rate that somebody has set is overwritten by the closed form",
        source="torch.optim.lr_scheduler.CosineAnnealingLR before pytorch/pytorch PR#14010",
        old=RECURSION,
        new="floor + (h.lr - floor) * c.curve",
    ),
]

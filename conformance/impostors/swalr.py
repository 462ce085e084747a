"""Wrong annealings to the learning rate of weight averaging."""

from functools import partial

from goldstep.conformance.impostors.impostor import RUSTORCH, Impostor

swalr = partial(Impostor, algorithm="swalr", variant="pytorch-2.13")

PART = 'q.when(e, ">=", N, one, lambda: q.number(e) / q.number(N))'
FOUND = "(rate - c.before * h.swa_lr) / (1 - c.before)"

IMPOSTORS = [
    swalr(
        name="never-at-once",
        clause="SWALR-1",
        wrong="without annealing the first step still has the rate that was found",
        source="pytorch/pytorch #47578, where no fewer than one step was allowed",
        old='q("part", ' + PART,
        new='q("part", q.when(e, "==", 0, 0 * one, ' + PART + ")",
    ),
    swalr(
        name="one-step-ahead",
        clause="SWALR-1",
        wrong="the first step is taken for the second",
        source="pytorch/pytorch #20124, where the scheduler is stepped before the optimizer",
        old='q("part", ' + PART,
        new='q("part", ' + PART.replace("q.when(e,", "q.when(e + 1,").replace("q.number(e)", "q.number(e + 1)"),
    ),
    swalr(
        name="strategy-ignored",
        clause="SWALR-2",
        wrong="annealing is linear where a cosine was asked for",
        source="mutation, after the hyperparameters ignored in kohya-ss/sd-scripts #80",
        old='if h.strategy == "linear"',
        new="if True",
    ),
    swalr(
        name="whole-wave",
        clause="SWALR-2",
        wrong="the weight goes through a whole wave, and is back at zero in the end",
        source="lightly-ai/lightly PR#1842, in review, on cosine annealing",
        old="q.cos_pi(part)",
        new="q.cos_pi(2 * part)",
    ),
    swalr(
        name="frozen-start",
        clause="SWALR-3",
        wrong="annealing starts from the learning rate that was found when the schedule was made",
        source=f"{RUSTORCH}, SWALR::new",
        old=FOUND,
        new="h.lr",
    ),
    swalr(
        name="start-not-recovered",
        clause="SWALR-3",
        wrong="the learning rate of the last step is taken for the one that annealing started from",
        source="mutation",
        old=FOUND,
        new="rate",
    ),
    swalr(
        name="weights-swapped",
        clause="SWALR-4",
        wrong="annealing starts at the rate of the end, and returns to the one that was found",
        source="mutation",
        old="h.swa_lr * c.alpha + found * (1 - c.alpha)",
        new="found * c.alpha + h.swa_lr * (1 - c.alpha)",
    ),
]

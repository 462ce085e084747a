"""Wrong cyclical learning rates."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

cyclic = partial(Impostor, algorithm="cyclic_lr", variant="pytorch-2.13")

IMPOSTORS = [
    cyclic(
        name="steps-once-an-epoch",
        clause="CYCLIC-LR-1",
        wrong="the scheduler is stepped once an epoch (here of two steps), and its half cycles are counted in steps",
        source="espnet/espnet PR#3319; a notebook on schedules, where the steps are epochs",
        old="e, whole = t - 1,",
        new="e, whole = (t - 1) // 2,",
    ),
    cyclic(
        name="half-cycle-for-a-cycle",
        clause="CYCLIC-LR-1",
        wrong="the number of steps of half a cycle is taken for that of a whole one",
        source="Welthungerhilfe/cgm-ml PR#264; tensorflow/addons PR#1606 and #2181",
        old="e, whole = t - 1,",
        new="e, whole = 2 * (t - 1),",
    ),
    cyclic(
        name="counts-from-one",
        clause="CYCLIC-LR-1",
        wrong="the first step is taken for the second",
        source="pytorch/pytorch PR#7889, for loops that step the scheduler first",
        old="e, whole = t - 1,",
        new="e, whole = t,",
    ),
    cyclic(
        name="equal-halves",
        clause="CYCLIC-LR-2",
        wrong="the way down is as long as the way up, and then it stays there",
        source="skorch-dev/skorch PR#264, before which there was one step size",
        old="q.minimum(part / rise, (1 - part) / (1 - rise))",
        new="q.maximum(q.minimum(part / rise, (2 * rise - part) / rise), q.number(0))",
    ),
    cyclic(
        name="saw-tooth",
        clause="CYCLIC-LR-2",
        wrong="the rate goes up through the whole cycle and falls at its end",
        source="mutation",
        old="q.minimum(part / rise, (1 - part) / (1 - rise))",
        new="part",
    ),
    cyclic(
        name="halved-at-every-step",
        clause="CYCLIC-LR-3",
        wrong="the amplitude is halved at every step, not after every cycle",
        source="mutation: scale_mode='iterations' with the function of triangular2",
        variant="pytorch-2.13-triangular2",
        old="q.number(2) ** (e // whole)",
        new="q.number(2) ** e",
    ),
    cyclic(
        name="halved-from-the-first",
        clause="CYCLIC-LR-3",
        wrong="the first cycle is halved already",
        source="mutation",
        variant="pytorch-2.13-triangular2",
        old="q.number(2) ** (e // whole)",
        new="q.number(2) ** (1 + e // whole)",
    ),
    cyclic(
        name="declines-by-cycles",
        clause="CYCLIC-LR-3",
        wrong="the exponent is the number of the cycle, not of the step",
        source="hasty.ai, MP Wiki, CyclicLR: the amplitude scaled by gamma to the cycles",
        variant="pytorch-2.13-exp-range",
        old="q.power(h.gamma, q.number(e))",
        new="q.power(h.gamma, q.number(e // whole))",
    ),
    cyclic(
        name="peak-halved",
        clause="CYCLIC-LR-4",
        wrong="the learning rate at the peak is halved, not its distance from the lower one",
        source="a notebook on schedules, in words; its code halves the distance",
        variant="pytorch-2.13-triangular2",
        old="rate = q.ramp(h.lr, h.max_lr, swing)",
        new="rate = h.lr + (h.max_lr * c.scale - h.lr) * c.height",
    ),
    cyclic(
        name="amplitude-is-the-peak",
        clause="CYCLIC-LR-4",
        wrong="the whole of the greatest rate is added to the base rate",
        source="mutation",
        old="q.ramp(h.lr, h.max_lr, swing)",
        new="h.lr + h.max_lr * swing",
    ),
    cyclic(
        name="momentum-with-the-rate",
        clause="CYCLIC-LR-5",
        wrong="momentum goes up and down with the learning rate",
        source="mutation",
        old="q.ramp_to(h.max_momentum, h.base_momentum, swing)",
        new="h.base_momentum + (h.max_momentum - h.base_momentum) * swing",
    ),
    cyclic(
        name="momentum-stays",
        clause="CYCLIC-LR-5",
        wrong="momentum is set once and not cycled",
        source="open-mmlab/mmcv #2645, which asks for the option, on one cycle",
        old="q.ramp_to(h.max_momentum, h.base_momentum, swing)",
        new="h.max_momentum",
    ),
]

"""Wrong one-cycle schedules."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

one_cycle = partial(Impostor, algorithm="one_cycle_lr", variant="pytorch-2.13")
END = "first, second, last = share - 1, 2 * share - 2, q.number(h.length - 1)"

IMPOSTORS = [
    one_cycle(
        name="counts-from-one",
        clause="ONE-CYCLE-LR-1",
        wrong="the first step is taken for the second",
        source="catalyst-team/catalyst #851: the first rate lies above that of the start",
        old='q("done", q.number(t - 1),',
        new='q("done", q.number(t),',
    ),
    one_cycle(
        name="steps-once-an-epoch",
        clause="ONE-CYCLE-LR-1",
        wrong="the scheduler is stepped once an epoch (here of two steps), and its length is counted in steps",
        source="espnet/espnet PR#3319",
        old='q("done", q.number(t - 1),',
        new='q("done", q.number((t - 1) // 2),',
    ),
    one_cycle(
        name="never-at-the-end",
        clause="ONE-CYCLE-LR-2",
        wrong="the cycle ends one step after the last: no step has the least learning rate, the peak is one step late",
        source="a notebook on schedules; pytorch/pytorch #91765 reads the same into the last step",
        old=END,
        new="first, second, last = share, 2 * share, q.number(h.length)",
    ),
    one_cycle(
        name="linear-rise",
        clause="ONE-CYCLE-LR-3",
        wrong="up along a line and down along a cosine",
        source="a notebook on schedules, and a guide to optimizers",
        old='return e / first if h.curve == "linear" else',
        new="return e / first if True else",
    ),
    one_cycle(
        name="start-ignored",
        clause="ONE-CYCLE-LR-4",
        wrong="the first learning rate does not depend on the factor that is to give it",
        source="pytorch/pytorch #28216",
        old="h.lr / h.div,",
        new="h.lr / 10,",
    ),
    one_cycle(
        name="floor-from-the-peak",
        clause="ONE-CYCLE-LR-5",
        wrong="the peak is divided by the last factor, where the rate of the start should be",
        source="a notebook on schedules: min_lr = max_lr / final_div_factor; ooples/AiDotNet.Tensors PR#349",
        old='(h.lr if h.floor == "of the peak" else start)',
        new="h.lr",
    ),
    one_cycle(
        name="ends-at-the-start",
        clause="ONE-CYCLE-LR-5",
        wrong="the cycle ends at the learning rate that it started from",
        source="a guide to optimizers: both ends are the least rate; lr_scheduler.CyclicLR for one cycle",
        old='(h.lr if h.floor == "of the peak" else start) / h.final_div',
        new="start",
    ),
    one_cycle(
        name="two-phases-for-three",
        clause="ONE-CYCLE-LR-6",
        wrong="the way down goes past the start to the end in one phase",
        source="pytorch/pytorch #40362, which three_phase answers",
        variant="pytorch-2.13-three-phase",
        old='q("theta", q.where(c.second, ">", c.done, rise,',
        new='q("theta", q.where(c.first, ">", c.done, rise,',
    ),
    one_cycle(
        name="third-phase-from-the-peak",
        clause="ONE-CYCLE-LR-7",
        wrong="the third phase begins at the peak's boundary",
        source="mutation",
        variant="pytorch-2.13-three-phase",
        old="down(end, last)",
        new="down(first, last)",
    ),
    one_cycle(
        name="momentum-with-the-rate",
        clause="ONE-CYCLE-LR-8",
        wrong="momentum goes up and down with the learning rate",
        source="mutation",
        old="q.ramp_to(h.max_momentum, h.base_momentum, c.height)",
        new="h.base_momentum + (h.max_momentum - h.base_momentum) * c.height",
    ),
    one_cycle(
        name="momentum-stays",
        clause="ONE-CYCLE-LR-8",
        wrong="momentum is not cycled",
        source="a notebook on schedules; open-mmlab/mmcv #2645, which asks for the option",
        old="q.ramp_to(h.max_momentum, h.base_momentum, c.height)",
        new="h.max_momentum",
    ),
]

"""Wrong warm restarts."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

restarts = partial(Impostor, algorithm="cosine_warm_restarts", variant="paper")
keras = partial(restarts, variant="keras-3.15")
optax = partial(restarts, variant="optax-0.2.8")

RESTART = 'q.where(more, ">=", s.t_i, q.number(0), more)'

IMPOSTORS = [
    restarts(
        name="first-step-twice",
        clause="COSINE-WARM-RESTARTS-1",
        wrong="the second step is still the first of its cycle, and each restart comes one late",
        source="pytorch/pytorch #23480",
        old="q.whole(s.t_cur + 1)",
        new='q.when(t, "==", 2, q.number(0), q.whole(s.t_cur + 1))',
    ),
    restarts(
        name="restarts-at-one",
        clause="COSINE-WARM-RESTARTS-1",
        wrong="a cycle begins with its second step",
        source="mutation, after rustorch 0.6, whose cosine begins again so past its end",
        old=RESTART,
        new=RESTART.replace("q.number(0)", "q.number(1)"),
    ),
    restarts(
        name="down-to-the-floor",
        clause="COSINE-WARM-RESTARTS-1",
        wrong="each cycle goes on to the least learning rate and is one step longer",
        source="pytorch/pytorch #47560, which asks for it",
        old="t_cur, t_i = " + RESTART + ', q.where(more, ">=", s.t_i, longer, s.t_i)',
        new='t_cur, t_i = q.where(more, ">", s.t_i, q.number(0), more), q.where(more, ">", s.t_i, longer, s.t_i)',
    ),
    restarts(
        name="cycles-of-one-length",
        clause="COSINE-WARM-RESTARTS-2",
        wrong="the cycles do not grow",
        source="kohya-ss/sd-scripts #80, where no option of a schedule reached it",
        old="q.whole(h.growth * s.t_i)",
        new="s.t_i",
    ),
    restarts(
        name="grows-by-a-sum",
        clause="COSINE-WARM-RESTARTS-2",
        wrong="each cycle is longer by the length of the first",
        source="mutation",
        old="q.whole(h.growth * s.t_i)",
        new="q.whole(h.first + s.t_i)",
    ),
    restarts(
        name="part-of-the-cycle-less-one",
        clause="COSINE-WARM-RESTARTS-3",
        wrong="the part of the cycle is that of its steps but one, so that its last step has the least rate",
        source="pytorch/pytorch PR#11104",
        old="t_cur / t_i",
        new="t_cur / (t_i - 1)",
    ),
    restarts(
        name="floor-only-cuts",
        clause="COSINE-WARM-RESTARTS-4",
        wrong="the rate falls towards 0 and is cut off at the least one",
        source="EleutherAI/gpt-neox PR#1008, on one cycle",
        old="q.ramp(floor, h.lr, part)",
        new="q.maximum(h.lr * curve, floor)",
    ),
    optax(
        name="restarts-for-ever",
        clause="COSINE-WARM-RESTARTS-5",
        wrong="the number of cycles is accepted and not used",
        source="mutation, after kohya-ss/sd-scripts #80",
        old="last = h.cycles - 1",
        new="last = 10**6",
    ),
    keras(
        name="higher-each-time",
        clause="COSINE-WARM-RESTARTS-6",
        wrong="each cycle is higher by the factor than the one before",
        source="keras-team/keras PR#15288, the description that it corrects; pytorch/pytorch PR#11104, in review",
        old="h.peak_factor * s.peak",
        new="s.peak / h.peak_factor",
    ),
    keras(
        name="level-peaks",
        clause="COSINE-WARM-RESTARTS-6",
        wrong="every cycle begins at the base learning rate",
        source="kohya-ss/sd-scripts #80, where no option of a schedule reached it",
        old="h.peak_factor * s.peak",
        new="s.peak",
    ),
]

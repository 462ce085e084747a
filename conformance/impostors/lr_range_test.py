"""Wrong learning rate range tests."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

lr_range_test = partial(Impostor, algorithm="lr_range_test", variant="pytorch-2.13")

IMPOSTORS = [
    lr_range_test(
        name="one-step-ahead",
        clause="LR-RANGE-TEST-1",
        wrong="the first step has the learning rate of the second",
        source="davidtvs/pytorch-lr-finder PR#42",
        old="e, n = t - 1, h.length",
        new="e, n = t, h.length",
    ),
    lr_range_test(
        name="uneven-first-step",
        clause="LR-RANGE-TEST-1",
        wrong="the first step up is twice as wide as the others",
        source="Lightning-AI/pytorch-lightning PR#21931",
        old='h.second == "skipped" and t > 1',
        new="t > 1",
    ),
    lr_range_test(
        name="high-never-reached",
        variant="torch-lr-finder-0.2",
        clause="LR-RANGE-TEST-1",
        wrong="the steps are divided by their number, so that the last one is below the end",
        source="davidtvs/pytorch-lr-finder PR#42",
        old='n - 1 if h.last == "reached" else n',
        new="n",
    ),
    lr_range_test(
        name="second-rate-for-all",
        clause="LR-RANGE-TEST-1",
        wrong="every step after the second has the learning rate of the second",
        source="flairNLP/flair #986",
        old="reached / q.number(of)",
        new="q.minimum(reached, q.number(1)) / q.number(of)",
    ),
    lr_range_test(
        name="exponential-for-linear",
        variant="paper",
        clause="LR-RANGE-TEST-2",
        wrong="the learning rate rises by even factors",
        source="an exercise of a notebook on schedules",
        old='h.curve == "linear"',
        new="False",
    ),
    lr_range_test(
        name="linear-for-exponential",
        clause="LR-RANGE-TEST-3",
        wrong="the learning rate rises in even steps",
        source="mutation: Smith (2017), section 3.3, for fastai's LRFinder",
        old='h.curve == "linear"',
        new="True",
    ),
    lr_range_test(
        name="base-of-the-power",
        clause="LR-RANGE-TEST-3",
        wrong="the high learning rate is taken for the factor from low to high",
        source="mutation",
        old="h.high / h.lr, c.part",
        new="h.high, c.part",
    ),
]

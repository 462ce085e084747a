"""Wrong linear warm-ups."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

warmup = partial(Impostor, algorithm="warmup_lr")

PART = "q.minimum(q.number(done), q.number(W)) / q.number(W)"

IMPOSTORS = [
    warmup(
        name="one-step-late",
        variant="paper",
        clause="WARMUP-LR-1",
        wrong="the first two steps have the learning rate of the first",
        source="pytorch/pytorch PR#7889",
        old="e, W = t - 1, h.warmup",
        new="e, W = max(t - 2, 0) if isinstance(t, int) else t - 2, h.warmup",
    ),
    warmup(
        name="first-step-lost",
        variant="pytorch-warmup-0.2",
        clause="WARMUP-LR-1",
        wrong="the count starts at zero, so that the first step moves nothing",
        source="EleutherAI/gpt-neox #1373, verl-project/verl #3674",
        old="e + 1 if",
        new="e if",
    ),
    warmup(
        name="first-step-twice",
        variant="paper",
        clause="WARMUP-LR-1",
        wrong="the first step has the learning rate of the second, so that it is not zero",
        source="EleutherAI/gpt-neox PR#1379",
        old=PART,
        new=PART.replace("q.number(done)", 'q.when(done, "==", 0, q.number(1), q.number(done))'),
    ),
    warmup(
        name="one-step-longer",
        variant="pytorch-warmup-0.2",
        clause="WARMUP-LR-1",
        wrong="the part is that of W + 1 steps",
        source="karpathy/nanoGPT PR#578, a repair of a first step that moved nothing",
        old=PART,
        new=PART.replace("q.number(W)", "q.number(W + 1)"),
    ),
    warmup(
        name="goes-on-rising",
        variant="paper",
        clause="WARMUP-LR-1",
        wrong="nothing ends the warm-up",
        source="mutation",
        old=PART,
        new="q.number(done) / q.number(W)",
    ),
    warmup(
        name="start-ignored",
        variant="paper",
        clause="WARMUP-LR-2",
        wrong="warm-up starts from zero, whatever rate it is told to start from",
        source="mutation, after the hyperparameters ignored in kohya-ss/sd-scripts #80",
        old="q.ramp_to(h.lr, h.init, c.ahead)",
        new="h.lr - h.lr * c.ahead",
    ),
    warmup(
        name="start-on-top",
        variant="paper",
        clause="WARMUP-LR-2",
        wrong="the base learning rate is added to the one at the start",
        source="mutation",
        old="q.ramp_to(h.lr, h.init, c.ahead)",
        new="h.init + h.lr - h.lr * c.ahead",
    ),
    warmup(
        name="first-factor-twice",
        variant="pytorch-2.13",
        clause="WARMUP-LR-2",
        wrong="the first step has the first factor twice",
        source="open-mmlab/mmengine #1542",
        old="q.ramp_to(h.lr, h.init, c.ahead)",
        new="(h.lr - (h.lr - h.init) * c.ahead) * (1 - c.ahead if h.form == 'recursive' else 1)",
    ),
    warmup(
        name="growth-one-behind",
        variant="pytorch-2.13",
        clause="WARMUP-LR-3",
        wrong="the recursion divides by the factor of this step where that of the step before is due",
        source="mutation",
        old="(e - 1) * (1 - first)",
        new="e * (1 - first)",
    ),
]

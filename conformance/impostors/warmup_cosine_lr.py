"""Wrong warm-ups with cosine annealing."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

warmup = partial(Impostor, algorithm="warmup_cosine_lr", variant="optax-0.2.8")

IMPOSTORS = [
    warmup(
        name="first-step-lost",
        variant="build-nanogpt",
        clause="WARMUP-COSINE-LR-1",
        wrong="the warm-up counts from zero, so that the first step moves nothing",
        source="karpathy/nanoGPT PR#578, EleutherAI/gpt-neox #1373",
        old='(e if h.count == "zero" else e + 1)',
        new='(e if h.count != "between" else e + 1)',
    ),
    warmup(
        name="flat-pair-at-the-top",
        clause="WARMUP-COSINE-LR-1",
        wrong="warm-up is at the top a step before it ends, and the cosine starts there once more",
        source="a notebook on schedules, WarmupCosineAnnealing",
        old='(e if h.count == "zero" else e + 1)',
        new="(e + 1)",
    ),
    warmup(
        name="decay-counts-during-warmup",
        clause="WARMUP-COSINE-LR-2",
        wrong="the counter of the cosine runs during warm-up, so that the learning rate drops where they join",
        source="facebookresearch/fairchem PR#1967, lindermanlab/S5 #11, PaddlePaddle/PaddleDetection PR#4611",
        old='e if h.cosine == "from-start" else e - W',
        new="e",
    ),
    warmup(
        name="warmup-not-counted",
        clause="WARMUP-COSINE-LR-2",
        wrong="the length is that of the cosine alone",
        source="keras 3.15 CosineDecay, whose decay_steps exclude the warm-up that optax's include",
        old='h.length - W if h.counted == "all" else h.length',
        new="h.length",
    ),
    warmup(
        name="warmup-counted-twice",
        variant="keras-3.15",
        clause="WARMUP-COSINE-LR-2",
        wrong="the warm-up is taken off the length of the decay",
        source="optax.warmup_cosine_decay_schedule 0.2.8, whose decay_steps include the warm-up that keras's exclude",
        old='h.length - W if h.counted == "all" else h.length',
        new="h.length - W",
    ),
    warmup(
        name="rises-past-the-end",
        clause="WARMUP-COSINE-LR-2",
        wrong="the learning rate rises again past the end",
        source="a notebook on schedules, WarmupCosineAnnealing",
        old='q.minimum(q.number(k), q.number(D)) if h.past == "held" else q.number(k)',
        new="q.number(k)",
    ),
    warmup(
        name="whole-wave",
        clause="WARMUP-COSINE-LR-3",
        wrong="the decay goes through a whole wave, not half of one",
        source="lightly-ai/lightly PR#1842, in review",
        old='q.cos_pi(q.values["part"])',
        new='q.cos_pi(2 * q.values["part"])',
    ),
    warmup(
        name="start-ignored",
        clause="WARMUP-COSINE-LR-4",
        wrong="warm-up starts from zero, whatever rate it is told to start from",
        source="mutation",
        old="q.ramp_to(h.lr, h.init, c.ahead)",
        new="h.lr - h.lr * c.ahead",
    ),
    warmup(
        name="floor-only-clips",
        clause="WARMUP-COSINE-LR-4",
        wrong="the cosine goes to zero, and the least learning rate only cuts it off",
        source="EleutherAI/gpt-neox PR#1008",
        old="annealed = q.ramp(floor, h.lr, c.curve)",
        new="annealed = q.maximum(h.lr * c.curve, floor)",
    ),
    warmup(
        name="floor-is-a-part",
        clause="WARMUP-COSINE-LR-5",
        wrong="the least learning rate is multiplied by the base one",
        source="mutation: the alpha of keras for the end_value of optax",
        old="h.eta_min,",
        new="h.eta_min * h.lr,",
    ),
    warmup(
        name="floor-is-a-rate",
        variant="keras-3.15",
        clause="WARMUP-COSINE-LR-5",
        wrong="the part of the base learning rate is taken for a learning rate",
        source="mutation: the end_value of optax for the alpha of keras",
        old="h.alpha * h.lr",
        new="h.alpha",
    ),
    warmup(
        name="growth-one-behind",
        variant="pytorch-2.13",
        clause="WARMUP-COSINE-LR-6",
        wrong="the recursion divides by the factor of this step where that of the step before is due",
        source="mutation",
        old="(e - 1) * (1 - first)",
        new="e * (1 - first)",
    ),
    warmup(
        name="recursion-divides-by-nothing",
        variant="pytorch-2.13",
        clause="WARMUP-COSINE-LR-7",
        wrong="past the end the recursion stays at the least learning rate",
        source="pytorch/pytorch #17913, where it divided by zero there",
        old='q.when(turns, "==", 0, (1 - q.cos_pi(1 / q.number(D))) / 2, 0 * one)',
        new="0 * one",
    ),
]

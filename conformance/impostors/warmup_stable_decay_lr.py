"""Wrong schedules with warm-up, stable and decay."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

wsd = partial(Impostor, algorithm="warmup_stable_decay_lr", variant="transformers-5.18-linear")

IMPOSTORS = [
    wsd(
        name="first-step-lost",
        variant="pytorch-2.13",
        clause="WARMUP-STABLE-DECAY-LR-1",
        wrong="the warm-up counts from zero, so that the first step moves nothing",
        source="EleutherAI/gpt-neox #1373, verl-project/verl #3674",
        old='e + 1 if h.start == "one" else e',
        new="e",
    ),
    wsd(
        name="no-decay",
        clause="WARMUP-STABLE-DECAY-LR-2",
        wrong="the stable learning rate never decays",
        source="invergent-ai/surogate #32",
        old="q.minimum(q.number(k), q.number(D)) / q.number(D)",
        new="0 * one",
    ),
    wsd(
        name="part-of-the-whole-run",
        clause="WARMUP-STABLE-DECAY-LR-2",
        wrong="the steps of the decay are divided by those of the whole run, so that its end is never reached",
        source="facebookresearch/lingua #72",
        old="q.minimum(q.number(k), q.number(D)) / q.number(D)",
        new="q.minimum(q.number(k), q.number(D)) / q.number(W + h.stable + D)",
    ),
    wsd(
        name="decay-after-the-stable-steps-alone",
        clause="WARMUP-STABLE-DECAY-LR-2",
        wrong="the decay begins as if there had been no warm-up",
        source="mutation, after facebookresearch/fairchem PR#1967",
        old="e - W - h.stable, q",
        new="e - h.stable, q",
    ),
    wsd(
        name="linear-where-cosine-is-asked",
        variant="transformers-5.18-cosine",
        clause="WARMUP-STABLE-DECAY-LR-3",
        wrong="the shape of the decay is ignored",
        source="mutation, after the hyperparameters ignored in kohya-ss/sd-scripts #80",
        old="(1 + q.cos_pi(p)) / 2",
        new="1 - p",
    ),
    wsd(
        name="root-of-the-rest",
        variant="transformers-5.18-sqrt",
        clause="WARMUP-STABLE-DECAY-LR-3",
        wrong="the decay is the root of what is left, not one minus the root of what is done",
        source="mutation: optax.polynomial_schedule with power 1/2 for 1 - sqrt",
        old="1 - q.sqrt(p)",
        new="q.sqrt(1 - p)",
    ),
    wsd(
        name="falls-twice-as-fast",
        variant="paper",
        clause="WARMUP-STABLE-DECAY-LR-3",
        wrong="the learning rate falls to a quarter in a half-life",
        source="mutation",
        old="one / 2",
        new="one / 4",
    ),
    wsd(
        name="warmup-from-zero",
        clause="WARMUP-STABLE-DECAY-LR-4",
        wrong="the warm-up begins at zero, not at the least learning rate",
        source="optax.join_schedules, where the warm-up has a start of its own",
        old='h.ratio if h.start == "floor" else q.number(Fraction(0))',
        new="q.number(Fraction(0))",
    ),
    wsd(
        name="floor-only-clips",
        clause="WARMUP-STABLE-DECAY-LR-4",
        wrong="the decay goes to zero, and the least learning rate only cuts it off",
        source="EleutherAI/gpt-neox PR#1008, on the cosine",
        old="q.ramp(h.ratio, 1, c.curve)",
        new="q.maximum(c.curve, h.ratio)",
    ),
    wsd(
        name="decay-one-behind",
        variant="pytorch-2.13",
        clause="WARMUP-STABLE-DECAY-LR-5",
        wrong="the recursion divides by the factor of the step before the last",
        source="mutation",
        old="D + (k - 1) * fall",
        new="D + (k - 2) * fall",
    ),
    wsd(
        name="stuck-at-the-base",
        variant="pytorch-2.13",
        clause="WARMUP-STABLE-DECAY-LR-5",
        wrong="each step of the decay starts again from the base learning rate",
        source="kohya-ss/sd-scripts #1653, after a resumption",
        old="h.lr, c.growth * s.theta",
        new='h.lr, c.growth * q.when(e, ">", W + h.stable, h.lr, s.theta)',
    ),
]

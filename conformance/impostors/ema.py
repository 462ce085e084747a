"""Wrong exponential moving averages."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

ema = partial(Impostor, algorithm="ema", variant="pytorch-2.13")

IMPOSTORS = [
    ema(
        name="warm-up-turned-round",
        variant="stable-diffusion-1",
        clause="EMA-1",
        wrong="one minus the decay of the warm-up takes the place of the decay",
        source="huggingface/diffusers #1864",
        old="q.minimum(limit, q.number(t + 1) / q.number(t + 10))",
        new="1 - q.minimum(limit, q.number(t + 1) / q.number(t + 10))",
    ),
    ema(
        name="warm-up-of-the-complement",
        variant="stable-diffusion-1",
        clause="EMA-1",
        wrong="the warm-up limits one minus the decay, so that the average begins by standing still",
        source="open-mmlab/mmcv #901",
        old="q.minimum(limit, q.number(t + 1) / q.number(t + 10))",
        new="1 - q.minimum(1 - limit, q.number(t + 1) / q.number(t + 10))",
    ),
    ema(
        name="warm-up-one-ahead",
        variant="diffusers-0.42",
        clause="EMA-1",
        wrong="the warm-up counts the first update, which copies",
        source="a convention elsewhere: ldm.modules.ema.LitEma of Stable Diffusion",
        old="q.number(t) / q.number(t + 9)",
        new="q.number(t + 1) / q.number(t + 10)",
    ),
    ema(
        name="decay-steps-of-none",
        clause="EMA-1",
        wrong="with no steps to warm up for, the decay is 0 and the average a copy",
        source="mindspore-lab/mindone PR#64, where decay_steps <= 0 fails",
        old="limit = h.decay",
        new="limit = 0 * h.decay",
    ),
    ema(
        name="starting-weights-averaged",
        clause="EMA-2",
        wrong="the first update averages with the weights before training",
        source="pytorch/vision PR#4544, where the counter says that there was an update before",
        old='if h.first == "copied" else limit, "EMA-2"',
        new='if h.first == "timm" else limit, "EMA-2"',
    ),
    ema(
        name="decay-for-step-size",
        variant="optax-0.2.8-incremental",
        clause="EMA-3",
        wrong="the decay stands where one minus it belongs",
        source="optax.incremental_update, whose step_size is one minus the decay",
        old="q.average(c.decay, s.theta, s.w)",
        new="(1 - c.decay) * s.theta + c.decay * s.w",
    ),
    ema(
        name="away-from-the-weights",
        clause="EMA-3",
        wrong="a part of the gap is added to the average that should be subtracted",
        source="ostris/ai-toolkit #1034",
        old="q.average(c.decay, s.theta, s.w)",
        new="s.theta + (1 - c.decay) * (s.theta - s.w)",
    ),
    ema(
        name="without-debiasing",
        variant="paper",
        clause="EMA-4",
        wrong="the average begins at zero and is not divided by what is missing",
        source="keras-team/keras PR#18972",
        old="m / c.bias",
        new="m / 1",
    ),
    ema(
        name="bias-one-ahead",
        variant="paper",
        clause="EMA-4",
        wrong="the bias correction uses t + 1",
        source="karpathy/nanochat PR#818, on the average of a loss",
        old="1 - h.decay**t",
        new="1 - h.decay ** (t + 1)",
    ),
    ema(
        name="buffers-averaged",
        clause="EMA-5",
        wrong="buffers that should be copied are averaged",
        source="lucidrains/phenaki-pytorch #21",
        old='h.buffers == "averaged"',
        new='h.buffers == "copied"',
    ),
    ema(
        name="buffers-left",
        clause="EMA-5",
        wrong="the buffers of the average stay as they were at the start",
        source="lucidrains/ema-pytorch #8, which loops over the wrong model; pytorch/vision #4391",
        old='s.b if h.buffers == "copied" else s.b_avg',
        new="s.b_avg",
    ),
    ema(
        name="starts-at-the-weights",
        variant="paper",
        clause="EMA-6",
        wrong="the average that is to be debiased begins at the weights",
        source="tensorflow/tensorflow #2825, on what an average begins with",
        old='begins at zero", when',
        new='begins at zero", start="theta", when',
    ),
]

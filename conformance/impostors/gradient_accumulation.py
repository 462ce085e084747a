"""Wrong accumulations."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

torch = partial(Impostor, algorithm="gradient_accumulation", variant="pytorch-2.13")
optax = partial(Impostor, algorithm="gradient_accumulation", variant="optax-0.2.8")
keras = partial(Impostor, algorithm="gradient_accumulation", variant="keras-3.15")
every = partial(Impostor, algorithm="gradient_accumulation", variant="optax-0.2.8-apply-every")

IMPOSTORS = [
    torch(
        name="last-one-only",
        clause="GRADIENT-ACCUMULATION-1",
        wrong="the gradients are zeroed at each micro-step, so that only the last of a window counts",
        source="dscripka/openWakeWord #316",
        old="        gathered = s.acc + s.g\n    gathered",
        new="        gathered = s.g\n    gathered",
    ),
    optax(
        name="mean-of-one-more",
        clause="GRADIENT-ACCUMULATION-1",
        wrong="the running mean counts one micro-step too many",
        source="mutation",
        old="(s.g - s.acc) / (before + 1)",
        new="(s.g - s.acc) / (before + 2)",
    ),
    optax(
        name="mean-without-count",
        clause="GRADIENT-ACCUMULATION-1",
        wrong="each gradient is averaged with what is there, so that the later ones weigh more",
        source="mutation: a running mean that forgets how many there were",
        old="(s.g - s.acc) / (before + 1)",
        new="(s.g - s.acc) / q.minimum(q.number(before + 1), q.number(2))",
    ),
    keras(
        name="sum-for-mean",
        clause="GRADIENT-ACCUMULATION-2",
        wrong="the sum is used where the mean should be: the learning rate is k times as large",
        source="NVIDIA-NeMo/Speech #274; verl-project/verl PR#3332; a guide to optimizers",
        old='gathered / h.every if h.gathers == "sum-divided" else gathered',
        new="gathered",
    ),
    keras(
        name="divided-twice",
        clause="GRADIENT-ACCUMULATION-2",
        wrong="the mean is divided by the length of the window again",
        source="mutation, after unslothai/unsloth-zoo PR#1023, where a review saw a loss divided twice",
        old="gathered / h.every",
        new="gathered / h.every / h.every",
    ),
    torch(
        name="emits-at-each",
        clause="GRADIENT-ACCUMULATION-3",
        wrong="the optimizer gets what is gathered at each micro-step",
        source="mutation: optimizer.step() outside the condition",
        old="emitted, 0 * emitted",
        new="emitted, emitted",
    ),
    torch(
        name="emits-one-early",
        clause="GRADIENT-ACCUMULATION-3",
        wrong="the step before the last one of a window emits",
        source="mutation: step % k == 0 for a step that is counted from 0",
        old='q.when(t % h.every, "==", 0, emitted',
        new='q.when((t - 1) % h.every, "==", 0, emitted',
    ),
    torch(
        name="repeats-the-last",
        clause="GRADIENT-ACCUMULATION-3",
        wrong="between two updates the gradient of the last one is given again",
        source="mutation",
        old="0 * emitted",
        new="s.theta",
    ),
    torch(
        name="never-cleared",
        clause="GRADIENT-ACCUMULATION-4",
        wrong="what was gathered stays for the next window",
        source="mutation: zero_grad left out, as after a NaN in espnet/espnet PR#3283",
        old="0, 0 * gathered, gathered",
        new="0, gathered, gathered",
    ),
    every(
        name="cleared-never",
        clause="GRADIENT-ACCUMULATION-1",
        wrong="the first gradient of a window is added to the sum of the one before",
        source="mutation of optax.apply_every",
        old="s.g, s.acc + s.g",
        new="s.acc + s.g, s.acc + s.g",
    ),
    torch(
        name="starts-from-the-first",
        clause="GRADIENT-ACCUMULATION-5",
        wrong="what is gathered starts at 1",
        source="mutation",
        old='"gradients gathered in this window"',
        new='"gradients gathered in this window", start=1',
    ),
]

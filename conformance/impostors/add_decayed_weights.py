"""Wrong weight decays."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

decay = partial(Impostor, algorithm="add_decayed_weights", variant="optax-0.2.8", clause="ADD-DECAYED-WEIGHTS-1")
clipped = partial(Impostor, algorithm="add_decayed_weights", clause="ADD-DECAYED-WEIGHTS-2")

IMPOSTORS = [
    decay(
        name="subtracted",
        wrong="the decayed weights are subtracted from the gradient, so that weights grow",
        source="mutation: the sign of an update, where a gradient is changed",
        old="g + h.weight_decay * s.w",
        new="g - h.weight_decay * s.w",
    ),
    decay(
        name="without-weights",
        wrong="the decay is added without its factor, the weight",
        source="e-sensing/torchopt PR#14, for AdamW",
        old="h.weight_decay * s.w",
        new="h.weight_decay",
    ),
    decay(
        name="squared-weights",
        wrong="the decay is proportional to the square of the weight, as the penalty is",
        source="pytorch/pytorch PR#3740 (a suggestion in review), for AdamW",
        old="h.weight_decay * s.w",
        new="h.weight_decay * (s.w * s.w)",
    ),
    decay(
        name="twice-as-much",
        wrong="the penalty has no factor of a half, and its gradient is twice as large",
        source="mutation: the l2 of Keras's regularizers is such a penalty",
        old="h.weight_decay * s.w",
        new="2 * h.weight_decay * s.w",
    ),
    decay(
        name="sign-only",
        wrong="the decay has the sign of the weight and not its size: that is an L1 penalty",
        source="mutation",
        old="h.weight_decay * s.w",
        new="h.weight_decay * q.sign(s.w)",
    ),
    decay(
        name="ignored",
        wrong="weight decay is accepted and not used",
        source="mutation, after the unused arguments of bitsandbytes-foundation/bitsandbytes #1261",
        old="g + h.weight_decay * s.w",
        new="g",
    ),
    clipped(
        name="decay-not-clipped",
        variant="optax-0.2.8-clipped-after",
        wrong="the gradient is clipped and the decay is added to it after that",
        source="apache/mxnet #9881",
        old='q.clip(total, h.limit) if h.clipping == "after" else total',
        new="q.clip(s.g, h.limit) + h.weight_decay * s.w",
    ),
    clipped(
        name="decay-clipped",
        variant="optax-0.2.8-clipped-before",
        wrong="the decay is clipped together with the gradient",
        source="mutation: the two transformations exchanged in a chain",
        old='h.clipping == "after"',
        new='h.clipping == "before"',
    ),
]

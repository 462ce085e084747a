"""Wrong clippings by value."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

CLIP = "q.clip(s.g, h.max_value)"
clip = partial(Impostor, algorithm="clip_by_value", variant="pytorch-2.13", clause="CLIP-BY-VALUE-1", old=CLIP)

IMPOSTORS = [
    clip(
        name="ends-exchanged",
        wrong="the two limits are exchanged, and every element becomes the lower one",
        source="keras-team/keras PR#734",
        new="q.minimum(q.maximum(s.g, h.max_value), -h.max_value)",
    ),
    clip(
        name="no-lower-end",
        wrong="negative elements are not clipped",
        source="mutation: burn has a mask for each end, of which one is easily lost",
        new="q.minimum(s.g, h.max_value)",
    ),
    clip(
        name="no-sign",
        wrong="large negative elements become large positive ones",
        source="mutation",
        new='q.where(q.abs(s.g), ">", h.max_value, h.max_value, s.g)',
    ),
    clip(
        name="zeroed",
        wrong="elements beyond the limit become 0, as the derivative of clipping does",
        source="mutation, after tensorflow/tfjs-core PR#1076",
        new='q.where(q.abs(s.g), ">", h.max_value, q.number(0), s.g)',
    ),
    clip(
        name="no-effect",
        wrong="the limit is accepted and not used",
        source="tensorflow/tensorflow #33929",
        new="s.g",
    ),
    clip(
        name="by-the-largest",
        wrong="the whole tensor is scaled until its largest element is within the limit",
        source="mutation: clipping by the infinity norm",
        new="h.max_value / q.maximum(q.largest(q.abs(s.g)), h.max_value) * s.g",
    ),
]

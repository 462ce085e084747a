"""Autograd of the loss of a batch: the mean or the sum of the losses of its samples.

An element that no sample of the batch sees has no gradient; torch would give it that of a mean over nothing, NaN.
"""

import torch

from goldstep.adapters.torch.transforms import Transform

SAMPLES = ("g", "g2", "g3", "g4")  # the first one comes as a gradient
BATCH = ("m1", "m2", "m3", "m4")


def backward(parameters, hyper, given):
    with torch.enable_grad():
        for i, p in enumerate(parameters):
            gradients = torch.stack([p.grad, *(given.inputs[name][i] for name in SAMPLES[1:])])
            batch = torch.stack([given.inputs[name][i] for name in BATCH])
            losses = torch.where(batch > 0, p * gradients, torch.zeros_like(gradients)).sum(0)
            if given.variant == "pytorch-2.13":
                losses = losses / batch.sum(0).clamp(min=1)
            p.grad = None
            losses.sum().backward()


BINDING = Transform(
    variants=("pytorch-2.13", "pytorch-2.13-sum"),
    apply=backward,
    inputs=(*SAMPLES, *BATCH),
    modes=("for-loop",),
)

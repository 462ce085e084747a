"""Wrong cosine annealings."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

cosine = partial(Impostor, algorithm="cosine_annealing", variant="pytorch-2.13")

IMPOSTORS = [
    cosine(
        name="counts-from-one",
        variant="paper",
        clause="COSINE-ANNEALING-1",
        wrong="the first step is taken for the second",
        source="pytorch/pytorch PR#7889",
        old="e, T = t - 1, h.length",
        new="e, T = t, h.length",
    ),
]

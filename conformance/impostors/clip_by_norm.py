"""Wrong clippings of each tensor."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

keras = partial(Impostor, algorithm="clip_by_norm", variant="keras-3.15")
pytorch = partial(Impostor, algorithm="clip_by_norm", variant="pytorch-2.13")

IMPOSTORS = [
    keras(
        name="all-tensors-together",
        clause="CLIP-BY-NORM-1",
        wrong="the norm is that of all tensors together",
        source="anthonytorlucci/rlevo #328: burn's clipping taken for a global one; a convention elsewhere",
        old='couples="tensor"',
        new='couples="all"',
    ),
    keras(
        name="no-root",
        clause="CLIP-BY-NORM-1",
        wrong="the sum of squares stands for the norm",
        source="paiml/entrenar #311",
        old="q.norm(s.g)",
        new="q.total(s.g * s.g)",
    ),
    keras(
        name="largest-element",
        clause="CLIP-BY-NORM-1",
        wrong="the largest modulus of an element stands for the norm",
        source="mutation",
        old="q.norm(s.g)",
        new="q.largest(q.abs(s.g))",
    ),
    pytorch(
        name="scales-up",
        clause="CLIP-BY-NORM-2",
        wrong="small gradients are scaled up to the limit",
        source="sony/nnabla PR#572; DingfanChen/GS-WGAN #5",
        old="q.minimum(h.max_norm / (norm + q.number(GUARD)), q.number(1))",
        new="h.max_norm / (norm + q.number(GUARD))",
    ),
    keras(
        name="to-unit-norm",
        clause="CLIP-BY-NORM-2",
        wrong="gradients beyond the limit get the norm 1",
        source="mutation",
        old="h.max_norm / q.maximum(norm, h.max_norm)",
        new="1 / q.maximum(norm, h.max_norm)",
    ),
    keras(
        name="no-effect",
        clause="CLIP-BY-NORM-3",
        wrong="the limit is accepted and not used",
        source="tensorflow/tensorflow #33929",
        old="factor * s.g",
        new="s.g",
    ),
    keras(
        name="twice",
        clause="CLIP-BY-NORM-3",
        wrong="the factor applies twice",
        source="mutation: clipped when computed, and again before the step",
        old="factor * s.g",
        new="factor * (factor * s.g)",
    ),
]

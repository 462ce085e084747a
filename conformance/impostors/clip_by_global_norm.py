"""Wrong clippings by the global norm."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

paper = partial(Impostor, algorithm="clip_by_global_norm", variant="paper")
pytorch = partial(Impostor, algorithm="clip_by_global_norm", variant="pytorch-2.13")
pytorch_inf = partial(Impostor, algorithm="clip_by_global_norm", variant="pytorch-2.13-inf")

IMPOSTORS = [
    paper(
        name="each-tensor-by-itself",
        clause="CLIP-BY-GLOBAL-NORM-1",
        wrong="each tensor is clipped by its own norm",
        source="huggingface/transformers #581, carpedm20/MemN2N-tensorflow #19",
        old='couples="all"',
        new='couples="tensor"',
    ),
    paper(
        name="no-root",
        clause="CLIP-BY-GLOBAL-NORM-1",
        wrong="the sum of squares stands for the norm",
        source="paiml/entrenar #311, in its last layer",
        old="q.norm(s.g)",
        new="q.total(s.g * s.g)",
    ),
    paper(
        name="squared-twice",
        clause="CLIP-BY-GLOBAL-NORM-1",
        wrong="what is already a square is squared again before it is added up",
        source="paiml/entrenar #311, in its blocks",
        old="q.norm(s.g)",
        new="q.norm(s.g * s.g)",
    ),
    pytorch_inf(
        name="infinity-norm-of-one",
        clause="CLIP-BY-GLOBAL-NORM-1",
        wrong="the largest element is raised to the power 1/inf, which makes every norm 1",
        source="meta-pytorch/torchrec PR#3199: the string 'inf' was compared with torch.inf",
        old="q.largest(q.abs(s.g))",
        new="q.number(1)",
    ),
    pytorch_inf(
        name="no-modulus",
        clause="CLIP-BY-GLOBAL-NORM-1",
        wrong="the largest element stands for the largest modulus",
        source="mutation",
        old="q.largest(q.abs(s.g))",
        new="q.maximum(q.largest(s.g), q.number(0))",
    ),
    pytorch(
        name="scales-up",
        clause="CLIP-BY-GLOBAL-NORM-2",
        wrong="small gradients are scaled up to the limit",
        source="DingfanChen/GS-WGAN #5",
        old="q.minimum(h.max_norm / (norm + q.number(GUARD)), q.number(1))",
        new="h.max_norm / (norm + q.number(GUARD))",
    ),
    paper(
        name="to-unit-norm",
        clause="CLIP-BY-GLOBAL-NORM-2",
        wrong="gradients beyond the limit get the norm 1",
        source="mutation",
        old="h.max_norm / q.maximum(norm, h.max_norm)",
        new="1 / q.maximum(norm, h.max_norm)",
    ),
    pytorch(
        name="guard-as-a-floor",
        clause="CLIP-BY-GLOBAL-NORM-2",
        wrong="1e-6 is the least divisor instead of being added to it",
        source="mutation, after timm's and optax's clipping by units",
        old="h.max_norm / (norm + q.number(GUARD))",
        new="h.max_norm / q.maximum(norm, q.number(GUARD))",
    ),
    paper(
        name="no-effect",
        clause="CLIP-BY-GLOBAL-NORM-3",
        wrong="the gradients are worked out and not used",
        source="NVIDIA/OpenSeq2Seq PR#192; anthonytorlucci/rlevo #183",
        old="factor * s.g",
        new="s.g",
    ),
    pytorch(
        name="turned-around",
        clause="CLIP-BY-GLOBAL-NORM-3",
        wrong="the gradients change their signs",
        source="pytorch/pytorch #31367, for a negative limit",
        old="factor * s.g",
        new="-factor * s.g",
    ),
]

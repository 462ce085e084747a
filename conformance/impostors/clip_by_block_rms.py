"""Wrong clippings by the root mean square."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

paper = partial(Impostor, algorithm="clip_by_block_rms", variant="paper")

IMPOSTORS = [
    paper(
        name="norm",
        clause="CLIP-BY-BLOCK-RMS-1",
        wrong="the squares are added up and not averaged",
        source="mutation: a clipping by norm under this name",
        old="q.rms(s.g, s.shape)",
        new="q.norm(s.g)",
    ),
    paper(
        name="no-root",
        clause="CLIP-BY-BLOCK-RMS-1",
        wrong="the mean square stands for its root",
        source="paiml/entrenar #311, in its norm",
        old="q.rms(s.g, s.shape)",
        new="q.mean(s.g * s.g, s.shape)",
    ),
    paper(
        name="mean-modulus",
        clause="CLIP-BY-BLOCK-RMS-1",
        wrong="the mean of the moduli stands for the root mean square",
        source="mutation",
        old="q.rms(s.g, s.shape)",
        new="q.mean(q.abs(s.g), s.shape)",
    ),
    paper(
        name="wrong-direction",
        clause="CLIP-BY-BLOCK-RMS-2",
        wrong="the divisor is at most 1, so that small tensors grow and large ones stay",
        source="huggingface/pytorch-image-models PR#2790",
        old="q.maximum(q.number(1), rms / h.threshold)",
        new="q.where(rms, '>', 0, q.minimum(q.number(1), rms * h.threshold), q.number(1))",
    ),
    paper(
        name="threshold-multiplied",
        clause="CLIP-BY-BLOCK-RMS-2",
        wrong="the root mean square is multiplied by the threshold",
        source="huggingface/pytorch-image-models PR#2790",
        old="rms / h.threshold",
        new="rms * h.threshold",
    ),
    paper(
        name="no-effect",
        clause="CLIP-BY-BLOCK-RMS-3",
        wrong="the threshold is accepted and not used",
        source="NVIDIA/OpenSeq2Seq PR#192",
        old="s.g / divisor",
        new="s.g",
    ),
    paper(
        name="multiplied",
        clause="CLIP-BY-BLOCK-RMS-3",
        wrong="the gradient is multiplied by the divisor",
        source="mutation",
        old="s.g / divisor",
        new="s.g * divisor",
    ),
]

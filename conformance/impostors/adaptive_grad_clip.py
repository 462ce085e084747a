"""Wrong adaptive clippings."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

paper = partial(Impostor, algorithm="adaptive_grad_clip", variant="paper")
optax = partial(Impostor, algorithm="adaptive_grad_clip", variant="optax-0.2.8")
timm = partial(Impostor, algorithm="adaptive_grad_clip", variant="timm-1.0.31")

IMPOSTORS = [
    paper(
        name="columns",
        clause="ADAPTIVE-GRAD-CLIP-1",
        wrong="the norms are those of the inputs of a layer, where its outputs were meant",
        source="SlopDotCash/asi #439; a convention where the outputs lie on the last axis",
        old='last = h.units == "last"',
        new="last = True",
    ),
    optax(
        name="rows",
        clause="ADAPTIVE-GRAD-CLIP-1",
        wrong="the first axis is taken for that of the outputs, where they lie on the last",
        source="mutation, after SlopDotCash/asi #439; a convention elsewhere",
        old='last = h.units == "last"',
        new="last = False",
    ),
    paper(
        name="whole-tensors",
        clause="ADAPTIVE-GRAD-CLIP-1",
        wrong="each tensor is one unit",
        source="karpathy/nanochat PR#162",
        old="one_unit = len(longer) < 2",
        new="one_unit = True",
    ),
    optax(
        name="one-element-is-a-unit",
        clause="ADAPTIVE-GRAD-CLIP-1",
        wrong="a matrix of one row has a unit for each of its elements",
        source="mutation: what optax avoids by looking at the axes longer than 1",
        old="[n for n in s.shape if n > 1] if last else s.shape",
        new="s.shape",
    ),
    paper(
        name="no-root",
        clause="ADAPTIVE-GRAD-CLIP-1",
        wrong="sums of squares stand for the norms",
        source="paiml/entrenar #311, in its norm",
        old="q.norm(x) if one_unit else q.sqrt(sums(x * x, matrix))",
        new="q.total(x * x) if one_unit else sums(x * x, matrix)",
    ),
    paper(
        name="eps-added",
        clause="ADAPTIVE-GRAD-CLIP-2",
        wrong="epsilon is added to the norm of the weights",
        source="mutation",
        old="q.maximum(of_w, h.eps)",
        new="(of_w + h.eps)",
    ),
    paper(
        name="eps-for-the-gradient",
        clause="ADAPTIVE-GRAD-CLIP-2",
        wrong="epsilon is the least norm of the gradients too",
        source="wandb/senpai PR#685",
        old='q("norm_g", norm(s.g), ',
        new='q("norm_g", q.maximum(norm(s.g), h.eps), ',
    ),
    timm(
        name="no-guard",
        clause="ADAPTIVE-GRAD-CLIP-3",
        wrong="the divisor may be less than 1e-6",
        source="mutation",
        old="q.number(1), limit / q.maximum(of_g, q.number(GUARD))",
        new="q.number(1), limit / q.maximum(of_g, limit)",
    ),
    paper(
        name="scales-up",
        clause="ADAPTIVE-GRAD-CLIP-3",
        wrong="small gradients are scaled up to their limits",
        source="sony/nnabla PR#572, in clipping by norm",
        old="factor = limit / q.maximum(of_g, limit)",
        new="factor = limit / q.maximum(of_g, q.number(GUARD))",
    ),
    optax(
        name="no-effect",
        clause="ADAPTIVE-GRAD-CLIP-4",
        wrong="the factors are worked out and not used",
        source="NVIDIA/OpenSeq2Seq PR#192, in clipping by norm",
        old="(factor if one_unit else spread(factor, matrix)) * s.g",
        new="s.g",
    ),
]

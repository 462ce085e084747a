"""Clippings that are right for all numbers, and wrong for infinities or NaN: no golden can tell them."""

from goldstep.conformance.impostors.impostor import Impostor

NON_FINITE = [
    Impostor(
        algorithm="clip_by_global_norm",
        variant="pytorch-2.13",
        name="nan-unseen",
        clause="CLIP-BY-GLOBAL-NORM-4",
        wrong="a factor that is NaN is not below 1: the other gradients go on as if nothing were wrong",
        source="apache/mxnet #9291, whose clip_global_norm has this branch",
        old="q.minimum(h.max_norm / (norm + q.number(GUARD)), q.number(1))",
        new="q.where(norm + q.number(GUARD), '>', h.max_norm, h.max_norm / (norm + q.number(GUARD)), q.number(1))",
    ),
    Impostor(
        algorithm="clip_by_norm",
        variant="keras-3.15",
        name="nan-unseen",
        clause="CLIP-BY-NORM-4",
        wrong="a norm that is NaN is not greater than the limit: the other elements go on as if nothing were wrong",
        source="keras-team/keras #14075, before its clipping was that of TensorFlow",
        old="h.max_norm / q.maximum(norm, h.max_norm)",
        new="q.where(norm, '>=', h.max_norm, lambda: h.max_norm / norm, q.number(1))",
    ),
    Impostor(
        algorithm="clip_by_value",
        variant="pytorch-2.13",
        name="nan-becomes-the-limit",
        clause="CLIP-BY-VALUE-2",
        wrong="NaN becomes the upper limit",
        source="tensorflow/tensorflow #7014",
        old="q.clip(s.g, h.max_value)",
        new="q.where(h.max_value, '>', s.g, q.where(s.g, '>', -h.max_value, s.g, -h.max_value), h.max_value)",
    ),
    Impostor(
        algorithm="clip_by_block_rms",
        variant="optax-0.2.8",
        name="nan-unseen",
        clause="CLIP-BY-BLOCK-RMS-4",
        wrong="the greater of 1 and NaN is 1: the other elements go on as if nothing were wrong",
        source="mutation: fmax() of C",
        old="q.maximum(q.number(1), rms / h.threshold)",
        new="q.where(rms, '>', h.threshold, rms / h.threshold, q.number(1))",
    ),
    Impostor(
        algorithm="adaptive_grad_clip",
        variant="optax-0.2.8",
        name="nan-unseen",
        clause="ADAPTIVE-GRAD-CLIP-5",
        wrong="a norm that is NaN is not beyond the limit: the other elements go on as if nothing were wrong",
        source="a convention in pytorch_optimizer",
        old='q.where(limit, ">", of_g, q.number(1), limit / q.maximum(of_g, q.number(GUARD)))',
        new='q.where(of_g, ">=", limit, limit / q.maximum(of_g, q.number(GUARD)), q.number(1))',
    ),
]


def nonfinite_of(algorithm: str) -> list[Impostor]:
    return [impostor for impostor in NON_FINITE if impostor.algorithm == algorithm]

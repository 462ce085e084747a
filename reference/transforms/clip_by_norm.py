"""Clipping of each tensor by its own norm."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Variant
from goldstep.reference.hypers import MAX_NORM

GUARD = Fraction(1, 10**6)


def coefficients(q, h, t):
    pass


def step(q, h, c, s, t):
    norm = q("norm", q.norm(s.g), "CLIP-BY-NORM-1")
    if h.guard == "1e-6":
        factor = q("factor", q.minimum(h.max_norm / (norm + q.number(GUARD)), q.number(1)), "CLIP-BY-NORM-2")
    else:
        factor = q("factor", h.max_norm / q.maximum(norm, h.max_norm), "CLIP-BY-NORM-2")
    q("theta", factor * s.g, "CLIP-BY-NORM-3")


def scaling(h):
    return {"theta": 1, "max_norm": 1} if h.guard == "none" else None


PLAIN = {"guard": "none"}
HAS = {"max_norm": None}

ALGORITHM = Algorithm(
    name="clip_by_norm",
    title="Clipping by the norm of each tensor",
    hypers=(MAX_NORM,),
    slots=(),
    switches={"guard": ("none", "1e-6")},
    variants=(
        Variant("keras-3.15", PLAIN, HAS, "clipnorm of keras.optimizers.Optimizer"),
        Variant("burn-0.21", PLAIN, HAS, "GradientClippingConfig::Norm of burn"),
        Variant("pytorch-2.13", {"guard": "1e-6"}, HAS, "torch.nn.utils.clip_grad_norm_ for each tensor alone"),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="CLIP-BY-NORM-1",
    behaviour_clause="CLIP-BY-NORM-4",
    latex={"theta": r"\hat g", "norm": "n", "factor": r"\kappa"},
    scaling=scaling,
    couples="tensor",
)

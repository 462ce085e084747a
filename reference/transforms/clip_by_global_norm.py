"""Clipping by the norm of all gradients together (R. Pascanu, T. Mikolov and Y. Bengio, ICML 2013, Algorithm 1)."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Variant
from goldstep.reference.hypers import MAX_NORM

GUARD = Fraction(1, 10**6)


def coefficients(q, h, t):
    pass


def step(q, h, c, s, t):
    if h.order == "2":
        norm = q("norm", q.norm(s.g), "CLIP-BY-GLOBAL-NORM-1")
    elif h.order == "1":
        norm = q("norm", q.total(q.abs(s.g)), "CLIP-BY-GLOBAL-NORM-1")
    else:
        norm = q("norm", q.largest(q.abs(s.g)), "CLIP-BY-GLOBAL-NORM-1")

    if h.guard == "1e-6":
        factor = q("factor", q.minimum(h.max_norm / (norm + q.number(GUARD)), q.number(1)), "CLIP-BY-GLOBAL-NORM-2")
    else:
        factor = q("factor", h.max_norm / q.maximum(norm, h.max_norm), "CLIP-BY-GLOBAL-NORM-2")
    q("theta", factor * s.g, "CLIP-BY-GLOBAL-NORM-3")


def scaling(h):
    return {"theta": 1, "max_norm": 1} if h.guard == "none" else None


PAPER = {"order": "2", "guard": "none"}
PYTORCH = {"order": "2", "guard": "1e-6"}
HAS = {"max_norm": None}

ALGORITHM = Algorithm(
    name="clip_by_global_norm",
    title="Clipping by the global norm",
    hypers=(MAX_NORM,),
    slots=(),
    switches={"order": ("2", "1", "inf"), "guard": ("none", "1e-6")},
    variants=(
        Variant("paper", PAPER, HAS, "Pascanu, Mikolov & Bengio (2013), Algorithm 1"),
        Variant("optax-0.2.8", PAPER, HAS, "optax.clip_by_global_norm"),
        Variant("keras-3.15", PAPER, HAS, "global_clipnorm of keras.optimizers.Optimizer"),
        Variant("pytorch-2.13", PYTORCH, HAS, "torch.nn.utils.clip_grad_norm_"),
        Variant("pytorch-2.13-1", {**PYTORCH, "order": "1"}, HAS, "the same with norm_type=1"),
        Variant("pytorch-2.13-inf", {**PYTORCH, "order": "inf"}, HAS, "the same with norm_type=torch.inf"),
        Variant("mlx-0.32", PYTORCH, HAS, "mlx.optimizers.clip_grad_norm"),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="CLIP-BY-GLOBAL-NORM-1",
    behaviour_clause="CLIP-BY-GLOBAL-NORM-4",
    latex={"theta": r"\hat g", "norm": "n", "factor": r"\kappa"},
    scaling=scaling,
    couples="all",
)

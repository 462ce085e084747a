"""Adaptive gradient clipping (A. Brock, S. De, S. L. Smith and K. Simonyan, ICML 2021, equation 3)."""

from fractions import Fraction
from math import prod

from goldstep.reference.algorithm import GRADIENT, Algorithm, Hyper, Input, Interval, Variant

GUARD = Fraction(1, 10**6)


def coefficients(q, h, t):
    pass


def step(q, h, c, s, t):
    last = h.units == "last"
    matrix = (prod(s.shape[:-1]), s.shape[-1]) if last and len(s.shape) > 3 else (prod(s.shape[:1]), prod(s.shape[1:]))
    longer = [n for n in s.shape if n > 1] if last else s.shape
    one_unit = len(longer) < 2
    sums, spread = (q.column_sums, q.spread_columns) if last else (q.row_sums, q.spread_rows)

    def norm(x):
        return q.norm(x) if one_unit else q.sqrt(sums(x * x, matrix))

    of_w, of_g = q("norm_w", norm(s.w), "ADAPTIVE-GRAD-CLIP-1"), q("norm_g", norm(s.g), "ADAPTIVE-GRAD-CLIP-1")
    limit = q("limit", h.clipping * q.maximum(of_w, h.eps), "ADAPTIVE-GRAD-CLIP-2")
    if h.guard == "none":
        factor = limit / q.maximum(of_g, limit)
    elif h.guard == "norm":
        guarded = q.maximum(of_g, q.number(GUARD))
        factor = q.where(guarded, ">", limit, limit / guarded, q.number(1))
    else:
        factor = q.where(limit, ">", of_g, q.number(1), limit / q.maximum(of_g, q.number(GUARD)))
    factor = q("factor", factor, "ADAPTIVE-GRAD-CLIP-3")
    q("theta", (factor if one_unit else spread(factor, matrix)) * s.g, "ADAPTIVE-GRAD-CLIP-4")


def scaling(h):
    return {"theta": 1, "w": 1, "eps": 1} if h.guard == "none" else None


PAPER = {"units": "first", "guard": "none"}
DEFAULTS = {"clipping": "0.01", "eps": "1e-3"}

ALGORITHM = Algorithm(
    name="adaptive_grad_clip",
    title="Adaptive gradient clipping",
    hypers=(
        Hyper(
            "clipping",
            r"\lambda",
            Interval("(0, inf)"),
            "largest ratio of the norms of a gradient and its weights",
            drawn=Interval("[1/64, 1/2]"),
        ),
        Hyper("eps", r"\varepsilon", Interval("(0, inf)"), "least norm that weights count with"),
    ),
    slots=(),
    switches={"units": ("first", "last"), "guard": ("none", "divisor", "norm")},
    variants=(
        Variant("paper", PAPER, {"clipping": None, "eps": "1e-3"}, "Brock et al. (2021), equation 3"),
        Variant(
            "optax-0.2.8",
            {"units": "last", "guard": "divisor"},
            {"clipping": None, "eps": "1e-3"},
            "optax.adaptive_grad_clip",
        ),
        Variant("timm-1.0.31", {**PAPER, "guard": "divisor"}, DEFAULTS, "timm.utils.adaptive_clip_grad"),
        Variant(
            "pytorch-optimizer-4.1",
            {**PAPER, "guard": "norm"},
            DEFAULTS,
            "pytorch_optimizer.agc, of vectors and matrices",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="ADAPTIVE-GRAD-CLIP-1",
    behaviour_clause="ADAPTIVE-GRAD-CLIP-5",
    latex={"theta": r"\hat g", "norm_w": "p", "norm_g": "n", "limit": "c", "factor": r"\kappa"},
    scaling=scaling,
    inputs=(GRADIENT, Input("w", "w", "weights before the step")),
    couples="tensor",
    kinds={"matrices": (2, 3), "vectors": (3,)},
)

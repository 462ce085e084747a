"""Weight decay added to the gradient, which is the gradient of a penalty of half the squared weights."""

from fractions import Fraction

from goldstep.reference.algorithm import GRADIENT, Algorithm, Hyper, Input, Interval, Variant
from goldstep.reference.hypers import WEIGHT_DECAY


def coefficients(q, h, t):
    pass


def step(q, h, c, s, t):
    g = q("clipped", q.clip(s.g, h.limit), "ADD-DECAYED-WEIGHTS-2") if h.clipping == "before" else s.g
    total = q("total", g + h.weight_decay * s.w, "ADD-DECAYED-WEIGHTS-1")
    q("theta", q.clip(total, h.limit) if h.clipping == "after" else total, "ADD-DECAYED-WEIGHTS-2")


def scaling(h):
    return {"theta": 1, "limit": 1, "w": 1}


NONE, BEFORE, AFTER = ({"clipping": word} for word in ("none", "before", "after"))
HAS = {"weight_decay": None}
LIMITED = {**HAS, "limit": None}

ALGORITHM = Algorithm(
    name="add_decayed_weights",
    title="Weight decay in the gradient",
    hypers=(
        WEIGHT_DECAY,
        Hyper(
            "limit",
            "c",
            Interval("(0, inf)"),
            "largest modulus that an element keeps",
            neutral=Fraction(1),
            drawn=Interval("[1/16, 4]"),
        ),
    ),
    slots=(),
    switches={"clipping": ("none", "before", "after")},
    variants=(
        Variant("optax-0.2.8", NONE, {"weight_decay": "0"}, "optax.add_decayed_weights"),
        Variant("optax-0.2.8-clipped-before", BEFORE, LIMITED, "optax.chain(clip, add_decayed_weights)"),
        Variant("optax-0.2.8-clipped-after", AFTER, LIMITED, "optax.chain(add_decayed_weights, clip)"),
        Variant("pytorch-2.13", NONE, HAS, "a penalty in the loss: half of weight_decay times the squared weights"),
        Variant("pytorch-2.13-clipped", AFTER, LIMITED, "the same, and then clip_grad_value_"),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="ADD-DECAYED-WEIGHTS-1",
    latex={"theta": r"\hat g", "total": "d", "clipped": r"g'"},
    scaling=scaling,
    inputs=(GRADIENT, Input("w", "w", "weights before the step")),
)

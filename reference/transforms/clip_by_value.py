"""Clipping of each element of a gradient."""

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Variant


def coefficients(q, h, t):
    pass


def step(q, h, c, s, t):
    q("theta", q.clip(s.g, h.max_value), "CLIP-BY-VALUE-1")


def scaling(h):
    return {"theta": 1, "max_value": 1}


HAS = {"max_value": None}

ALGORITHM = Algorithm(
    name="clip_by_value",
    title="Clipping by value",
    hypers=(
        Hyper(
            "max_value",
            "c",
            Interval("[0, inf)"),
            "largest modulus that an element keeps",
            drawn=Interval("[1/16, 4]"),
        ),
    ),
    slots=(),
    switches={},
    variants=(
        Variant("pytorch-2.13", {}, HAS, "torch.nn.utils.clip_grad_value_"),
        Variant("optax-0.2.8", {}, HAS, "optax.clip"),
        Variant("keras-3.15", {}, HAS, "clipvalue of keras.optimizers.Optimizer"),
        Variant("burn-0.21", {}, HAS, "GradientClippingConfig::Value of burn"),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="CLIP-BY-VALUE-1",
    behaviour_clause="CLIP-BY-VALUE-2",
    latex={"theta": r"\hat g"},
    scaling=scaling,
)

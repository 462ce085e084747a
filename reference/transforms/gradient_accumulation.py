"""Accumulation of gradients: several micro-batches, one gradient for the optimizer."""

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Variant


def coefficients(q, h, t):
    pass


def step(q, h, c, s, t):
    before = (t - 1) % h.every  # micro-steps of this window before this one
    if h.gathers == "mean":
        gathered = q.blend(s.acc + (s.g - s.acc) / (before + 1), s.acc, s.g, q.number(1) / (before + 1))
    elif h.clears == "next":
        gathered = q.when(before, "==", 0, s.g, s.acc + s.g)
    else:
        gathered = s.acc + s.g
    gathered = q("gathered", gathered, "GRADIENT-ACCUMULATION-1")

    emitted = gathered / h.every if h.gathers == "sum-divided" else gathered
    emitted = q("emitted", emitted, "GRADIENT-ACCUMULATION-2")
    q("theta", q.when(t % h.every, "==", 0, emitted, 0 * emitted), "GRADIENT-ACCUMULATION-3")
    left = gathered if h.clears == "next" else q.when(t % h.every, "==", 0, 0 * gathered, gathered)
    q("acc", left, "GRADIENT-ACCUMULATION-4")


def scaling(h):
    return {"theta": 1, "acc": 1}


SUM = {"gathers": "sum", "clears": "at-once"}
MEAN = {**SUM, "gathers": "mean"}
HAS = {"every": None}

ALGORITHM = Algorithm(
    name="gradient_accumulation",
    title="Gradient accumulation",
    hypers=(
        Hyper("every", "k", Interval("[1, inf)"), "micro-steps an update", drawn=Interval("[2, 5]"), integer=True),
    ),
    slots=(Slot("acc", "A", "gradients gathered in this window"),),
    switches={"gathers": ("sum", "mean", "sum-divided"), "clears": ("at-once", "next")},
    variants=(
        Variant("pytorch-2.13", SUM, HAS, ".grad over several backward passes, then zero_grad"),
        Variant("optax-0.2.8", MEAN, HAS, "optax.MultiSteps"),
        Variant("optax-0.2.8-sum", SUM, HAS, "optax.MultiSteps with use_grad_mean=False"),
        Variant("optax-0.2.8-apply-every", {**SUM, "clears": "next"}, HAS, "optax.apply_every"),
        Variant(
            "keras-3.15",
            {**SUM, "gathers": "sum-divided"},
            HAS,
            "gradient_accumulation_steps of keras.optimizers.Optimizer",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="GRADIENT-ACCUMULATION-5",
    latex={"theta": r"\hat g", "gathered": "A'", "emitted": r"\bar g"},
    scaling=scaling,
)

"""A training loop: accumulation, loss scale, clipping, a scheduled AdamW and an average of the weights, in their order.

The loss of a micro-batch is ``a (theta - b)^2 / 2``, so that its gradient is known and every order can be told apart.
"""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Input, Interval, Slot, Variant
from goldstep.reference.hypers import BETA1, BETA2, EPS, WEIGHT_DECAY


def curve(q, h, e):
    """The part of the peak learning rate after `e` steps of the schedule: linear warm-up, then a cosine."""

    def fall():
        past = q.number(e - h.warmup)
        past = q.minimum(past, q.number(h.length)) if h.past == "held" else past
        return (1 + q.cos_pi(past / q.number(h.length))) / 2

    return q.when(e, "<", h.warmup, lambda: q.number(e) / q.number(h.warmup), fall)


def coefficients(q, h, t):
    done = (t - 1) // h.every  # updates that are complete; this micro-step belongs to the next one
    e = t - 1 if h.schedule == "micro-steps" else done
    q("rate", h.lr * q("part", curve(q, h, e), "TRAINING-LOOP-5"), "TRAINING-LOOP-5")
    q("bias1", 1 - h.beta1 ** (done + 1), "TRAINING-LOOP-9")
    q("bias2", 1 - h.beta2 ** (done + 1), "TRAINING-LOOP-9")
    if h.loss_scale == "on":
        q("scale", q.number(2) ** h.scale_exponent, "TRAINING-LOOP-1")


def step(q, h, c, s, t):
    scale = c.scale if h.loss_scale == "on" else q.number(1)
    before = (t - 1) % h.every  # micro-steps of this window before this one

    def at_update(new, old):
        return q.when(t % h.every, "==", 0, new, old)

    g = q("g", scale * (s.a * (s.theta - s.b)), "TRAINING-LOOP-1")
    if h.accumulator == "parts":
        gathered = s.acc + g / h.every
    elif h.accumulator == "mean":
        gathered = q.blend(s.acc + (g - s.acc) / (before + 1), s.acc, g, q.number(1) / (before + 1))
    else:
        gathered = s.acc + g
    gathered = q("gathered", gathered, "TRAINING-LOOP-2")
    q("acc", at_update(0 * gathered, gathered), "TRAINING-LOOP-11")

    mean = gathered / h.every if h.accumulator == "sum" else gathered
    mean = q("mean", mean / scale, "TRAINING-LOOP-3")
    norm = q("norm", q.norm(mean), "TRAINING-LOOP-4")
    beyond = norm + q.number(Fraction(1, 10**6)) if h.clip == "1e-6" else norm
    factor = q.where(beyond, ">", h.max_norm, lambda: h.max_norm / beyond, q.number(1))
    clipped = q("clipped", q("factor", factor, "TRAINING-LOOP-4") * mean, "TRAINING-LOOP-4")

    decayed = q("theta_decayed", (1 - c.rate * h.weight_decay) * s.theta, "TRAINING-LOOP-6")
    m = q("m", at_update(q.average(h.beta1, s.m, clipped), s.m), "TRAINING-LOOP-7")
    v = q("v", at_update(q.average(h.beta2, s.v, clipped * clipped), s.v), "TRAINING-LOOP-8")
    outside = h.eps_place == "outside"  # else "hat": added before the bias correction

    def corrected():
        return (m / c.bias1) / (q.sqrt(v / c.bias2) + h.eps if outside else (q.sqrt(v) + h.eps) / q.sqrt(c.bias2))

    update = q("update", at_update(corrected, 0 * m), "TRAINING-LOOP-10")
    theta = q("theta", at_update(decayed - c.rate * update, s.theta), "TRAINING-LOOP-10")

    ema = q.average(h.ema_decay, s.ema, theta)
    if h.first == "copied":
        ema = q.when(t, "<=", h.every, theta, ema)
    if h.average == "updates":
        ema = q.when(t % h.every, ">", 0, s.ema, ema)
    q("ema", ema, "TRAINING-LOOP-12")


TORCH = {
    "loss_scale": "on",
    "accumulator": "parts",
    "clip": "1e-6",
    "schedule": "updates",
    "past": "back",
    "eps_place": "outside",
    "average": "updates",
    "first": "copied",
}
OPTAX = {**TORCH, "accumulator": "mean", "clip": "exact", "past": "held", "first": "averaged"}
KERAS = {
    **OPTAX,
    "loss_scale": "off",
    "accumulator": "sum",
    "schedule": "micro-steps",
    "eps_place": "hat",
    "average": "micro-steps",
    "first": "copied",
}
OWN = {"lr": None, "max_norm": None, "every": None, "warmup": None, "length": None}
SCALED = {**OWN, "scale_exponent": None, "beta1": "0.9", "beta2": "0.999", "eps": "1e-8"}

ALGORITHM = Algorithm(
    name="training_loop",
    title="Training loop",
    hypers=(
        Hyper("lr", r"\eta_{\max}", Interval("[0, inf)"), "learning rate at its peak"),
        BETA1,
        BETA2,
        EPS,
        WEIGHT_DECAY,
        Hyper("max_norm", "c", Interval("(0, inf)"), "largest norm of the gradient", drawn=Interval("[1/4, 4]")),
        Hyper("every", "k", Interval("[1, inf)"), "micro-steps an update", drawn=Interval("[2, 5]"), integer=True),
        Hyper("warmup", "W", Interval("[0, inf)"), "length of the warm-up", drawn=Interval("[0, 6]"), integer=True),
        Hyper(
            "length",
            "T",
            Interval("[1, inf)"),
            "length of the cosine after it",
            drawn=Interval("[2, 20]"),
            integer=True,
        ),
        Hyper(
            "ema_decay",
            "d",
            Interval("[0, 1]"),
            "decay rate of the average of the weights",
            drawn=Interval("[1/2, 31/32]"),
        ),
        Hyper(
            "scale_exponent",
            "n",
            Interval("[0, 24]"),
            "logarithm to base 2 of the loss scale",
            neutral=Fraction(0),
            drawn=Interval("[1, 12]"),
            integer=True,
        ),
    ),
    slots=(
        Slot("acc", "A", "gradient gathered so far"),
        Slot("m", "m", "first moment: moving average of the clipped gradient"),
        Slot("v", "v", "second moment: moving average of its square", nonnegative=True),
        Slot("ema", r"\bar\theta", "average of the weights", start="theta"),
    ),
    switches={
        "loss_scale": ("on", "off"),
        "accumulator": ("parts", "mean", "sum"),
        "clip": ("1e-6", "exact"),
        "schedule": ("updates", "micro-steps"),
        "past": ("back", "held"),
        "eps_place": ("outside", "hat"),
        "average": ("updates", "micro-steps"),
        "first": ("copied", "averaged"),
    },
    variants=(
        Variant(
            "pytorch-2.13",
            TORCH,
            {**SCALED, "weight_decay": "1e-2", "ema_decay": "0.999"},
            "GradScaler, clip_grad_norm_, AdamW, LambdaLR and AveragedModel, each loss divided by the window",
        ),
        Variant(
            "optax-0.2.8",
            OPTAX,
            {**SCALED, "weight_decay": "1e-4", "ema_decay": None},
            "MultiSteps over scale, clip_by_global_norm and adamw with a schedule, then incremental_update",
        ),
        Variant(
            "keras-3.15",
            KERAS,
            {**OWN, "beta1": "0.9", "beta2": "0.999", "eps": "1e-7", "weight_decay": "4e-3", "ema_decay": "0.99"},
            "AdamW with gradient_accumulation_steps, global_clipnorm, CosineDecay with a warm-up, and use_ema",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="TRAINING-LOOP-13",
    behaviour_clause="TRAINING-LOOP-14",
    latex={
        "g": "g",
        "part": "s",
        "rate": r"\eta",
        "bias1": "b_1",
        "bias2": "b_2",
        "scale": "S",
        "gathered": "A'",
        "mean": r"\bar g",
        "norm": "p",
        "factor": r"\rho",
        "clipped": r"\hat g",
        "theta_decayed": r"\theta'",
        "update": "u",
    },
    inputs=(
        Input("a", "a", "curvature of the loss of this micro-batch; 0 where it does not see an element", "nonnegative"),
        Input("b", "y", "target of this micro-batch"),
    ),
    couples="all",
)

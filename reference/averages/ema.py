"""Exponential moving average of the weights; with a zero start, D. P. Kingma and J. Ba, ICLR 2015, section 7.2."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Input, Interval, Slot, Variant


def coefficients(q, h, t):
    limit = h.decay
    if h.warm_up == "ratio":
        limit = q.minimum(limit, q.number(t + 1) / q.number(t + 10))
    elif h.warm_up == "ratio-behind":
        limit = q.minimum(limit, q.number(t) / q.number(t + 9))
    elif h.warm_up == "power":
        limit = q.minimum(limit, 1 - q.power(1 + q.number(t - 1) / h.gamma, -h.power))
    limit = q("limit", limit, "EMA-1")
    q("decay", q.when(t, "==", 1, q.number(0), limit) if h.first == "copied" else limit, "EMA-2")
    if h.first == "zero":
        q("bias", 1 - h.decay**t, "EMA-4")


def step(q, h, c, s, t):
    if h.first == "zero":
        m = q("m", q.average(c.decay, s.m, s.w), "EMA-3")
        q("theta", m / c.bias, "EMA-4")
    else:
        q("theta", q.average(c.decay, s.theta, s.w), "EMA-3")

    if h.buffers == "averaged":
        q("b_avg", q.average(c.decay, s.b_avg, s.b), "EMA-5")
    else:
        q("b_avg", s.b if h.buffers == "copied" else s.b_avg, "EMA-5")


ZERO = {"first": "zero", "warm_up": "none", "buffers": "left"}
COPIED = {"first": "copied", "warm_up": "none", "buffers": "copied"}

ALGORITHM = Algorithm(
    name="ema",
    title="Exponential moving average of the weights",
    hypers=(
        Hyper("decay", r"\delta", Interval("[0, 1]"), "decay rate of the average", drawn=Interval("[1/2, 31/32]")),
        Hyper("gamma", r"\gamma", Interval("(0, inf)"), "scale of the warm-up", Fraction(1), Interval("[1/2, 4]")),
        Hyper("power", "p", Interval("(0, inf)"), "exponent of the warm-up", Fraction(1), Interval("[1/2, 1]")),
    ),
    slots=(
        Slot("m", "m", "average that begins at zero", when={"first": "zero"}),
        Slot("b_avg", r"\bar b", "the buffers that go with the average", start="theta"),
    ),
    switches={
        "first": ("copied", "averaged", "zero"),
        "warm_up": ("none", "ratio", "power", "ratio-behind"),
        "buffers": ("averaged", "copied", "left"),
    },
    variants=(
        Variant("paper", ZERO, {"decay": None}, "Kingma & Ba (2015), section 7.2"),
        Variant("pytorch-2.13", COPIED, {"decay": "0.999"}, "AveragedModel with get_ema_multi_avg_fn"),
        Variant(
            "pytorch-2.13-buffers",
            {**COPIED, "buffers": "averaged"},
            {"decay": "0.999"},
            "the same with use_buffers=True",
        ),
        Variant("keras-3.15", COPIED, {"decay": "0.99"}, "use_ema=True of an optimizer, decay is ema_momentum"),
        Variant("optax-0.2.8", ZERO, {"decay": None}, "optax.ema of the weights"),
        Variant(
            "optax-0.2.8-incremental",
            {**ZERO, "first": "averaged"},
            {"decay": None},
            "optax.incremental_update, whose step_size is 1 - decay",
        ),
        Variant(
            "stable-diffusion-1",
            {"first": "averaged", "warm_up": "ratio", "buffers": "left"},
            {"decay": "0.9999"},
            "ldm.modules.ema.LitEma; tf.train.ExponentialMovingAverage with num_updates",
        ),
        Variant(
            "timm-1.0",
            {"first": "copied", "warm_up": "power", "buffers": "averaged"},
            {"decay": "0.9999", "gamma": "1", "power": "2/3"},
            "timm.utils.ModelEmaV3 with use_warmup=True",
        ),
        Variant(
            "diffusers-0.42",
            {"first": "copied", "warm_up": "ratio-behind", "buffers": "left"},
            {"decay": "0.9999"},
            "diffusers.training_utils.EMAModel",
        ),
        Variant(
            "diffusers-0.42-warm-up",
            {"first": "copied", "warm_up": "power", "buffers": "left"},
            {"decay": "0.9999", "gamma": "1", "power": "2/3"},
            "the same with use_ema_warmup=True",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="EMA-6",
    latex={"theta": r"\bar w", "limit": r"\delta'", "decay": "d", "bias": "b"},
    inputs=(Input("w", "w", "live weights"), Input("b", "b", "live buffers")),
)

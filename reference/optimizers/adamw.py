"""AdamW (I. Loshchilov and F. Hutter, ICLR 2019, Algorithm 2)."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Variant
from goldstep.reference.hypers import BETA1, BETA2, EPS, LR


def coefficients(q, h, t):
    q("bias1", 1 - h.beta1**t, "ADAMW-4")
    q("bias2", 1 - h.beta2**t, "ADAMW-5")


def step(q, h, c, s, t):
    g = s.g
    if h.decay == "lr":
        shrink, rate = h.lr, h.lr
    else:  # "schedule": the paper's multiplier of the whole update; the learning rate leaves the decay alone
        shrink, rate = h.schedule_multiplier, h.schedule_multiplier * h.lr
    theta = q("theta_decayed", (1 - shrink * h.weight_decay) * s.theta, "ADAMW-1")

    m = q("m", q.average(h.beta1, s.m, g), "ADAMW-2")
    v = q("v", q.average(h.beta2, s.v, g * g), "ADAMW-3")

    kept = m
    if h.caution == "on":
        mask = q("mask", q.where(m * g, ">", 0, q.number(1), q.number(0)), "ADAMW-10")
        kept = q("m_kept", m * mask / q.maximum(q.mean(mask, s.shape), q.number(Fraction(1, 1000))), "ADAMW-10")
    m_hat = q("m_hat", kept / c.bias1, "ADAMW-4")
    v_hat = q("v_hat", v / c.bias2, "ADAMW-5")

    if h.eps_place == "outside":
        denominator = q("denominator", q.sqrt(v_hat) + h.eps, "ADAMW-6")
    elif h.eps_place == "inside":
        denominator = q("denominator", q.sqrt(v_hat + h.eps), "ADAMW-6")
    elif h.eps_place == "floor":
        denominator = q("denominator", q.maximum(q.sqrt(v_hat), h.eps), "ADAMW-6")
    else:  # "hat": added before the bias correction, as Adam's paper does with ε̂
        denominator = q("denominator", (q.sqrt(v) + h.eps) / q.sqrt(c.bias2), "ADAMW-6")

    q("theta", theta - rate * (m_hat / denominator), "ADAMW-7")


def scaling(h):
    return {"eps": 2 if h.eps_place == "inside" else 1, "m": 1, "v": 2}


ALGORITHM = Algorithm(
    name="adamw",
    title="AdamW",
    hypers=(
        LR,
        BETA1,
        BETA2,
        EPS,
        Hyper(
            "weight_decay",
            r"\lambda",
            Interval("[0, inf)"),
            "weight decay, apart from the gradient",
            neutral=Fraction(0),
            drawn=Interval("[0, 1/4]"),
        ),
        Hyper(
            "schedule_multiplier",
            "s",
            Interval("[0, inf)"),
            "multiplier of the whole update, decay included",
            neutral=Fraction(1),
        ),
    ),
    slots=(
        Slot("m", "m", "first moment: moving average of the gradient"),
        Slot("v", "v", "second moment: moving average of the squared gradient", nonnegative=True),
    ),
    switches={
        "eps_place": ("outside", "hat", "inside", "floor"),
        "decay": ("lr", "schedule"),
        "caution": ("off", "on"),
    },
    variants=(
        Variant(
            "pytorch-2.13",
            {"eps_place": "outside", "decay": "lr"},
            {"lr": "1e-3", "beta1": "0.9", "beta2": "0.999", "eps": "1e-8", "weight_decay": "1e-2"},
            "torch.optim.AdamW",
        ),
        Variant(
            "paper",
            {"eps_place": "outside", "decay": "schedule"},
            {
                "lr": "1e-3",
                "beta1": "0.9",
                "beta2": "0.999",
                "eps": "1e-8",
                "weight_decay": None,
                "schedule_multiplier": "1",
            },
            "Loshchilov & Hutter (2019), Algorithm 2: the decay is not scaled by the learning rate",
        ),
        Variant(
            "optax-0.2.8",
            {"eps_place": "outside", "decay": "lr"},
            {"lr": None, "beta1": "0.9", "beta2": "0.999", "eps": "1e-8", "weight_decay": "1e-4"},
            "optax.adamw",
        ),
        Variant(
            "optax-0.2.8-eps-root",
            {"eps_place": "inside", "decay": "lr"},
            {"lr": None, "beta1": "0.9", "beta2": "0.999", "eps": "0", "weight_decay": "1e-4"},
            "optax.adamw with eps=0 and eps_root",
        ),
        Variant(
            "keras-3.15",
            {"eps_place": "hat", "decay": "lr"},
            {"lr": "1e-3", "beta1": "0.9", "beta2": "0.999", "eps": "1e-7", "weight_decay": "4e-3"},
            "keras.optimizers.AdamW",
        ),
        Variant(
            "heavyball-3.2",
            {"eps_place": "floor", "decay": "lr"},
            {"lr": "2.5e-3", "beta1": "0.9", "beta2": "0.99", "eps": "1e-8", "weight_decay": "0"},
            "heavyball.AdamW; it keeps both moments corrected",
        ),
        Variant(
            "timm-1.0.31-cautious",
            {"eps_place": "outside", "decay": "lr", "caution": "on"},
            {"lr": "1e-3", "beta1": "0.9", "beta2": "0.999", "eps": "1e-8", "weight_decay": "1e-2"},
            "timm.optim.AdamWLegacy with caution=True",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="ADAMW-8",
    behaviour_clause="ADAMW-9",
    latex={
        "theta_decayed": r"\theta'",
        "mask": "k",
        "m_kept": r"\tilde m",
        "m_hat": r"\hat m",
        "v_hat": r"\hat v",
        "bias1": "b_1",
        "bias2": "b_2",
        "denominator": "D",
    },
    scaling=scaling,
    couples="tensor",
    coupled_when={"caution": "on"},
)

"""Muon (K. Jordan et al., 2024): momentum whose singular values a polynomial iteration brings near one."""

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Variant
from goldstep.reference.hypers import LR, NEWTON_SCHULZ, NORM_EPS, RMS_RATE, WEIGHT_DECAY


def coefficients(q, h, t):
    if h.bias_correction == "on":
        q("bias", 1 - h.momentum**t, "MUON-3")
        if h.nesterov == "on":
            q("bias_ahead", 1 - h.momentum ** (t + 1), "MUON-3")


def step(q, h, c, s, t):
    rows, columns = s.shape
    theta, d = s.theta, s.g
    if h.decay == "coupled":
        d = q("d", d + h.weight_decay * theta, "MUON-1")
    else:
        theta = q("theta_decayed", (1 - h.lr * h.weight_decay) * theta, "MUON-1")

    if h.buffer == "average":
        m = q("m", q.average(h.momentum, s.m, d), "MUON-2")
    elif h.buffer == "increments":
        m = q("m", s.m + (d + (h.momentum - 1) * s.m), "MUON-2")
    else:
        m = q("m", h.momentum * s.m + d, "MUON-2")

    if h.nesterov == "off":
        u = q("u", m / c.bias, "MUON-3") if h.bias_correction == "on" else m
    elif h.bias_correction == "on":
        u = q("u", q.average(h.momentum, m / c.bias_ahead, d / c.bias), "MUON-3")
    elif h.buffer == "average":
        u = q("u", q.average(h.momentum, m, d), "MUON-3")
    else:
        u = q("u", h.momentum * m + d, "MUON-3")

    x = q.to_matrices(u)
    norm = q.norm(x)
    divisor = q("divisor", q.maximum(norm, h.eps) if h.eps_place == "floor" else norm + h.eps, "MUON-4")
    x = q("x_0", x / divisor, "MUON-4")
    for k in range(1, h.ns_steps + 1):
        x = q(f"x_{k}", q.odd_polynomial(x, s.shape, h.ns_a, h.ns_b, h.ns_c), "MUON-5")
    x = q.from_matrices(x)

    rate, rows, columns = h.lr, q.number(rows), q.number(columns)
    if h.scale == "tall":
        rate = rate * q("scale", q.sqrt(q.maximum(rows / columns, 1)), "MUON-6")
    elif h.scale == "wide":
        rate = rate * q("scale", q.sqrt(q.maximum(columns / rows, 1)), "MUON-6")
    elif h.scale == "rms":
        rate = rate * q("scale", h.rms_rate * q.sqrt(q.maximum(rows, columns)), "MUON-6")
    q("theta", theta - rate * x, "MUON-7")


def scaling(h):
    if h.eps == NORM_EPS.neutral:  # built in, so that it cannot be scaled
        return None
    return {"eps": 1, "m": 1}


JORDAN = {
    "buffer": "average",
    "nesterov": "on",
    "bias_correction": "off",
    "eps_place": "added",
    "scale": "tall",
    "decay": "decoupled",
}
PYTORCH = {**JORDAN, "eps_place": "floor"}
OPTAX = {**JORDAN, "bias_correction": "on", "scale": "wide"}
QUINTIC = {"ns_a": "3.4445", "ns_b": "-4.775", "ns_c": "2.0315"}
HYPERS = {"momentum": "0.95", "ns_steps": "5", **QUINTIC}
OF_PYTORCH = {"lr": "1e-3", "weight_decay": "0.1", "eps": "1e-7", **HYPERS}
OF_OPTAX = {"lr": None, "weight_decay": "0", "eps": "1e-8", **HYPERS}
OF_KOZISTR = {"lr": "2e-2", "weight_decay": "0", **HYPERS}

ALGORITHM = Algorithm(
    name="muon",
    title="Muon",
    hypers=(
        LR,
        Hyper("momentum", r"\mu", Interval("[0, 1]"), "momentum", drawn=Interval("[1/2, 31/32]")),
        WEIGHT_DECAY,
        NORM_EPS,
        *NEWTON_SCHULZ,
        RMS_RATE,
    ),
    slots=(Slot("m", "m", "momentum buffer: moving average or decaying sum of the gradients"),),
    switches={
        "buffer": ("average", "sum", "increments"),
        "nesterov": ("on", "off"),
        "bias_correction": ("off", "on"),
        "eps_place": ("added", "floor"),
        "scale": ("tall", "wide", "rms", "none"),
        "decay": ("decoupled", "coupled"),
    },
    variants=(
        Variant(
            "jordan",
            JORDAN,
            {"lr": "2e-2", "weight_decay": "0", "momentum": "0.95"},
            "the authors' code, github.com/KellerJordan/Muon at 857d1ad",
        ),
        Variant(
            "paper",
            {**JORDAN, "buffer": "sum", "nesterov": "off", "scale": "none"},
            {**HYPERS, "lr": None, "momentum": None, "eps": "1e-7"},
            "Jordan et al. (2024), the algorithm as printed",
        ),
        Variant("pytorch-2.13", PYTORCH, OF_PYTORCH, "torch.optim.Muon"),
        Variant(
            "pytorch-2.13-without-nesterov",
            {**PYTORCH, "nesterov": "off"},
            OF_PYTORCH,
            "torch.optim.Muon with nesterov=False",
        ),
        Variant(
            "pytorch-2.13-match-rms",
            {**PYTORCH, "scale": "rms"},
            OF_PYTORCH,
            "torch.optim.Muon with adjust_lr_fn='match_rms_adamw'",
        ),
        Variant("pytorch-optimizer-4.1", PYTORCH, OF_KOZISTR, "pytorch_optimizer.Muon, groups with use_muon=True"),
        Variant(
            "pytorch-optimizer-4.1-adjusted",
            {**PYTORCH, "scale": "rms"},
            OF_KOZISTR,
            "pytorch_optimizer.Muon with use_adjusted_lr=True",
        ),
        Variant(
            "pytorch-optimizer-4.1-coupled",
            {**PYTORCH, "decay": "coupled"},
            OF_KOZISTR,
            "pytorch_optimizer.Muon with weight_decouple=False",
        ),
        Variant("optax-0.2.8", OPTAX, OF_OPTAX, "optax.contrib.muon, for its matrices"),
        Variant(
            "optax-0.2.8-without-nesterov",
            {**OPTAX, "nesterov": "off"},
            OF_OPTAX,
            "optax.contrib.muon with nesterov=False",
        ),
        Variant(
            "optax-0.2.8-consistent-rms",
            {**OPTAX, "scale": "rms"},
            {**OF_OPTAX, "rms_rate": None},
            "optax.contrib.muon with consistent_rms",
        ),
        Variant(
            "keras-3.15",
            {**JORDAN, "buffer": "increments", "scale": "rms"},
            {**HYPERS, "lr": "1e-3", "weight_decay": "4e-3", "rms_rate": "0.2"},
            "keras.optimizers.Muon, for its matrices",
        ),
        Variant(
            "mlx-0.32",
            {**JORDAN, "decay": "coupled"},
            {"lr": None, "weight_decay": "1e-2", "momentum": "0.95", "ns_steps": "5"},
            "mlx.optimizers.Muon",
        ),
        Variant(
            "tinygrad-0.14",
            {**JORDAN, "buffer": "sum", "scale": "none"},
            {**HYPERS, "lr": "1e-3", "weight_decay": "0.1"},
            "tinygrad.nn.optim.Muon",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="MUON-8",
    behaviour_clause="MUON-9",
    latex={
        "d": "d",
        "theta_decayed": r"\theta'",
        "u": "u",
        "bias": r"\beta",
        "bias_ahead": r"\beta'",
        "divisor": "D",
        "scale": "s",
        **{f"x_{k}": f"X_{k}" for k in range(10)},
    },
    scaling=scaling,
    couples="matrix",
    kinds={"": (2, 3)},
)

"""NAdam (T. Dozat, "Incorporating Nesterov Momentum into Adam", ICLR workshop 2016, Algorithm 2)."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Variant, scalar
from goldstep.reference.hypers import BETA1, BETA2, EPS, LR, WEIGHT_DECAY


def momentum(q, h, t):
    """The momentum of step t: it starts a little above half of beta1 and tends to beta1."""
    warming = q.power(q.number(Fraction(24, 25)), t * h.momentum_decay)  # 0.96
    return h.beta1 * (1 - q.number(Fraction(1, 2)) * warming)


def coefficients(q, h, t):
    if h.momentum == "scheduled":
        q("mu", momentum(q, h, t), "NADAM-2")
        q("mu_next", momentum(q, h, t + 1), "NADAM-2")
    else:
        q("bias1", 1 - h.beta1**t, "NADAM-6")
        q("bias1_next", 1 - h.beta1 ** (t + 1 if h.corrected_for == "next" else t), "NADAM-6")
    q("bias2", 1 - h.beta2**t, "NADAM-8")


def step(q, h, c, s, t):
    theta, g = s.theta, s.g
    if h.decay == "coupled":
        g = q("d", g + h.weight_decay * theta, "NADAM-1")
    else:
        theta = q("theta_decayed", (1 - h.lr * h.weight_decay) * theta, "NADAM-1")

    if h.momentum == "scheduled":
        mu, mu_next = c.mu, c.mu_next
        product = q("mu_product", s.mu_product * mu, "NADAM-3")
        bias1 = q("bias1", 1 - product, "NADAM-6")
        bias1_next = q("bias1_next", 1 - product * mu_next, "NADAM-6")
    else:  # constant: the product is a power
        mu, mu_next, bias1, bias1_next = h.beta1, h.beta1, c.bias1, c.bias1_next

    if h.average == "scheduled":
        m = q("m", q.average(mu, s.m, g), "NADAM-4")
    else:
        m = q("m", q.average(h.beta1, s.m, g), "NADAM-4")
    v = q("v", q.average(h.beta2, s.v, g * g), "NADAM-5")

    ahead = q("m_ahead", mu_next * m / bias1_next, "NADAM-6")
    m_hat = q("m_hat", ahead + (1 - mu) * g / bias1, "NADAM-7")
    v_hat = q("v_hat", (h.beta2 * v if h.v_factor == "beta2" else v) / c.bias2, "NADAM-8")

    denominator = q("denominator", q.sqrt(v_hat) + h.eps, "NADAM-9")
    q("theta", theta - h.lr * (m_hat / denominator), "NADAM-10")


def scaling(h):
    if h.weight_decay and h.decay == "coupled":
        return None
    return {"eps": 1, "m": 1, "v": 2}


SCHEDULED = {"momentum": "scheduled", "average": "constant", "corrected_for": "next", "v_factor": "none"}
CONSTANT = {**SCHEDULED, "momentum": "constant"}
BETAS = {"beta1": "0.9", "beta2": "0.999"}

MOMENTUM_DECAY = Hyper(
    "momentum_decay",
    r"\psi",
    Interval("[0, inf)"),
    "how fast the momentum warms up; 1 where the variant has none",
    neutral=Fraction(1),
    drawn=Interval("[1/64, 2]"),
)
PRODUCT = Slot(
    "mu_product",
    r"\Pi",
    "product of all momenta so far",
    start=Fraction(1),
    late=Fraction(0),
    nonnegative=True,
    when={"momentum": "scheduled"},
    shape=scalar,
)

ALGORITHM = Algorithm(
    name="nadam",
    title="NAdam",
    hypers=(LR, BETA1, BETA2, EPS, WEIGHT_DECAY, MOMENTUM_DECAY),
    slots=(
        Slot("m", "m", "first moment: moving average of the gradient"),
        Slot("v", "v", "second moment: moving average of the squared gradient", nonnegative=True),
        PRODUCT,
    ),
    switches={
        "momentum": ("scheduled", "constant"),
        "average": ("constant", "scheduled"),
        "corrected_for": ("next", "present"),
        "v_factor": ("none", "beta2"),
        "decay": ("coupled", "decoupled"),
    },
    variants=(
        Variant(
            "pytorch-2.13",
            {**SCHEDULED, "decay": "coupled"},
            {"lr": "2e-3", **BETAS, "eps": "1e-8", "weight_decay": "0", "momentum_decay": "4e-3"},
            "torch.optim.NAdam; but for the decay, Dozat's report of 2015, Algorithm 8",
        ),
        Variant(
            "pytorch-2.13-decoupled",
            {**SCHEDULED, "decay": "decoupled"},
            {"lr": "2e-3", **BETAS, "eps": "1e-8", "weight_decay": "0", "momentum_decay": "4e-3"},
            "torch.optim.NAdam with decoupled_weight_decay=True",
        ),
        Variant(
            "paper",
            {**SCHEDULED, "average": "scheduled", "v_factor": "beta2", "decay": "coupled"},
            {"lr": None, "beta1": None, "beta2": None, "eps": None, "momentum_decay": None},
            "Dozat (2016), Algorithm 2, as printed",
        ),
        Variant(
            "keras-3.15",
            {**SCHEDULED, "decay": "decoupled"},
            {"lr": "1e-3", **BETAS, "eps": "1e-7", "weight_decay": "0"},
            "keras.optimizers.Nadam; its weight_decay is decoupled for every optimizer",
        ),
        Variant("optax-0.2.8", {**CONSTANT, "decay": "coupled"}, {"lr": None, **BETAS, "eps": "1e-8"}, "optax.nadam"),
        Variant(
            "optax-0.2.8-decoupled",
            {**CONSTANT, "decay": "decoupled"},
            {"lr": None, **BETAS, "eps": "1e-8", "weight_decay": "1e-4"},
            "optax.nadamw",
        ),
        Variant(
            "optimisers.jl-0.4",
            {**CONSTANT, "v_factor": "beta2", "decay": "coupled"},
            {"lr": "1e-3", **BETAS, "eps": "1e-8"},
            "Optimisers.NAdam of Julia",
        ),
        Variant(
            "blog",
            {**CONSTANT, "corrected_for": "present", "decay": "coupled"},
            {"lr": None, **BETAS, "eps": "1e-8"},
            "Ruder (2016): Adam with Nesterov's term and one bias correction",
        ),
        Variant(
            "timm-1.0.31",
            {**CONSTANT, "corrected_for": "present", "decay": "decoupled"},
            {"lr": "1e-3", **BETAS, "eps": "1e-8", "weight_decay": "1e-2"},
            "timm.optim.NAdamW; MLCommons's algorithmic-efficiency",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="NADAM-11",
    latex={
        "d": "d",
        "theta_decayed": r"\theta'",
        "mu": r"\mu",
        "mu_next": r"\mu'",
        "m_ahead": r"\tilde m",
        "m_hat": r"\hat m",
        "v_hat": r"\hat v",
        "bias1": "b_1",
        "bias1_next": "b'_1",
        "bias2": "b_2",
        "denominator": "D",
    },
    scaling=scaling,
)

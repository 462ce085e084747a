"""L-BFGS (J. Nocedal, 1980; J. Nocedal and S. J. Wright, "Numerical Optimization", 2nd ed., Algorithms 7.4 and 7.5).

One step for a given gradient and a given step length; a line search, which would choose the length, evaluates the
objective and is judged by a check of its own. All parameters are one vector.
"""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Slot, Variant, window
from goldstep.reference.hypers import LR

LEAST = Fraction(1, 10**10)  # PyTorch's least curvature of a pair
OF_A_PAIR = {"rho": r"\rho", "alpha": r"\alpha", "beta": r"\beta", "u": "u", "r": "r"}
NAMED = range(101)  # pairs that have letters


def coefficients(q, h, t):
    pass


def step(q, h, c, s, t):
    g = s.g
    pairs = remembered(q, h, s) if t > 1 else {}

    u, rho, alpha = g, {}, {}
    for k, (s_k, y_k) in sorted(pairs.items(), reverse=True):  # from the newest to the oldest
        sy = q.total(s_k * y_k)
        rho[k] = q(f"rho{k}", q.where(q.abs(sy), ">", 0, lambda sy=sy: 1 / sy, q.number(Fraction(0))), "LBFGS-3")
        alpha[k] = q(f"alpha{k}", rho[k] * q.total(s_k * u), "LBFGS-4")
        u = q(f"u{k}", u - alpha[k] * y_k, "LBFGS-4")

    r = q("r0", scale(q, h, g, pairs, t) * u, "LBFGS-5")
    for k, (s_k, y_k) in pairs.items():
        beta = q(f"beta{k}", rho[k] * q.total(y_k * r), "LBFGS-6")
        r = q(f"r{k}", r + (alpha[k] - beta) * s_k, "LBFGS-6")

    move = -h.lr * r
    if h.displacement == "move":
        q("move", move, "LBFGS-7")
    else:
        q("theta_before", s.theta, "LBFGS-1")
    q("g_before", g, "LBFGS-1")
    q("theta", s.theta + move, "LBFGS-7")


def remembered(q, h, s):
    """The pairs by their number, of which the oldest is 1, after the newest came in."""
    n = h.history
    y = q("y", s.g - s.g_before, "LBFGS-1")
    x = q("s", s.move if h.displacement == "move" else s.theta - s.theta_before, "LBFGS-1")
    S, Y = (q.join([*q.split(old, n)[1:], new]) for old, new in ((s.steps, x), (s.changes, y)))
    if h.guard == "positive":
        sy = q("sy", q.total(x * y), "LBFGS-2")
        S, Y = (q.where(sy, ">", q.number(LEAST), new, old) for new, old in ((S, s.steps), (Y, s.changes)))
    S, Y = q("steps", S, "LBFGS-2"), q("changes", Y, "LBFGS-2")
    return dict(enumerate(zip(q.split(S, n), q.split(Y, n), strict=True), 1))


def scale(q, h, g, pairs, t):
    """The multiple of the identity that the recursion starts from."""
    one = q.number(Fraction(1))
    if t == 1:
        size = {"one": lambda: one, "sum": lambda: q.total(q.abs(g)), "norm": lambda: q.norm(g)}[h.first]()
        return q("gamma", one if h.first == "one" else one / q.maximum(size, one), "LBFGS-5")
    s_k, y_k = pairs[h.history]
    yy = q.total(y_k * y_k)
    ratio = one if h.scaling == "off" else q.where(yy, ">", 0, lambda: q.total(s_k * y_k) / yy, one)
    return q("gamma", ratio, "LBFGS-5")


ALGORITHM = Algorithm(
    name="lbfgs",
    title="L-BFGS",
    hypers=(
        LR,
        Hyper("history", "m", Interval("[1, inf)"), "pairs kept", drawn=Interval("[2, 3]"), integer=True),
    ),
    slots=(
        Slot("steps", "S", "displacements, the oldest first, and zero where there is none", shape=window("history")),
        Slot("changes", "Y", "changes of the gradient that belong to them", shape=window("history")),
        Slot("g_before", r"\bar g", "gradient of the step before"),
        Slot("move", "p", "displacement of the step before", when={"displacement": "move"}),
        Slot("theta_before", r"\bar\theta", "parameters at the step before", when={"displacement": "difference"}),
    ),
    switches={
        "first": ("one", "sum", "norm"),
        "scaling": ("on", "off"),
        "guard": ("none", "positive"),
        "displacement": ("difference", "move"),
    },
    variants=(
        Variant(
            "pytorch-2.13",
            {"first": "sum", "scaling": "on", "guard": "positive", "displacement": "move"},
            {"lr": "1", "history": "100"},
            "torch.optim.LBFGS with max_iter=1 and no line search",
        ),
        Variant(
            "paper",
            {"first": "one", "scaling": "on", "guard": "none", "displacement": "difference"},
            {"lr": None, "history": None},
            "Nocedal & Wright (2006), Algorithms 7.4 and 7.5 with a given step length",
        ),
        Variant(
            "optax-0.2.8",
            {"first": "norm", "scaling": "on", "guard": "none", "displacement": "difference"},
            {"lr": None, "history": "10"},
            "optax.lbfgs with a learning_rate and linesearch=None",
        ),
        Variant(
            "optax-0.2.8-unscaled",
            {"first": "one", "scaling": "off", "guard": "none", "displacement": "difference"},
            {"lr": None, "history": "10"},
            "the same with scale_init_precond=False",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="LBFGS-8",
    search_clauses=("LBFGS-9", "LBFGS-10", "LBFGS-11", "LBFGS-12", "LBFGS-13", "LBFGS-14"),
    latex={
        "y": "y",
        "s": "s",
        "sy": r"\kappa",
        "gamma": r"\gamma",
        **{f"{name}{k}": f"{letter}_{{{k}}}" for name, letter in OF_A_PAIR.items() for k in NAMED},
    },
    couples="all",
)

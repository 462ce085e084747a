"""Linear warm-up of the learning rate, then cosine annealing."""

from fractions import Fraction

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Transitions, Variant
from goldstep.reference.hypers import BASE_LR, ETA_MIN


def coefficients(q, h, t):
    e, W = t - 1, h.warmup
    D = h.length - W if h.counted == "all" else h.length
    k = e if h.cosine == "from-start" else e - W
    one = q.number(Fraction(1))
    done, of = (e if h.count == "zero" else e + 1), (W + 1 if h.count == "between" else W)
    q("ahead", q.when(e, "<", W, lambda: 1 - q.number(done) / q.number(of), 0 * one), "WARMUP-COSINE-LR-1")
    reached = q.minimum(q.number(k), q.number(D)) if h.past == "held" else q.number(k)
    q("part", q.when(e, "<", W, 0 * one, reached / q.number(D)), "WARMUP-COSINE-LR-2")
    q("curve", (1 + q.cos_pi(q.values["part"])) / 2, "WARMUP-COSINE-LR-3")
    if h.form == "recursive" and t > 1:
        first, turns = 1 / q.number(W), (t - 2 - h.length) % (2 * D)
        growth = q.when(e, "<", W, lambda: 1 + (1 - first) / ((W - 1) * first + (e - 1) * (1 - first)), one)
        q("growth", growth, "WARMUP-COSINE-LR-6")
        before = q.when(e, "<=", W, 0 * one, lambda: q.number(t - 2 - W) / q.number(D))
        shrink = q.when(turns, "==", 0, 0 * one, lambda: 2 * q.values["curve"] / (1 + q.cos_pi(before)))
        q("ratio", shrink, "WARMUP-COSINE-LR-7")
        q("rise", q.when(turns, "==", 0, (1 - q.cos_pi(1 / q.number(D))) / 2, 0 * one), "WARMUP-COSINE-LR-7")


def step(q, h, c, s, t):
    e, W = t - 1, h.warmup
    floor = q("floor", h.alpha * h.lr if h.floor == "fraction" else h.eta_min, "WARMUP-COSINE-LR-5")
    annealed = q.ramp(floor, h.lr, c.curve)
    if h.form == "recursive" and t > 1:
        turns = (t - 2 - h.length) % (2 * (h.length - W))
        onward = q.blend(c.ratio * (s.theta - floor) + floor, floor, s.theta, c.ratio)
        turned = q.when(turns, "==", 0, s.theta + (h.lr - floor) * c.rise, onward)
        annealed = q.when(e, "==", W, annealed, turned)
        q("theta", q.when(e, "<", W, c.growth * s.theta, annealed), "WARMUP-COSINE-LR-4")
    else:
        q("theta", q.when(e, "<", W, q.ramp_to(h.lr, h.init, c.ahead), annealed), "WARMUP-COSINE-LR-4")


OPTAX = {
    "form": "closed",
    "count": "zero",
    "counted": "all",
    "cosine": "after",
    "floor": "absolute",
    "past": "held",
}
DECAY = {**OPTAX, "counted": "decay"}
ONE = {**OPTAX, "count": "one"}
BARE = {"lr": None, "warmup": None, "length": None}
PLAIN = {**BARE, "eta_min": "0"}
FROM = {**PLAIN, "init": "0"}
FRACTION = {**BARE, "init": "0", "alpha": "0"}

ALGORITHM = Algorithm(
    name="warmup_cosine_lr",
    title="Warm-up and cosine annealing",
    hypers=(
        BASE_LR,
        Hyper(
            "warmup", "W", Interval("[1, inf)"), "number of steps of warm-up", drawn=Interval("[2, 5]"), integer=True
        ),
        Hyper(
            "length",
            "T",
            Interval("[1, inf)"),
            "number of steps in all, or of the decay alone",
            drawn=Interval("[7, 20]"),
            integer=True,
            above=("warmup",),
        ),
        Hyper(
            "init", r"\eta_{\text{init}}", Interval("[0, inf)"), "learning rate that warm-up starts from", Fraction(0)
        ),
        ETA_MIN,
        Hyper("alpha", r"\alpha", Interval("[0, 1]"), "least learning rate as a part of the base one", Fraction(0)),
    ),
    slots=(),
    switches={
        "form": ("closed", "recursive"),
        "count": ("zero", "one", "between"),
        "counted": ("all", "decay"),
        "cosine": ("after", "from-start"),
        "floor": ("absolute", "fraction"),
        "past": ("held", "back"),
    },
    variants=(
        Variant("optax-0.2.8", OPTAX, FROM, "optax.warmup_cosine_decay_schedule with exponent 1"),
        Variant(
            "transformers-5.24",
            {**OPTAX, "past": "back"},
            BARE,
            "transformers and diffusers get_cosine_schedule_with_warmup",
        ),
        Variant("keras-3.15", {**DECAY, "floor": "fraction"}, FRACTION, "keras CosineDecay with warmup_target"),
        Variant("timm-1.0-prefix", DECAY, FROM, "timm CosineLRScheduler(warmup_prefix=True), one cycle"),
        Variant("timm-1.0", {**DECAY, "cosine": "from-start"}, FROM, "timm CosineLRScheduler, one cycle"),
        Variant("build-nanogpt", ONE, PLAIN, "karpathy/build-nanogpt, train_gpt2.py"),
        Variant("nanogpt", {**OPTAX, "count": "between"}, PLAIN, "karpathy/nanoGPT, train.py, since PR#578"),
        Variant(
            "pytorch-2.13",
            {**ONE, "form": "recursive", "past": "back"},
            PLAIN,
            "torch SequentialLR of LinearLR and CosineAnnealingLR",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="WARMUP-COSINE-LR-1",
    latex={
        "theta": r"\eta",
        "ahead": "a",
        "part": "p",
        "curve": "c",
        "floor": r"\eta_{\min}'",
        "growth": "g",
        "ratio": "r",
        "rise": "u",
    },
    inputs=(),
    kinds={"": ()},
    transitions=Transitions(
        hypers=lambda n: {"warmup": n, "length": 2 * n + 1},
        at=lambda h: (h.warmup, h.length + (h.warmup if (h.counted, h.cosine) == ("decay", "after") else 0)),
    ),
)

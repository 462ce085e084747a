"""The learning rate range test: it rises from low to high in one short run (L. N. Smith, 2017, section 3.3)."""

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Transitions, Variant


def coefficients(q, h, t):
    e, n = t - 1, h.length
    done = e + 1 if h.second == "skipped" and t > 1 else e
    of = n - 1 if h.last == "reached" else n
    reached = q.minimum(q.number(done), q.number(of)) if h.past == "held" else q.number(done)
    q("part", reached / q.number(of), "LR-RANGE-TEST-1")


def step(q, h, c, s, t):
    if h.curve == "linear":
        q("theta", q.ramp_to(h.high, h.lr, 1 - c.part), "LR-RANGE-TEST-2")
    else:
        q("theta", h.lr * q.power(h.high / h.lr, c.part), "LR-RANGE-TEST-3")


PAPER = {"curve": "linear", "last": "missed", "second": "even", "past": "held"}
ON = {**PAPER, "past": "on"}
EXPONENTIAL = {**ON, "curve": "exponential"}
REACHED = {**ON, "last": "reached"}
SKIPPED = {**ON, "second": "skipped"}
HYPERS = {"lr": None, "high": None, "length": None}
FASTAI = {"lr": "1e-7", "high": "10", "length": "100"}

ALGORITHM = Algorithm(
    name="lr_range_test",
    title="Learning rate range test",
    hypers=(
        Hyper(
            "lr",
            r"\eta_{\text{low}}",
            Interval("(0, inf)"),
            "learning rate at the start",
            None,
            Interval("[1/1024, 1/8]"),
        ),
        Hyper(
            "high", r"\eta_{\text{high}}", Interval("(0, inf)"), "learning rate at the end", None, Interval("[1/4, 8]")
        ),
        Hyper("length", "n", Interval("[2, inf)"), "number of steps", drawn=Interval("[3, 20]"), integer=True),
    ),
    slots=(),
    switches={
        "curve": ("linear", "exponential"),
        "last": ("missed", "reached"),
        "second": ("even", "skipped"),
        "past": ("held", "on"),
    },
    variants=(
        Variant("paper", PAPER, HYPERS, "Smith (2017), section 3.3: the triangular policy up to its peak"),
        Variant("optax-0.2.8-linear", PAPER, HYPERS, "optax.linear_schedule"),
        Variant(
            "optax-0.2.8",
            {**EXPONENTIAL, "past": "held"},
            HYPERS,
            "optax.exponential_decay with decay_rate high / low and end_value high",
        ),
        Variant("pytorch-2.13-linear", ON, HYPERS, "torch LambdaLR"),
        Variant("pytorch-2.13", EXPONENTIAL, HYPERS, "torch LambdaLR"),
        Variant("fastai-2", EXPONENTIAL, FASTAI, "fastai LRFinder with sched_exp"),
        Variant("torch-lr-finder-0.2-linear", REACHED, HYPERS, "davidtvs/pytorch-lr-finder, LinearLR"),
        Variant(
            "torch-lr-finder-0.2",
            {**REACHED, "curve": "exponential"},
            HYPERS,
            "davidtvs/pytorch-lr-finder, ExponentialLR",
        ),
        Variant("lightning-2-linear", SKIPPED, HYPERS, "Lightning lr_find(mode='linear')"),
        Variant("lightning-2", {**SKIPPED, "curve": "exponential"}, HYPERS, "Lightning lr_find"),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="LR-RANGE-TEST-1",
    latex={"theta": r"\eta", "part": "p"},
    inputs=(),
    kinds={"": ()},
    transitions=Transitions(hypers=lambda n: {"length": n}, at=lambda h: (h.length,), shortest=2),
)

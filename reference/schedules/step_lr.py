"""Step decay of the learning rate: a factor every so many steps."""

from goldstep.reference.algorithm import Algorithm, Hyper, Interval, Transitions, Variant
from goldstep.reference.hypers import BASE_LR, GAMMA


def coefficients(q, h, t):
    e = t if h.count == "begun" else t - 1
    if h.form == "closed":
        q("factor", h.gamma ** (e // h.step_size), "STEP-LR-1")
    else:
        decayed = q.when(e % h.step_size, "==", 0, h.gamma, q.number(1))
        q("factor", decayed if e else q.number(1), "STEP-LR-1")


def step(q, h, c, s, t):
    if h.form == "closed" or t == 1:
        q("theta", h.lr * c.factor, "STEP-LR-2")
    else:
        q("theta", s.theta * c.factor, "STEP-LR-3")


CLOSED = {"form": "closed", "count": "completed"}
DEFAULTS = {"lr": None, "step_size": None, "gamma": None}
PYTORCH = {**DEFAULTS, "gamma": "0.1"}

ALGORITHM = Algorithm(
    name="step_lr",
    title="Step decay",
    hypers=(
        BASE_LR,
        Hyper(
            "step_size",
            "S",
            Interval("[1, inf)"),
            "number of steps from one decay to the next",
            drawn=Interval("[2, 20]"),
            integer=True,
        ),
        GAMMA,
    ),
    slots=(),
    switches={"form": ("closed", "recursive"), "count": ("completed", "begun")},
    variants=(
        Variant("closed", CLOSED, DEFAULTS, "mlx.optimizers.step_decay; optax.exponential_decay with staircase"),
        Variant("pytorch-2.13", {**CLOSED, "form": "recursive"}, PYTORCH, "torch.optim.lr_scheduler.StepLR"),
        Variant("rustorch-0.6", {**CLOSED, "count": "begun"}, DEFAULTS, "rustorch 0.6, StepLR of scheduler.rs"),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="STEP-LR-1",
    latex={"theta": r"\eta", "factor": "f"},
    inputs=(),
    kinds={"": ()},
    transitions=Transitions(
        hypers=lambda n: {"step_size": n},
        at=lambda h: [k * h.step_size - (h.count == "begun") for k in (1, 2)],
    ),
)

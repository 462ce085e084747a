"""Wrong Schedule-Free SGDs."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

schedule_free_sgd = partial(Impostor, algorithm="schedule_free_sgd", variant="official")

IMPOSTORS = [
    schedule_free_sgd(
        name="warm-up-from-zero",
        clause="SCHEDULEFREESGD-1",
        wrong="warm-up is one step behind, so that the first step moves nothing",
        source="optax.contrib.schedule_free_sgd 0.2.8 with warmup_steps; google-deepmind/optax PR#1744",
        old="q.number(t) / h.warmup_steps",
        new="q.number(t - 1) / h.warmup_steps",
    ),
    schedule_free_sgd(
        name="decay-at-z",
        clause="SCHEDULEFREESGD-2",
        wrong="weight decay is that of the iterate, not of the point where the gradient is taken",
        source="schedulefree's ScheduleFreeWrapper, whose base optimizer decays at z",
        old="h.weight_decay * s.theta",
        new="h.weight_decay * s.z",
    ),
    schedule_free_sgd(
        name="iterate-without-warm-up",
        clause="SCHEDULEFREESGD-3",
        wrong="the iterate moves by the learning rate itself, and warm-up reaches the average alone",
        source="optax.contrib.schedule_free, where base optimizer and average have a learning rate each",
        old="s.z - c.rate * d",
        new="s.z - h.lr * d",
    ),
    schedule_free_sgd(
        name="largest-rate-forgotten",
        clause="SCHEDULEFREESGD-4",
        wrong="the weights are made of the rate in force, which may fall",
        source="Defazio et al. (2024), Algorithm 1, where it cannot fall",
        old="q.maximum(s.lr_max, c.rate)",
        new="c.rate * q.number(1)",
    ),
    schedule_free_sgd(
        name="weights-of-the-rate",
        clause="SCHEDULEFREESGD-5",
        wrong="weights are proportional to the rate instead of its square",
        source="schedulefree with weight_lr_power=1",
        old="square = largest * largest",
        new="square = largest * q.number(1)",
    ),
    schedule_free_sgd(
        name="start-left-out",
        variant="paper",
        clause="SCHEDULEFREESGD-6",
        wrong="the average has the iterates alone and forgets where they started",
        source="the documentation of optax.contrib.schedule_free, which has 1/t for the paper's 1/(t + 1)",
        old="1 / q.number(t + 1)",
        new="1 / q.number(t)",
    ),
    schedule_free_sgd(
        name="zero-by-zero",
        clause="SCHEDULEFREESGD-6",
        wrong="a learning rate that begins at zero divides zero by zero",
        source="facebookresearch/schedule_free before 4e8a5af",
        old='q.where(total, ">", 0, lambda: weight / total, q.number(0))',
        new="q.only(q.flat(weight) / q.flat(total))",
    ),
    schedule_free_sgd(
        name="shares-exchanged",
        clause="SCHEDULEFREESGD-7",
        wrong="the new iterate has the share of the old average, and the other way round",
        source="HomebrewML/HeavyBall #13",
        old="q.mixed(x_before, z, share)",
        new="share * x_before + (1 - share) * z",
    ),
    schedule_free_sgd(
        name="gradient-at-the-average",
        clause="SCHEDULEFREESGD-8",
        wrong="the parameter is the average itself",
        source="kohya-ss/sd-scripts PR#1250, where the optimizer was not put into training mode",
        old="q.average(h.beta, x, z)",
        new="1 * x",
    ),
    schedule_free_sgd(
        name="iterate-starts-at-zero",
        clause="SCHEDULEFREESGD-9",
        wrong="the iterate does not start at the parameter",
        source="kozistr/pytorch_optimizer PR#367, where it was copied before the parameters had their values",
        old='gradients move", start="theta"',
        new='gradients move", start=Fraction(0)',
    ),
]

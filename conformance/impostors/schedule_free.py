"""Wrong Schedule-Free AdamWs."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

schedule_free = partial(Impostor, algorithm="schedule_free", variant="official")

IMPOSTORS = [
    schedule_free(
        name="warm-up-from-zero",
        clause="SCHEDULEFREE-1",
        wrong="warm-up is one step behind, so that the first step moves nothing",
        source="optax.contrib.schedule_free_adamw 0.2.8 with warmup_steps; google-deepmind/optax PR#1744",
        old="q.number(t) / h.warmup_steps",
        new="q.number(t - 1) / h.warmup_steps",
    ),
    schedule_free(
        name="bias-in-the-rate",
        clause="SCHEDULEFREE-1",
        wrong="the rate is multiplied by the root of the bias correction, and so are the weights of the average",
        source="kozistr/pytorch_optimizer PR#351",
        old='rate * q.sqrt(bias2) if h.bias_correction == "rate" else rate',
        new="rate * q.sqrt(bias2)",
    ),
    schedule_free(
        name="decay-at-z",
        clause="SCHEDULEFREE-2",
        wrong="weight decay is that of the iterate, not of the point where the gradient is taken",
        source="schedulefree 1.4, the reference class with decay_at_z=True",
        old="h.weight_decay * y, ",
        new="h.weight_decay * s.z, ",
    ),
    schedule_free(
        name="no-one-minus-beta2",
        clause="SCHEDULEFREE-3",
        wrong="the squared gradient enters the second moment in full",
        source="PennyLaneAI/pennylane #1928, the same in Adam",
        old="q.average(h.beta2, s.v, g * g)",
        new="h.beta2 * s.v + 1 * (g * g)",
    ),
    schedule_free(
        name="bias-of-v-multiplied",
        clause="SCHEDULEFREE-4",
        wrong="the second moment is multiplied by its bias correction",
        source="karpathy/convnetjs PR#70, the same in Adam",
        old="v / c.bias2",
        new="v * c.bias2",
    ),
    schedule_free(
        name="iterate-without-warm-up",
        clause="SCHEDULEFREE-5",
        wrong="the iterate moves by the learning rate itself, and warm-up reaches the average alone",
        source="optax.contrib.schedule_free, where base optimizer and average have a learning rate each",
        old="s.z - c.rate * d",
        new="s.z - h.lr * d",
    ),
    schedule_free(
        name="largest-rate-forgotten",
        clause="SCHEDULEFREE-6",
        wrong="the weights are made of the rate in force, which may fall",
        source="Defazio et al. (2024), Algorithm 1, where it cannot fall",
        old="q.maximum(s.lr_max, c.rate)",
        new="c.rate * q.number(1)",
    ),
    schedule_free(
        name="equal-weights",
        clause="SCHEDULEFREE-7",
        wrong="every step has the same weight, those of the warm-up too",
        source="keras.optimizers.ScheduleFreeAdamW 3.15",
        old="square = largest * largest",
        new="square = q.number(1)",
    ),
    schedule_free(
        name="growth-from-zero",
        clause="SCHEDULEFREE-7",
        wrong="the weights grow with the number of steps before this one",
        source="schedulefree counts k from 0 and has (k + 1)^r: a mutant without the + 1",
        old="q.power(q.number(t), h.r)",
        new="q.power(q.number(t - 1), h.r)",
    ),
    schedule_free(
        name="zero-by-zero",
        clause="SCHEDULEFREE-8",
        wrong="a learning rate that begins at zero divides zero by zero",
        source="facebookresearch/schedule_free before 4e8a5af",
        old='q.where(total, ">", 0, lambda: weight / total, q.number(0))',
        new="q.only(q.flat(weight) / q.flat(total))",
    ),
    schedule_free(
        name="shares-exchanged",
        clause="SCHEDULEFREE-9",
        wrong="the new iterate has the share of the old average, and the other way round",
        source="HomebrewML/HeavyBall #13",
        old="q.mixed(x_before, z, share)",
        new="share * x_before + (1 - share) * z",
    ),
    schedule_free(
        name="average-from-the-new-iterate",
        variant="keras-3.15",
        clause="SCHEDULEFREE-9",
        wrong="the average before the step is worked out from the iterate after it",
        source="keras.optimizers.ScheduleFreeAdamW 3.15.1 with PyTorch, where the saved value is the variable itself",
        old="(1 - h.beta1) * s.z) / h.beta1",
        new="(1 - h.beta1) * z) / h.beta1",
    ),
    schedule_free(
        name="gradient-at-the-average",
        clause="SCHEDULEFREE-10",
        wrong="the parameter is the average itself",
        source="kohya-ss/sd-scripts PR#1250, where the optimizer was not put into training mode",
        old="q.average(h.beta1, x, z)",
        new="1 * x",
    ),
    schedule_free(
        name="iterate-starts-at-zero",
        clause="SCHEDULEFREE-11",
        wrong="the iterate does not start at the parameter",
        source="kozistr/pytorch_optimizer PR#367, where it was copied before the parameters had their values",
        old='gradients move", start="theta"',
        new='gradients move", start=Fraction(0)',
    ),
]

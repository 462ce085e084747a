"""Wrong RMSProps."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

rmsprop = partial(Impostor, algorithm="rmsprop", variant="pytorch-2.13-momentum")
plain = partial(Impostor, algorithm="rmsprop", variant="pytorch-2.13")
centered = partial(Impostor, algorithm="rmsprop", variant="pytorch-2.13-centered")

IMPOSTORS = [
    rmsprop(
        name="no-decay",
        clause="RMSPROP-1",
        wrong="weight decay is accepted and not used",
        source="Oneflow-Inc/oneflow PR#5755",
        old="g + h.weight_decay * theta",
        new="g + 0 * theta",
    ),
    plain(
        name="no-one-minus-alpha",
        clause="RMSPROP-2",
        wrong="the squared gradient enters the average in full",
        source="fastai/fastbook PR#342",
        old="q.average(h.alpha, s.v, g * g)",
        new="h.alpha * s.v + 1 * (g * g)",
    ),
    centered(
        name="variance-written-back",
        clause="RMSPROP-2",
        wrong="the variance overwrites the mean square that it is made of",
        source="UselessToys/Ecosystem_WebUI PR#383",
        old='q("variance", power - a * a, "RMSPROP-4")',
        new='q("v", power - a * a, "RMSPROP-4")',
    ),
    centered(
        name="mean-without-one-minus-alpha",
        clause="RMSPROP-3",
        wrong="the gradient enters its average in full",
        source="mutation, after fastai/fastbook PR#342",
        old="q.average(h.alpha, s.a, g), ",
        new="h.alpha * s.a + 1 * g, ",
    ),
    centered(
        name="not-centered",
        clause="RMSPROP-4",
        wrong="the average of the gradient is kept, but not subtracted",
        source="mutation: what a centred variant must not be",
        old="power - a * a",
        new="power + 0 * a",
    ),
    plain(
        name="no-root",
        clause="RMSPROP-5",
        wrong="the gradient is divided by the mean square, not by its root",
        source="hiromis/notes #52",
        old="q.sqrt(power) + h.eps",
        new="power + h.eps",
    ),
    plain(
        name="eps-inside-root",
        clause="RMSPROP-5",
        wrong="epsilon is added under the root",
        source="apache/mxnet #4493, google-deepmind/optax #532",
        old="q.sqrt(power) + h.eps",
        new="q.sqrt(power + h.eps)",
    ),
    plain(
        name="eps-outside-root",
        variant="keras-3.15",
        clause="RMSPROP-5",
        wrong="epsilon is added to the root",
        source="mutation that the tests of Keras let pass; keras-team/keras #435",
        old="q.sqrt(power + h.eps)",
        new="q.sqrt(power) + h.eps",
    ),
    plain(
        name="eps-tiny",
        clause="RMSPROP-5",
        wrong="epsilon is a thousand millionth of itself",
        source="mutation that the tests of PyTorch's optimizers let pass",
        old="q.sqrt(power) + h.eps",
        new="q.sqrt(power) + h.eps * 1e-9",
    ),
    plain(
        name="eps-huge",
        clause="RMSPROP-5",
        wrong="epsilon is a hundred thousand times itself",
        source="mutation that the tests of PyTorch's optimizers let pass",
        old="q.sqrt(power) + h.eps",
        new="q.sqrt(power) + h.eps * 1e5",
    ),
    rmsprop(
        name="momentum-on-the-update",
        clause="RMSPROP-6",
        wrong="momentum multiplies the new update instead of the buffer",
        source="ooples/AiDotNet #2008",
        old="h.momentum * s.b + u",
        new="s.b + h.momentum * u",
    ),
    rmsprop(
        name="momentum-dropped",
        clause="RMSPROP-6",
        wrong="the buffer forgets all but the last update",
        source="mutation that the tests of Keras let pass",
        old="h.momentum * s.b + u",
        new="0 * s.b + u",
    ),
    rmsprop(
        name="rate-inside-buffer",
        clause="RMSPROP-6",
        wrong="updates enter the buffer with the learning rate of their own step",
        source="pytorch/pytorch #32545, a convention in TensorFlow",
        old='u = q("b", h.momentum * s.b + u, "RMSPROP-6")',
        new='u = q("b", h.momentum * s.b + h.lr * u, "RMSPROP-6") / h.lr',
    ),
    rmsprop(
        name="rate-outside-velocity",
        variant="graves-2013",
        clause="RMSPROP-6",
        wrong="the learning rate multiplies the buffer as a whole",
        source="pytorch/pytorch #32545, a convention in PyTorch",
        old='h.momentum * s.b - h.lr * u, "RMSPROP-6")\n        q("theta", theta + b',
        new='h.momentum * s.b - u, "RMSPROP-6")\n        q("theta", theta + h.lr * b',
    ),
    plain(
        name="ascent",
        clause="RMSPROP-7",
        wrong="the step goes up",
        source="mutation: the sign of PaddlePaddle/Paddle #4184",
        old="theta - h.lr * u",
        new="theta + h.lr * u",
    ),
    plain(
        name="average-starts-at-one",
        clause="RMSPROP-8",
        wrong="the average of the squares starts at 1",
        source="optax documentation of initial_scale: TensorFlow 1 starts RMSProp at 1",
        old='of the squared gradient", nonnegative',
        new='of the squared gradient", start=1, nonnegative',
    ),
]

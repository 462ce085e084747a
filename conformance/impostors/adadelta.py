"""Wrong Adadeltas."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

adadelta = partial(Impostor, algorithm="adadelta", variant="pytorch-2.13")

ROOTS = 'q.sqrt(s.e_x + h.eps), "ADADELTA-3")\n    rms_gradient = q("rms_gradient", q.sqrt(e_g + h.eps)'

IMPOSTORS = [
    adadelta(
        name="decoupled-decay",
        clause="ADADELTA-1",
        wrong="weight decay shrinks the parameter and does not enter the gradient",
        source="apache/mxnet #9363",
        old='if h.decay == "coupled":',
        new='if h.decay != "coupled":',
    ),
    adadelta(
        name="misplaced-parenthesis",
        clause="ADADELTA-2",
        wrong="the new square is multiplied by the old average as well",
        source="deeplearning4j/nd4j #1239",
        old="q.average(h.rho, s.e_g, g * g)",
        new="(h.rho * s.e_g + (1 - h.rho)) * (g * g)",
    ),
    adadelta(
        name="average-on-top",
        clause="ADADELTA-2",
        wrong="the new average of the squares is added to the old one",
        source="tensorflow/tensorflow PR#644",
        old="q.average(h.rho, s.e_g, g * g)",
        new="s.e_g + q.average(h.rho, s.e_g, g * g)",
    ),
    adadelta(
        name="update-includes-itself",
        clause="ADADELTA-3",
        wrong="the step uses the average of the updates that already holds this one",
        source="tensorflow/tensorflow #9058, PaddlePaddle/Paddle PR#49732",
        old='q("e_x", q.average(h.rho, s.e_x, delta * delta), "ADADELTA-6")',
        new=(
            'e_x = q("e_x", q.average(h.rho, s.e_x, delta * delta), "ADADELTA-6")\n'
            "    delta = q.sqrt(e_x + h.eps) / rms_gradient * g"
        ),
    ),
    adadelta(
        name="eps-hundredfold",
        clause="ADADELTA-4",
        wrong="epsilon is a hundred times itself under both roots",
        source="mutation that the tests of PyTorch's optimizers let pass",
        old=ROOTS,
        new=ROOTS.replace("h.eps", "100 * h.eps"),
    ),
    adadelta(
        name="eps-outside-roots",
        clause="ADADELTA-4",
        wrong="epsilon is added to both roots",
        source="torch/optim #99, on Adagrad beside Adadelta",
        old=ROOTS,
        new=ROOTS.replace("s.e_x + h.eps)", "s.e_x) + h.eps").replace("e_g + h.eps)", "e_g) + h.eps"),
    ),
    adadelta(
        name="units-not-corrected",
        clause="ADADELTA-5",
        wrong="the gradient is divided by its root mean square only",
        source="Zeiler (2012), section 3.1: the method before its units are put right",
        old="rms_update / rms_gradient * g",
        new="g / rms_gradient",
    ),
    adadelta(
        name="accumulates-scaled-update",
        clause="ADADELTA-6",
        wrong="the learning rate enters the average of the updates",
        source="keras-team/keras PR#11532",
        old="q.average(h.rho, s.e_x, delta * delta)",
        new="h.rho * s.e_x + (1 - h.rho) * ((h.lr * delta) * (h.lr * delta))",
    ),
    adadelta(
        name="accumulates-gradient",
        clause="ADADELTA-6",
        wrong="the average of the updates is one of the gradients",
        source="Lasagne/Lasagne PR#502",
        old="q.average(h.rho, s.e_x, delta * delta)",
        new="q.average(h.rho, s.e_x, g * g)",
    ),
    adadelta(
        name="accumulates-parameter",
        clause="ADADELTA-6",
        wrong="the average of the updates is one of the parameters",
        source="d2l-ai/d2l-en PR#1180",
        old="q.average(h.rho, s.e_x, delta * delta)",
        new="q.average(h.rho, s.e_x, theta * theta)",
    ),
    adadelta(
        name="rate-applied-twice",
        clause="ADADELTA-7",
        wrong="the update is multiplied by the learning rate twice",
        source="BRML/climin #29",
        old="theta - h.lr * delta",
        new="theta - h.lr * (h.lr * delta)",
    ),
    adadelta(
        name="rate-ignored",
        clause="ADADELTA-7",
        wrong="the learning rate is accepted and not used",
        source="PaddlePaddle/Paddle PR#49732",
        old="theta - h.lr * delta",
        new="theta - delta",
    ),
    adadelta(
        name="ascent-without-rate",
        clause="ADADELTA-7",
        wrong="the step goes up",
        source="optax.adadelta 0.2.8 with its default learning rate, None",
        old="theta - h.lr * delta",
        new="theta + h.lr * delta",
    ),
    adadelta(
        name="updates-start-at-one",
        clause="ADADELTA-8",
        wrong="the average of the squared updates starts at 1",
        source="mutation, after deeplearning4j/deeplearning4j #953 on AdaGrad",
        old='before the learning rate",',
        new='before the learning rate", start=1,',
    ),
]

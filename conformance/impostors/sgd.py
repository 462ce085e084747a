"""Wrong SGDs."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

sgd = partial(Impostor, algorithm="sgd", variant="pytorch-2.13-momentum")
nesterov = partial(Impostor, algorithm="sgd", variant="pytorch-2.13-nesterov")

IMPOSTORS = [
    sgd(
        name="look-ahead-without-rate",
        variant="nesterov-lookahead",
        clause="SGD-1",
        wrong="the look-ahead point is a whole buffer away, not a buffer times the learning rate",
        source="tutorials that write y = x - mu v for a velocity without the learning rate",
        old="theta - h.lr * ahead",
        new="theta - ahead",
    ),
    sgd(
        name="decay-at-the-iterate",
        variant="sutskever-nesterov",
        clause="SGD-1",
        wrong="the gradient belongs to the look-ahead point, the weight decay to the iterate",
        source="mutation",
        old="theta + ahead if inside",
        new="theta if inside",
    ),
    sgd(
        name="decoupled-decay",
        clause="SGD-2",
        wrong="weight decay shrinks the parameter instead of entering the buffer",
        source="mutation: what Keras does for every optimizer",
        old='if h.decay == "coupled":',
        new='if h.decay != "coupled":',
    ),
    sgd(
        name="no-decay-without-momentum",
        variant="pytorch-2.13",
        clause="SGD-2",
        wrong="weight decay is ignored where there is no momentum",
        source="ml-explore/mlx #440, PR#473",
        old="d + h.weight_decay * point",
        new='d + (h.weight_decay if h.buffer == "kept" else 0) * point',
    ),
    sgd(
        name="first-gradient-dampened",
        clause="SGD-3",
        wrong="dampening is applied to the first gradient too",
        source="ml-explore/mlx #440, pytorch/pytorch PR#152833",
        old='t == 1 and h.first_buffer == "gradient"',
        new='t < 1 and h.first_buffer == "gradient"',
    ),
    sgd(
        name="momentum-on-the-gradient",
        clause="SGD-4",
        wrong="momentum multiplies the gradient instead of the buffer",
        source="ooples/AiDotNet #2008",
        old="h.momentum * s.b + (1 - h.dampening) * u",
        new="s.b + h.momentum * (1 - h.dampening) * u",
    ),
    sgd(
        name="moving-average",
        clause="SGD-4",
        wrong="the buffer is a moving average: the gradient enters it times 1 - momentum",
        source="ml-explore/mlx PR#87 (review)",
        old="(1 - h.dampening) * u",
        new="(1 - h.momentum) * u",
    ),
    sgd(
        name="buffer-forgotten",
        clause="SGD-4",
        wrong="the buffer is zeroed before each step",
        source="kozistr/pytorch_optimizer PR#516 (SignSGD)",
        old="h.momentum * s.b + (1 - h.dampening) * u",
        new="(1 - h.dampening) * u",
    ),
    sgd(
        name="first-velocity-without-rate",
        variant="paper-momentum",
        clause="SGD-4",
        wrong="the first velocity is the gradient itself, though later ones hold the learning rate",
        source="zc911/MatrixSlow PR#17",
        old="u = -h.lr * d if inside",
        new="u = -(h.lr if t > 1 else 1) * d if inside",
    ),
    sgd(
        name="rate-outside",
        variant="keras-3.15-momentum",
        clause="SGD-4",
        wrong="the learning rate stays out of the buffer: a change of it acts at once on all that the buffer holds",
        source="pytorch/pytorch #32545 (RMSProp; the documentation of torch.optim.SGD notes it for itself)",
        old='inside = h.lr_place == "inside"',
        new='inside = h.lr_place == "outside"',
    ),
    nesterov(
        name="nesterov-old-buffer",
        clause="SGD-5",
        wrong="the Nesterov step uses the buffer from before the step",
        source="pytorch/pytorch PR#76639",
        old="u + h.momentum * b,",
        new="u + h.momentum * s.b,",
    ),
    nesterov(
        name="nesterov-sign",
        clause="SGD-5",
        wrong="the Nesterov step subtracts the buffer from the gradient",
        source="PaddlePaddle/Paddle PR#12231",
        old="u + h.momentum * b,",
        new="u - h.momentum * b,",
    ),
    sgd(
        name="step-averaged",
        clause="SGD-6",
        wrong="the step is multiplied by 1 - momentum",
        source="mdenil/dropout #4",
        old="theta - h.lr * u,",
        new="theta - h.lr * (1 - h.momentum) * u,",
    ),
    sgd(
        name="buffer-starts-at-one",
        variant="mlx-0.32-momentum",
        clause="SGD-7",
        wrong="the buffer starts at 1",
        source="mutation",
        old='the velocity", when',
        new='the velocity", start=1, when',
    ),
]

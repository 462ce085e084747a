"""Wrong Lions."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

lion = partial(Impostor, algorithm="lion", variant="paper")
refined = partial(Impostor, algorithm="lion", variant="optax-0.2.8-refined")

IMPOSTORS = [
    lion(
        name="coupled-decay",
        clause="LION-4",
        wrong="weight decay enters the gradient, and with it momentum and sign, instead of shrinking the parameter",
        source="bitsandbytes-foundation/bitsandbytes #1992",
        old='if h.decay == "coupled":',
        new='if h.decay != "coupled":',
    ),
    lion(
        name="no-decay",
        clause="LION-1",
        wrong="weight decay is accepted and not used",
        source="kozistr/pytorch_optimizer PR#518, of another optimizer",
        old="(1 - rate * h.weight_decay) * theta",
        new="theta",
    ),
    Impostor(
        algorithm="lion",
        variant="lion-pytorch-0.2-decoupled",
        name="decay-without-its-rate",
        clause="LION-1",
        wrong="fully decoupled decay follows the learning rate all the way and not its share of the first one",
        source="a convention elsewhere: decoupled_weight_decay=False of lion_pytorch",
        old="h.lr / h.lr_max",
        new="h.lr",
    ),
    lion(
        name="one-beta",
        clause="LION-2",
        wrong="the direction is made with the decay rate of the momentum, as if there were one beta",
        source="a mutant: signed momentum, from which the paper's search had to depart",
        old="q.average(h.beta1, s.m, g)",
        new="q.average(h.beta2, s.m, g)",
    ),
    lion(
        name="new-momentum",
        clause="LION-2",
        wrong="the momentum is updated first, and the direction made with the new one",
        source="a mutant: the order of every Adam",
        old="q.average(h.beta1, s.m, g)",
        new="h.beta1 * q.average(h.beta2, s.m, g) + (1 - h.beta1) * g",
    ),
    lion(
        name="of-the-flipped-momentum",
        clause="LION-2",
        wrong="the form for the new momentum is used with a momentum whose weights are exchanged",
        source="FluxML/Optimisers.jl, src/rules.jl at 007b972",
        old="q.average(h.beta1, s.m, g)",
        new="(h.beta2 - h.beta1) * g + h.beta1 * q.average(h.beta2, g, s.m)",
    ),
    lion(
        name="sign-of-zero-is-one",
        clause="LION-3",
        wrong="a direction of zero counts as positive, so that parameters without a gradient walk away",
        source="a mutant: a comparison where a sign function is missing",
        old="q.sign(mixed)",
        new='q.where(mixed, ">=", 0, q.number(1), q.number(-1))',
    ),
    lion(
        name="no-sign",
        clause="LION-3",
        wrong="the direction itself is taken where its sign is due",
        source="a mutant",
        old="q.sign(mixed)",
        new="mixed",
    ),
    refined(
        name="hard-sign",
        clause="LION-3",
        wrong="the mode is accepted and not used",
        source="a mutant, after the options without effect in bitsandbytes-foundation/bitsandbytes PR#2088",
        old="q.clip(mixed, q.number(1))",
        new="q.sign(mixed)",
    ),
    lion(
        name="momentum-of-beta1",
        clause="LION-4",
        wrong="the mix that gave the direction is kept as the momentum",
        source="a mutant: signed momentum with one state and one beta",
        old="q.average(h.beta2, s.m, g)",
        new="mixed",
    ),
    lion(
        name="momentum-flipped",
        clause="LION-4",
        wrong="the gradient enters the momentum with beta2, and the old momentum with 1 - beta2",
        source="FluxML/Optimisers.jl, src/rules.jl at 007b972",
        old="q.average(h.beta2, s.m, g)",
        new="(1 - h.beta2) * s.m + h.beta2 * g",
    ),
    lion(
        name="ascends",
        clause="LION-5",
        wrong="the parameter moves with the gradient",
        source="PaddlePaddle/Paddle #4184, of AdaGrad",
        old="theta - h.lr * u",
        new="theta + h.lr * u",
    ),
    lion(
        name="starts-at-one",
        clause="LION-6",
        wrong="the momentum starts at 1",
        source="a mutant",
        old='average of the gradient"',
        new='average of the gradient", start=1',
    ),
]

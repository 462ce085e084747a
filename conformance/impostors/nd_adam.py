"""Wrong ND-Adams."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

nd_adam = partial(Impostor, algorithm="nd_adam", variant="paper")
decayed = partial(Impostor, algorithm="nd_adam", variant="official-pytorch")

IMPOSTORS = [
    decayed(
        name="no-decay",
        clause="NDADAM-1",
        wrong="weight decay is accepted and not used",
        source="mutation",
        old="s.g + h.weight_decay * theta",
        new="s.g + 0 * theta",
    ),
    nd_adam(
        name="no-projection",
        clause="NDADAM-2",
        wrong="the part of the gradient along the row stays",
        source="ApolloResearch/e2e_sae #44, where Adam's weights are kept at length 1",
        old="g - q.spread_rows(along, shape) * theta",
        new="g - 0 * theta",
    ),
    nd_adam(
        name="projection-for-any-length",
        clause="NDADAM-2",
        wrong="the projection divides by the squared length, and is exact for rows of other lengths, too",
        source="clovaai/AdamP, adamp.py, by its own algorithm",
        old="q.row_sums(g * theta, shape)",
        new="q.row_sums(g * theta, shape) / q.row_sums(theta * theta, shape)",
    ),
    nd_adam(
        name="whole-matrix-projection",
        clause="NDADAM-2",
        wrong="the projection takes the whole matrix for one vector",
        source="mutation, after the second view of clovaai/AdamP",
        old="q.row_sums(g * theta, shape)",
        new="0 * q.row_sums(g * theta, shape) + q.total(g * theta)",
    ),
    nd_adam(
        name="moment-of-the-whole-gradient",
        clause="NDADAM-3",
        wrong="the first moment averages the gradient before its projection",
        source="mutation",
        old="q.average(h.beta1, s.m, g)",
        new="q.average(h.beta1, s.m, s.g)",
    ),
    nd_adam(
        name="mean-of-squares",
        clause="NDADAM-4",
        wrong="the second moment has the mean of the squares, not their sum",
        source="a convention in NorMuon, google-deepmind/optax PR#1651",
        old="q.row_sums(g * g, shape)",
        new="q.row_means(g * g, shape)",
    ),
    nd_adam(
        name="squares-of-the-whole-gradient",
        clause="NDADAM-4",
        wrong="the second moment has the length of the gradient before its projection",
        source="mutation",
        old="q.row_sums(g * g, shape)",
        new="q.row_sums(s.g * s.g, shape)",
    ),
    nd_adam(
        name="first-moment-uncorrected",
        clause="NDADAM-5",
        wrong="the first moment has no bias correction",
        source="mutation, after FluxML/Flux.jl #1962",
        old="m / c.bias1",
        new="m / 1",
    ),
    nd_adam(
        name="other-beta",
        clause="NDADAM-6",
        wrong="the second moment is corrected with beta1",
        source="seen in a port to TensorFlow 2 that neither projects nor normalises",
        old="h.beta2**t",
        new="h.beta1**t",
    ),
    nd_adam(
        name="eps-inside-root",
        clause="NDADAM-6",
        wrong="epsilon is added under the root",
        source="mutation, after FluxML/Flux.jl PR#448",
        old="q.sqrt(v / c.bias2) + h.eps",
        new="q.sqrt(v / c.bias2 + h.eps)",
    ),
    nd_adam(
        name="one-rate",
        clause="NDADAM-7",
        wrong="rows move with the learning rate of the other parameters",
        source="mutation; the authors' code for PyTorch has one rate unless groups have their own",
        old="h.vector_lr * (",
        new="h.lr * (",
    ),
    nd_adam(
        name="no-normalisation",
        clause="NDADAM-8",
        wrong="rows keep the length that the step gave them",
        source="mutation; asked about in clovaai/AdamP #13",
        old="moved / q.spread_rows(lengths, shape)",
        new="moved / 1",
    ),
    nd_adam(
        name="whole-matrix-normalised",
        clause="NDADAM-8",
        wrong="the whole matrix is brought to length 1",
        source="a convention in NVIDIA-NeMo/Emerging-Optimizers PR#206",
        old="q.row_sums(moved * moved, shape)",
        new="0 * q.row_sums(moved * moved, shape) + q.total(moved * moved)",
    ),
    nd_adam(
        name="columns-normalised",
        clause="NDADAM-8",
        wrong="columns are brought to length 1 in place of rows",
        source="mutation, after lucidrains/denoising-diffusion-pytorch #293 and ooples/AiDotNet.Tensors PR#271",
        old="moved / q.spread_rows(lengths, shape)",
        new="moved / q.spread_columns(q.sqrt(q.column_sums(moved * moved, shape)), shape)",
    ),
    nd_adam(
        name="one-number-for-a-vector",
        clause="NDADAM-9",
        wrong="a parameter that is no matrix has one number for its second moment, too",
        source="mutation, after Python-Ensemble-Toolbox/PET PR#55",
        old="q.average(h.beta2, s.s, g * g)",
        new="q.average(h.beta2, s.s, q.total(g * g))",
    ),
    nd_adam(
        name="second-moment-starts-at-one",
        clause="NDADAM-10",
        wrong="the second moment of a row starts at 1",
        source="mutation, after the start of TensorFlow 1's RMSProp",
        old='squared length", nonnegative',
        new='squared length", start=1, nonnegative',
    ),
]

"""Wrong SparseAdams."""

from functools import partial

from goldstep.conformance.impostors.impostor import Impostor

sparse_adam = partial(Impostor, algorithm="sparse_adam", variant="pytorch-2.13")

IMPOSTORS = [
    sparse_adam(
        name="first-entry-only",
        clause="SPARSEADAM-1",
        wrong="of the entries for one index the first counts",
        source="a mutant: a gather from gradients that are not coalesced",
        old='"d", s.g + s.again',
        new='"d", s.g',
    ),
    sparse_adam(
        name="averages-duplicates",
        clause="SPARSEADAM-1",
        wrong="the entries for one index are averaged",
        source="dmlc/dgl, SparseAdam",
        old='"d", s.g + s.again',
        new='"d", q.where(q.abs(s.again), ">", 0, (s.g + s.again) / 2, s.g)',
    ),
    sparse_adam(
        name="squares-each-duplicate",
        clause="SPARSEADAM-3",
        wrong="the squares of the entries for one index are summed in place of the entries",
        source="a mutant: coalescing comes after the square",
        old="q.average(h.beta2, s.v, g * g)",
        new="q.average(h.beta2, s.v, s.g * s.g + s.again * s.again)",
    ),
    sparse_adam(
        name="first-moment-decays-everywhere",
        clause="SPARSEADAM-2",
        wrong="absent rows count as zeros in the first moment",
        source="a part of TensorFlow's Adam (tensorflow/tensorflow #23668)",
        old="where_present(q.average(h.beta1, s.m, g), s.m)",
        new="q.average(h.beta1, s.m, where_present(g, 0 * g))",
    ),
    sparse_adam(
        name="second-moment-decays-everywhere",
        clause="SPARSEADAM-3",
        wrong="absent rows count as zeros in the second moment",
        source="a part of MXNet's Adam without lazy_update (apache/mxnet #9177)",
        old="where_present(q.average(h.beta2, s.v, g * g), s.v)",
        new="q.average(h.beta2, s.v, where_present(g * g, 0 * g))",
    ),
    sparse_adam(
        name="dense",
        clause="SPARSEADAM-2",
        wrong="absent rows are rows of zeros: what remains is Adam",
        source="a convention in TensorFlow's Adam (tensorflow/tensorflow #6460)",
        old='return q.where(s.present, ">", 0, new, old)',
        new="return new",
    ),
    sparse_adam(
        name="zero-is-absent",
        clause="SPARSEADAM-2",
        wrong="an entry that is zero counts as absent",
        source="a mutant, after the mask that the documentation of torch.optim.SparseAdam explains it by",
        old="q.where(s.present,",
        new="q.where(q.abs(s.g + s.again) * s.present,",
    ),
    sparse_adam(
        name="moves-by-momentum",
        clause="SPARSEADAM-7",
        wrong="absent rows go on by the moments that they have",
        source="a part of TensorFlow's Adam (pytorch/pytorch #1285)",
        old="where_present(s.theta - h.lr * u, s.theta)",
        new="s.theta - h.lr * u",
    ),
    sparse_adam(
        name="bias-of-m-one-ahead",
        clause="SPARSEADAM-4",
        wrong="the bias correction of the first moment uses t + 1",
        source="cs231n/cs231n.github.io #179, of Adam",
        old="h.beta1**t",
        new="h.beta1 ** (t + 1)",
    ),
    sparse_adam(
        name="no-bias-correction",
        clause="SPARSEADAM-4",
        wrong="the second moment is not corrected",
        source="uc-vision/taichi-splatting, before PR#17",
        old="1 - h.beta2**t",
        new="1 - 0 * h.beta2**t",
    ),
    sparse_adam(
        name="eps-outside",
        clause="SPARSEADAM-5",
        wrong="epsilon is added to the corrected root, as in torch.optim.Adam",
        source="a convention in PaddlePaddle",
        old="(q.sqrt(v) + h.eps) / root",
        new="q.sqrt(v) / root + h.eps",
    ),
    sparse_adam(
        name="multiplies-by-root",
        clause="SPARSEADAM-6",
        wrong="the step is multiplied by the denominator",
        source="oracle/tribuo PR#401, of Adam",
        old="(m / c.bias1) / denominator",
        new="(m / c.bias1) * denominator",
    ),
    sparse_adam(
        name="second-moment-starts-at-one",
        clause="SPARSEADAM-8",
        wrong="the second moment starts at 1",
        source="optax documentation of initial_scale: TensorFlow 1 starts RMSProp at 1",
        old='average of their squares", nonnegative',
        new='average of their squares", start=1, nonnegative',
    ),
]

"""SparseAdam, or lazy Adam: Adam (Kingma and Ba, ICLR 2015) where the gradient has an entry, and nowhere else."""

from goldstep.reference.algorithm import GRADIENT, Algorithm, Input, Slot, Variant
from goldstep.reference.hypers import BETA1, BETA2, EPS, LR


def coefficients(q, h, t):
    q("bias1", 1 - h.beta1**t, "SPARSEADAM-4")
    q("bias2", 1 - h.beta2**t, "SPARSEADAM-4")


def step(q, h, c, s, t):
    def where_present(new, old):
        return q.where(s.present, ">", 0, new, old)

    g = q("d", s.g + s.again, "SPARSEADAM-1")
    m = q("m", where_present(q.average(h.beta1, s.m, g), s.m), "SPARSEADAM-2")
    v = q("v", where_present(q.average(h.beta2, s.v, g * g), s.v), "SPARSEADAM-3")

    root = q.sqrt(c.bias2)
    if h.eps_place == "hat":
        denominator = q("denominator", (q.sqrt(v) + h.eps) / root, "SPARSEADAM-5")
    else:
        denominator = q("denominator", q.sqrt(v) / root + h.eps, "SPARSEADAM-5")
    u = q("u", (m / c.bias1) / denominator, "SPARSEADAM-6")

    q("theta", where_present(s.theta - h.lr * u, s.theta), "SPARSEADAM-7")


def scaling(h):
    return {"again": 1, "eps": 1, "m": 1, "v": 2}


ALGORITHM = Algorithm(
    name="sparse_adam",
    title="SparseAdam",
    hypers=(LR, BETA1, BETA2, EPS),
    slots=(
        Slot("m", "m", "first moment: moving average of the gradients that were present"),
        Slot("v", "v", "second moment: moving average of their squares", nonnegative=True),
    ),
    switches={"eps_place": ("hat", "outside")},
    variants=(
        Variant(
            "pytorch-2.13",
            {"eps_place": "hat"},
            {"lr": "1e-3", "beta1": "0.9", "beta2": "0.999", "eps": "1e-8"},
            "torch.optim.SparseAdam",
        ),
        Variant(
            "tensorflow-addons-0.23",
            {"eps_place": "hat"},
            {"lr": "1e-3", "beta1": "0.9", "beta2": "0.999", "eps": "1e-7"},
            "tensorflow_addons.optimizers.LazyAdam",
        ),
        Variant(
            "paddle",
            {"eps_place": "outside"},
            {"lr": "1e-3", "beta1": "0.9", "beta2": "0.999", "eps": "1e-8"},
            "paddle.optimizer.Adam with lazy_mode=True",
        ),
    ),
    coefficients=coefficients,
    step=step,
    start_clause="SPARSEADAM-8",
    latex={"d": "d", "bias1": "b_1", "bias2": "b_2", "denominator": "D", "u": "u"},
    scaling=scaling,
    inputs=(
        GRADIENT,
        Input("again", "g^+", "what duplicate entries add to the gradient"),
        Input("present", r"\pi", "1 where the gradient has an entry, 0 where it has none", values="mask"),
    ),
)

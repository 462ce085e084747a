"""What the pages of schedules, averages, transforms and concepts say in numbers, worked out anew."""

import json
from decimal import Decimal
from math import cos, exp, pi, sqrt

import numpy as np
import pytest

from goldstep.conformance.checks.coarse_bias import K_LIMIT
from goldstep.spec.clauses import FOLDER


def contract():
    yield f"${str(Decimal.from_float(0.999))[:34]}\\ldots$"


def verdicts():
    from numbers_of_optimizers import optax_adam

    wrong = f"{optax_adam():.0e}".replace("e-06", "e-6")
    yield f"for $\\beta_2 = 0.999$ makes the first update wrong by {wrong} in float32"
    document = json.loads((FOLDER / "sensitivity.json").read_text(encoding="utf-8"))
    adam, hybrid = document["adam"], document["muon_adamw"]
    least, alone = (100 * 2 ** adam["bfloat16"][name] * 2**-8 for name in ("all", "one-step"))
    yield f"from {2 ** adam['float64']['all']} roundoffs on in float64, and in bfloat16 from {least:.1f} per cent on"
    yield f"alone shows {alone:.0f} per cent"
    yield f"At $k = {K_LIMIT:g}$ this is ${2 * exp(-(K_LIMIT**2) / 2) * 1e14:.1f} \\times 10^{{-14}}$"
    assert f"{100 * 16 * 2**-8:.0f}" == "6"
    yield "16 roundoffs are 6 per cent there, and 128 are half"
    assert hybrid["bfloat16"]["all"] is None
    assert [name for name, row in document.items() if row["bfloat16"]["all"] is None] == ["muon_adamw"]
    seen = {dtype: [row[dtype]["all"] for row in document.values()] for dtype in ("float64", "float32")}
    assert 2 ** max(seen["float64"]) * 2**-53 < 2 ** max(seen["float32"]) * 2**-24 <= 1.05e-3
    yield "is convicted if its learning rate is off by a thousandth"
    assert all(sum(2**exponent <= 4 for exponent in found) > 0.7 * len(found) for found in seen.values())
    torch, xla = zip(*map(_errors_of_inverse_roots, ("float32", "float64")), strict=True)
    assert max(torch) <= 1.5
    yield "without bias | measured: 1.5 roundoffs at most"
    single, double = xla
    assert double <= 1.4
    yield "in float64 | within 1 unit in the last place | XLA's source; measured: 1.4 roundoffs at most"
    assert single <= 3  # 2.8 on a processor by AMD, and 1.3 on one by Intel
    yield "measured: 3 roundoffs at most"


def _errors_of_inverse_roots(dtype):
    """The largest errors of PyTorch's and XLA's inverse square roots in a sample, in roundoffs."""
    import jax
    import torch

    x = np.random.default_rng(0).uniform(1, 4, 100_000).astype(dtype)
    exact = 1 / np.sqrt(x.astype(np.longdouble))
    with jax.enable_x64(True):
        found = [torch.from_numpy(x).rsqrt().numpy(), np.asarray(jax.lax.rsqrt(x))]
    return [float(np.max(np.abs(y - exact) / exact)) / (np.finfo(dtype).eps / 2) for y in found]


def ema():
    weights, copied, zero, shown = range(5), 0.0, 0.0, []
    for t, w in enumerate(weights, 1):
        copied = w if t == 1 else 0.9 * copied + 0.1 * w
        zero = 0.9 * zero + 0.1 * w
        shown.append((f"{copied:.4f}".rstrip("0").rstrip(".") or "0", f"{zero / (1 - 0.9**t):.3g}"))
    first, second = (", ".join(row) for row in zip(*shown, strict=True))
    yield (
        f"For weights 0, 1, 2, 3, 4 and a decay of 0.9, the copied start gives {first}, and the zero start with its "
        f"correction {second}:"
    )


def swa():
    torch = pytest.importorskip("torch")
    from torch.optim.swa_utils import AveragedModel, get_swa_multi_avg_fn

    model = torch.nn.Linear(1, 1, bias=False, dtype=torch.float64)
    averaged = AveragedModel(model, multi_avg_fn=get_swa_multi_avg_fn())
    for value in (0.0, 1.0, 2.0):
        with torch.no_grad():
            model.weight.fill_(value)
        averaged.update_parameters(model)
    worst = max(abs(float(np.float32(1 / n)) - 1 / n) * n for n in range(1, 10_000))
    yield f"are wrong by up to {worst:.0e} of what they move".replace("e-08", "e-8")
    yield f"the mean of 0, 1 and 2 is {averaged.module.weight.item():.10f}"
    counter = 1
    for seen in range(2, 10):
        counter = int(counter + (seen - counter) / seen)
    assert counter == 1
    yield "stays at 1 for ever"


def inverse_sqrt_lr():
    yield f"about {(512 * 4000) ** -0.5:.4f} for its base model"


def lr_range_test():
    below = [e for e in range(100) if 1e-7 + e / 100 * (10 - 1e-7) < 0.1]
    assert below == [0]
    yield "a linear one in 100 steps has a single rate below 0.1"


def cosine_warm_restarts():
    torch = pytest.importorskip("torch")

    def rate(first, growth, epoch):
        optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
        scheduler = torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(optimizer, first, growth)
        scheduler.step(epoch)
        return optimizer.param_groups[0]["lr"]

    assert sum(3**i for i in range(5)) == 121
    assert 6 * sum(10**i for i in range(3)) == 666
    assert sum(rate(first, 3, 121 * first) == 0 for first in range(1, 11)) > 5, "many T_0"
    assert rate(6, 10, 666) == 0
    yield "it misses the fifth restart, $121 T_0$ steps from the start"
    yield "it misses the third, at 666"


def one_cycle_lr():
    yield f"by default to 1/{25 * 10**4} of the peak; fastai divides the peak, by default to 1/{10**5}"
    assert 0.1 * 10 - 1 == 0
    yield "ten steps and a part of 0.1 suffice"
    assert int(0.5 * 4) == int(0.6 * 4)
    yield "with four steps, parts of 0.5 and 0.6 suffice"


def step_lr():
    single = np.float32
    assert single(2**24) + single(1) == single(2**24)
    yield "once $2^{24} = 16777216$ steps are complete"
    for stride, stair in ((2000, 16400), (1025, 16385), (1000, 16385), (2**20, 17), (2**20 + 3, 16)):
        power = 2 ** int(np.log2(stair - 1))
        assert (single((stair * stride - 1) / stride) == stair) == (stride * power >= 2**24)
    assert 16400 * 2000 - 1 == 32799999
    yield "With $S = 2000$, stair 16400 begins a step early, when 32799999 steps are complete"
    for stride in (2, 3, 7, 1000, 4097, 2**23):
        stairs = np.arange(1, 2**24 // stride)
        counts = (stairs * stride - 1).astype(single)
        assert (counts / single(stride) < stairs).all(), "below 2^24 steps no stair begins early"


def swalr():
    found = 0.1 * 0.9**5
    first = {start: 0.75 * start + 0.25 * 0.05 for start in (0.1, found)}
    yield (
        f"where another schedule has brought it to {found:.3f}, the first step then has {first[0.1]:.4f} instead of "
        f"{first[found]:.4f}"
    )


def cosine_annealing():
    assert 0.5 * (1 + cos(pi * 2)) == 1
    yield "is the base learning rate again at $e = 2T$"


def adaptive_grad_clip():
    assert 0.01 * 1e-3 > 0.99e-5
    yield r"$\lambda = 0.01$ and $\varepsilon = 10^{-3}$ no limit is below $10^{-5}$"


def clip_by_global_norm():
    with np.errstate(over="ignore"):
        assert np.isinf(np.float16(256) ** 2)
        assert np.isinf(np.float32(1e25) ** 2)
    assert np.float32(32) + np.float32(1e-6) == np.float32(32)
    assert np.float32(31.99) + np.float32(1e-6) != np.float32(31.99)
    yield "there in float16 for norms of 256 and more"
    yield "this is out of sight for norms from 32 on"
    yield "it is half of the gradient where norm and limit are $10^{-6}$"


def mini_batch_gradient():
    yield f"divides its root by no more than about {sqrt(2):.1f}"

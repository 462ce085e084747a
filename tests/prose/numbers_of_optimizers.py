"""What the pages of the optimizers say in numbers, worked out from the formulas, without the reference."""

from itertools import count
from math import inf, sqrt

import numpy as np
import pytest

USUAL = (0.9, 0.999)
C101, K50 = [101.0, *[-1.0] * 100], [2500.0, *[-50.0] * 49]


def adabelief():
    yield rf"which is ${1 / 0.9:.2f} \eta$ for the usual"
    yield f"as in the paper | 0.999 | {sqrt(1e-8 / 0.001):.4f} |"
    yield rf"as in the code | 0.999 | ${sqrt(1e-16 / 0.001) * 1e7:.1f} \cdot 10^{{-7}}$ |"
    yield f"residuals stay well below {sqrt(1e-8 / 0.001):.3f} are as good as not rescaled"
    assert np.float16(1e-8) == 0, "in float16 either value is 0"
    yield f"times as long, {1 / sqrt(0.001):.0f} times for the usual"


def adafactor():
    epsilon = float(np.finfo(np.float32).eps)
    yield rf"epsilon of the parameters' dtype, ${epsilon * 1e7:.1f} \cdot 10^{{-7}}$ in float32"
    yield rf"root mean square below ${sqrt(epsilon) * 1e4:.1f} \cdot 10^{{-4}}$"
    one, other = _adafactor_second_step(1.0, 0.1), _adafactor_second_step(1e-4, 1e-5)
    yield rf"falls from 1 to 0.1 moves a matrix by {one:.2f} in the second step"
    yield rf"falls from $10^{{-4}}$ to $10^{{-5}}$ by {other:.2f}"
    pytest.importorskip("optax")
    from optax._src.factorized import _decay_rate_pow

    t = np.arange(100_000)
    error = np.abs(np.asarray(_decay_rate_pow(t.astype(np.int32), 0.8), float) - (1 - (t + 1.0) ** -0.8)).max()
    assert 3e-8 < error < 4e-8
    yield r"an error of $4 \cdot 10^{-8}$ at most"


def _adafactor_second_step(first, second):
    torch = pytest.importorskip("torch")
    p = torch.nn.Parameter(torch.ones(2, 2))
    optimizer = torch.optim.Adafactor([p], lr=1.0, eps=(None, 1.0), weight_decay=0.0)
    for g in (first, second):
        before, p.grad = p.detach().clone(), torch.full((2, 2), g)
        optimizer.step()
    return float((before - p.detach()).abs().max())


def average(values, beta, j):
    """The periodic average e_j of the page on Adam."""
    period = len(values)
    return (1 - beta) / (1 - beta**period) * sum(beta**i * values[(j - i) % period] for i in range(period))


def adam_drift(g, beta1, beta2):
    squares = [x * x for x in g]
    return sum(average(g, beta1, j) / sqrt(average(squares, beta2, j)) for j in range(len(g)))


def adan():
    yield f"counts $1 - \\beta_2$, {1 - 0.92:.2f} by default instead of 0.92"


def adopt_drift(g, beta2):
    squares = [x * x for x in g]
    return sum(x / sqrt(average(squares, beta2, j - 1)) for j, x in enumerate(g))


def longest(beta1, beta2, t):
    """The B_t of the page on Adam."""
    terms = sum((beta1**2 / beta2) ** k for k in range(t))
    return sqrt((1 - beta1) ** 2 / (1 - beta2) * (1 - beta2**t) / (1 - beta1**t) ** 2 * terms)


def adam():
    toy = [3.0, -1.0, -1.0]
    yield f"| 0.9, 0.99 | −1 | −{-adam_drift(C101, 0.9, 0.99):.2f} | away from it |"
    yield f"| 0, 0.46 | −1 | −{-adam_drift(toy, 0, 0.46):.4f} | away from it |"
    yield f"| 0, 0.48 | −1 | {adam_drift(toy, 0, 0.48):.4f} | to it |"
    yield f"| 0.9, 0.9 | −1 | −{-adam_drift(K50, 0.9, 0.9):.2f} | away from it |"
    yield f"| 1.9, −1, −1 | 0, 0 | 1 | −{-adam_drift([1.9, -1, -1], 0, 0):.0f} | to it |"
    assert longest(*USUAL, 500) < longest(*USUAL, 5000) < longest(*USUAL, 20000), "it grows"
    yield f"For the usual betas it grows to {longest(*USUAL, 20000):.2f}."
    yield rf"$(1 - \beta_1) / \sqrt{{1 - \beta_2}}$, about {0.1 / sqrt(0.001):.2f}, which these gradients exceed"
    yield f"the update is off by {optax_adam():.0e} of itself at the first step".replace("e-06", "e-6")
    yield rf"which is {1 / sqrt(0.001):.0f} times $\varepsilon$ at the first step"
    yield f"times as long, about {0.1 / sqrt(0.001):.1f} for the usual betas"


def optax_adam():
    """How far the first update of optax's Adam in float32 is from 1."""
    optax, jnp = pytest.importorskip("optax"), pytest.importorskip("jax.numpy")
    optimizer, p = optax.adam(1.0, eps=0.0), jnp.zeros(1, jnp.float32)
    update, _ = optimizer.update(jnp.ones(1, jnp.float32), optimizer.init(p), p)
    return abs(1 + float(update[0]))


def adamax():
    def bound(beta1, beta2, t):
        return (1 - beta1) / (1 - beta1**t) * sum((beta1 / beta2) ** k for k in range(t))

    yield rf"{bound(0.9, 0.999, 5000):.4f} for the usual betas, and {bound(0.9, 0.99, 5000):.1f} for $\beta_2 = 0.99$"
    yield rf"for $\beta_1 = 0.9$ and $\beta_2 = 0.5$ the twelfth step can be {bound(0.9, 0.5, 12):.0f} times as long"


def adopt():
    last = adopt_drift([1.9, -1.0, -1.0], 0)
    yield (
        f"$S$ is {adopt_drift(C101, 0.99):.2f} for the first, {adopt_drift(K50, 0.9):.1f} for the fourth and "
        f"{last:.3f} for the last"
    )
    first, fourth = _turns_back(C101, 0.9, 0.99), _turns_back(K50, 0.9, 0.9)
    assert 100 < first < 120
    assert 500 < fourth < 600
    yield "turns back after a hundred periods of the first losses and more than five hundred of the fourth"


def _turns_back(g, beta1, beta2):
    """The first period in which a clipped ADOPT moves to the best point of the page, -1."""
    x, m, v, ends = 0.0, 0.0, g[0] ** 2, [0.0]
    for t in count(2):
        gradient = g[(t - 1) % len(g)]
        limit = (t - 1) ** 0.25
        m = beta1 * m + (1 - beta1) * max(-limit, min(limit, gradient / sqrt(v)))
        x, v = x - 0.01 * m, beta2 * v + (1 - beta2) * gradient**2
        if t % len(g) == 0:
            ends.append(x)
            if ends[-1] < ends[-2]:
                return len(ends) - 1


def amsgrad():
    def largest(g, beta2):
        return sqrt(max(average([x * x for x in g], beta2, j) for j in range(len(g))))

    yield f"$S$ is {sum(C101) / largest(C101, 0.99):.4f}, and for the fourth {sum(K50) / largest(K50, 0.9):.4f}"
    yield rf"$\sqrt{{\bar v}} = 101$, and $S$ is but {sum(C101) / 101:.4f} ({sum(K50) / 2500} for the fourth)"
    yield f"end up {1 / sqrt(0.001):.0f} times as short as those of PyTorch"
    yield f"as PyTorch's, {1 / sqrt(0.001):.0f} times for the usual"


def asgd():
    assert _asgd_average(10.0, 14) == pytest.approx(np.mean(_asgd_path(10.0, 14)[11:]), rel=1e-6)
    yield "with $t_0 = 10$ its first term is the parameter after step 12"
    weight = 1 / max(1, 12 - 10.5)
    assert weight == 2 / 3
    yield "with $t_0 = 10.5$ step 13 has the weight 2/3"
    assert _asgd(10.0, 3)[1]["eta"].dtype.itemsize == 4, "kept in float32"


def _asgd(t0, steps):
    torch = pytest.importorskip("torch")
    p = torch.nn.Parameter(torch.ones(1, dtype=torch.float64))
    optimizer, path = torch.optim.ASGD([p], lr=0.1, lambd=0.1, t0=t0), []
    for t in range(1, steps + 1):
        p.grad = torch.tensor([np.sin(1.7 * t)], dtype=torch.float64)
        optimizer.step()
        path.append(p.item())
    return path, optimizer.state[p]


def _asgd_path(t0, steps):
    return _asgd(t0, steps)[0]


def _asgd_average(t0, steps):
    return _asgd(t0, steps)[1]["ax"].item()


def came():
    first = (1 - 0.9) / (0.9 * sqrt(1 - 0.9999))
    yield f"{first:.0f} for the usual decay rates, where a vector moves by {1 - 0.9:.1f}"


def lamb():
    yield f"times as long, {0.1 / sqrt(0.001):.2f} times, so that decay inside counts a third"
    yield f"for $\\beta_1 = 0.9$; the tenth is still {1 / (1 - 0.9**10):.1f} times as long"


def lbfgs():
    torch = pytest.importorskip("torch")
    p = torch.nn.Parameter(torch.zeros(1, dtype=torch.float64))
    optimizer, moves, gradients = torch.optim.LBFGS([p], lr=1.0, max_iter=1), [], (1.0, 0.5, 1e-5, -1.0)
    for g in gradients:

        def closure(g=g):
            p.grad = torch.tensor([g], dtype=torch.float64)
            return torch.zeros(())

        before = p.item()
        optimizer.step(closure)
        moves.append(p.item() - before)
    assert moves[2] == 0
    exponent = f"{moves[3]:.0e}"
    assert exponent == "2e-05"
    curvature = (gradients[1] - gradients[0]) / moves[0]  # of the last true pair
    yield (
        r"After gradients of 1, 0.5 and $10^{-5}$ in one dimension, which leave the third step out, a gradient of −1 "
        rf"moves the parameter by $2 \cdot 10^{{-5}}$ where the last true pair asks for {1 / curvature:.0f}"
    )


QUINTIC = (3.4445, -4.775, 2.0315)


def image(low, high, iterations=5):
    """The image of an interval under the quintic, by its ends and critical points."""
    a, b, c = QUINTIC
    roots = [sqrt((-3 * b + s * sqrt(9 * b * b - 20 * a * c)) / (10 * c)) for s in (1, -1)]
    for _ in range(iterations):
        points = [low, high, *(x for x in roots if low < x < high)]
        values = [a * x + b * x**3 + c * x**5 for x in points]
        low, high = min(values), max(values)
    return low, high


def cubic(x, iterations=5):
    for _ in range(iterations):
        x = x * (3 - x * x) / 2
    return x


def truncated(x, digits=4):
    return f"{int(x * 10**digits) / 10**digits:.{digits}f}…"


def muon():
    low, high = image(0.01, 1)
    assert low > 0.6818
    assert high < 1.1344
    yield "of the normalised direction to one between 0.6818 and 1.1344"
    yield f"that takes [0.01, 1] to [{truncated(low)}, {truncated(high)}]"
    yield f"$p(1) = {sum(QUINTIC):.3f}$"
    low, high = image(0.001, 1)
    yield f"they take [0.001, 1] to [{truncated(low)}, {truncated(high)}]"
    yield f"they take 0.01 to {cubic(0.01):.4f} and 0.1 to {cubic(0.1):.4f}"
    assert cubic(sqrt(3), 1) == pytest.approx(0, abs=1e-15)
    assert cubic(0.0) == 0
    assert abs(cubic(1.73, 100) - 1) < 1e-12
    a, b, c = QUINTIC
    slopes = [abs(a + 3 * b * x**2 + 5 * c * x**4) for x in np.linspace(0, high, 10001)]
    assert 3.4 < a <= max(slopes) < 4
    yield f"between 3.4 and 4, so that five iterations may enlarge an error {a**5:.0f} to {4**5 // 100 * 100} times"
    yield from _muon_in_bfloat16()


def _muon_in_bfloat16():
    from goldstep.golden.catalogue import select
    from goldstep.reference.arithmetics.budget import Budget
    from goldstep.reference.arithmetics.dtypes import DTYPES
    from goldstep.reference.arithmetics.rounding import Contract
    from goldstep.reference.trajectory import follow

    def parts(name, iterate):
        """The bound of the last iterate as a part of its largest element, where epsilon does not outweigh the norm."""
        for case in (c for c in select(("muon",)) if c.name == name):
            for moment in follow(case, Budget(DTYPES["float64"], Contract(matrices="bfloat16"))):
                for q in moment.quantities:
                    x = q.values[iterate]
                    largest = np.abs(np.array(x.v, float)).max()
                    if largest > 0.1:
                        yield float(np.array(x.e, float).max()) / largest

    quintic, two_cubics = [*parts("one-iteration", "x_1")], [*parts("cubic", "x_2")]
    assert 1 / 6 < min(quintic) < 1 / 5
    assert 1 / 2 < max(quintic) < 3 / 5
    yield "one iteration of the quintic, whose bound is a sixth to three fifths of the largest element"
    assert 1 / 8 < min(two_cubics) < max(two_cubics) < 1 / 6
    yield "two of the cubic, whose bound is about a seventh of it"


def nadam():
    def momentum(t, psi):
        return 0.9 * (1 - 0.5 * 0.96 ** (t * psi))

    def first(psi, own=0.9):
        now, next_ = momentum(1, psi), momentum(2, psi)
        return next_ * (1 - own) / (1 - now * next_) + 1

    yield (
        rf"`pytorch-2.13`, $\psi = 0.004$ | ${first(0.004):.3f} \eta$ | {momentum(1, 0.004):.3f} at step 1, "
        rf"{momentum(1000, 0.004):.3f} at step 1000, {momentum(10_000, 0.004):.3f} at step 10 000 |"
    )
    yield (
        rf"`keras-3.15` | ${first(1):.3f} \eta$ | {momentum(1, 1):.3f} at step 1, {momentum(10, 1):.3f} at step 10, "
        rf"{momentum(100, 1):.3f} at step 100 |"
    )
    paper = first(0.004, momentum(1, 0.004)) / sqrt(0.999)
    yield rf"`paper`, $\psi = 0.004$ | ${paper:.3f} \eta$ | as PyTorch |"
    constant = 0.9 * 0.1 / (1 - 0.9**2) + 1
    assert f"{constant / sqrt(0.999):.3f}" == f"{constant:.3f}", "the factor of Optimisers.jl is out of sight"
    yield rf"`optax-0.2.8`, `optimisers.jl-0.4` | ${constant:.3f} \eta$ | 0.9 |"
    yield rf"`blog`, `timm-1.0.31` | ${0.9 + 1:.1f} \eta$ | 0.9 |"
    assert max(momentum(t + 1, 0.004) - momentum(t, 0.004) for t in range(1, 1000)) < 1e-4
    yield "the momentum changes by less than $10^{-4}$ from step to step"


def nag():
    def run(ahead, steps=12, eta=1 / 8, mu=3 / 4):
        x, b = 1.0, 0.0
        for _ in range(steps):
            b = mu * b + 4 * (x - ahead(eta) * mu * b)
            x -= eta * b
        return abs(x)

    assert run(lambda eta: 1) > 1e4
    assert run(lambda eta: eta) < 0.003
    yield "this is beyond $10^4$ after twelve steps, where NAG is within 0.003"


def length(beta, t):
    """The rho_t of the page on RAdam."""
    return 2 / (1 - beta) - 1 - 2 * t * beta**t / (1 - beta**t)


def rectification(beta, t):
    top, rho = 2 / (1 - beta) - 1, length(beta, t)
    return sqrt((rho - 4) * (rho - 2) * top / ((top - 4) * (top - 2) * rho))


def radam():
    for shown, beta in (("0.999", 0.999), ("31/32", 31 / 32), ("3/4", 3 / 4), ("3/5", 3 / 5)):
        lengths = " | ".join(f"{length(beta, t):.3f}" for t in range(4, 9))
        ends = [next((t for t in range(1, 2000) if length(beta, t) > limit), inf) for limit in (4, 5)]
        when = " | ".join("never" if t == inf else f"at step {t}" for t in ends)
        yield f"| {shown} | {2 / (1 - beta) - 1:.0f} | {lengths} | {when} |"
    r = {t: rectification(0.999, t) for t in (5, 6, 100, 1000)}
    yield f"it is {r[5]:.3f} at step 5, {r[6]:.3f} at step 6, {r[100]:.3f} at step 100 and {r[1000]:.3f} at step 1000"
    assert 35 < 1 / r[6] < 45
    yield "about forty times shorter"
    assert 1 / r[6] ** 2 > 1000
    yield "more than a thousand times too long"
    assert length(0.839765, 6) < 5 < length(0.839775, 6)
    yield "such as 0.83977 for $t = 6$"
    assert 9.5 < np.log2(1999 / (length(0.999, 6) - 4)) < 10.5
    assert 6.5 < np.log2(1 / (1 - 0.999**6)) < 7.5
    yield "it loses ten binary digits, and $1 - \\beta_2^t$ seven before that, so that float32 keeps seven"
    yield f"the first rectified step is {100 * (1 - _optax_radam() / r[6]):.1f}% too short"


def _optax_radam():
    optax, jnp = pytest.importorskip("optax"), pytest.importorskip("jax.numpy")
    optimizer, p = optax.radam(1.0, eps=0.0), jnp.zeros(1, jnp.float32)
    state = optimizer.init(p)
    for _ in range(6):
        update, state = optimizer.update(jnp.ones(1, jnp.float32), state, p)
    return -float(update[0])


def rmsprop():
    yield rf"which is ${1 / sqrt(1 - 0.99):.0f} \eta$ for $\alpha = 0.99$"


def rprop():
    bounds = [sqrt(smallest / 2) for smallest in (2.0**-24, 2.0**-133, 2.0**-149)]  # a product below half of it is 0
    half, brain, single = (f"{x:.1e}" for x in bounds)
    assert (half, brain[:3], single[:3]) == ("1.7e-04", "6.8", "2.6")
    yield (
        r"below about $1.7 \cdot 10^{-4}$ in float16, $7 \cdot 10^{-21}$ in bfloat16, and $3 \cdot 10^{-23}$ in float32"
    )


def schedule_free():
    yield rf"The root of that is ${sqrt(1e-15) * 1e8:.0f} \cdot 10^{{-8}}$"


def sgd():
    torch = pytest.importorskip("torch")
    p = torch.nn.Parameter(torch.ones(1))
    p.grad = torch.ones(1)
    torch.optim.SGD([p], lr=0.1, momentum=0.9, nesterov=True, foreach=True).step()
    yield f"a gradient of 1 is {p.grad.item():.1f} after the first step"


def sparse_adam():
    yield f"it counts {1 / sqrt(0.001):.0f} times at the first step"
    yield f"about {0.1 / sqrt(0.001):.1f} for the usual betas"


def yogi():
    assert round(1 / (1 - 0.999)) == 1000, "until it reaches the squared gradient"
    yield f"{1 / (1 - 0.999**1000):.2f} times $g^2$ at the thousandth"

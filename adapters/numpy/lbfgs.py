"""L-BFGS, from Nocedal & Wright (2006), Algorithms 7.4, 7.5, 3.5 and 3.6, and the sources of PyTorch and optax.

The step works on all parameters as one vector. The windows hold the newest pair last.
"""

import numpy as np

VARIANTS = ("pytorch-2.13", "paper", "optax-0.2.8", "optax-0.2.8-unscaled")
JOINT = True
C1, C2 = 1e-4, 0.9


def start(theta, hyper, variant):
    window = np.zeros((int(hyper["history"]), theta.size), theta.dtype)
    last = "move" if variant == "pytorch-2.13" else "theta_before"
    return {"steps": window, "changes": window.copy(), "g_before": np.zeros_like(theta), last: np.zeros_like(theta)}


def update(theta, g, slots, hyper, variant, t):
    return advance(theta, -hyper["lr"] * inverse(theta, g, slots, variant, t), slots)


def inverse(theta, g, slots, variant, t):
    """The gradient times the approximation of the inverse Hessian, after the newest pair was taken in."""
    if t > 1:
        s = slots["move"] if "move" in slots else theta - slots["theta_before"]
        y = g - slots["g_before"]
        if variant != "pytorch-2.13" or y @ s > 1e-10:
            slots["steps"] = np.vstack([slots["steps"][1:], s])
            slots["changes"] = np.vstack([slots["changes"][1:], y])
    slots["g_before"] = g
    return two_loops(g, slots["steps"], slots["changes"], first_scale(g, variant) if t == 1 else None, variant)


def first_scale(g, variant):
    size = {"pytorch-2.13": np.abs(g).sum(), "optax-0.2.8": np.sqrt(g @ g)}.get(variant, 1)
    return min(1, 1 / size)


def two_loops(g, steps, changes, scale, variant):
    """Algorithm 7.4; a pair without curvature takes no part."""
    curvature = [y @ s for y, s in zip(changes, steps, strict=True)]
    pairs = [(s, y, 1 / c) for s, y, c in zip(steps, changes, curvature, strict=True) if c != 0]
    if scale is None:
        square = changes[-1] @ changes[-1]
        scale = curvature[-1] / square if square > 0 and variant != "optax-0.2.8-unscaled" else 1
    q, alphas = g, []
    for s, y, rho in reversed(pairs):
        alphas.append(rho * (s @ q))
        q = q - alphas[-1] * y
    r = scale * q
    for (s, y, rho), alpha in zip(pairs, reversed(alphas), strict=True):
        r = r + s * (alpha - rho * (y @ r))
    return r


def advance(theta, move, slots):
    """The parameters after a displacement, which is remembered."""
    if "move" in slots:
        slots["move"] = move
    else:
        slots["theta_before"] = theta
    return theta + move


def search(theta, objective, slots, hyper, variant, t, evaluations):
    """A step whose length satisfies the strong Wolfe conditions; `objective(x)` is the value and the gradient."""
    value, g = objective(theta)
    d = -inverse(theta, g, slots, variant, t)
    line = Line(objective, theta, d, value, g @ d, evaluations or 25)
    return advance(theta, line.bracket() * d, slots)


def call(theta, objective, slots, hyper, variant, t, ends):
    """PyTorch's `step`: iterations until one of its tests ends them; gives the parameters and how many were made."""
    ends = {"iterations": 20, "tolerance_grad": 1e-7, "tolerance_change": 1e-9, **ends}
    left = min(ends["iterations"], ends.get("evaluations", ends["iterations"] * 5 // 4) - 1)
    (value, g), made = objective(theta), 0
    while made < left and not np.abs(g).max() <= ends["tolerance_grad"]:
        kept = dict(slots)
        r = inverse(theta, g, slots, variant, t + made + 1)
        if -g @ (r if t + made else g) > -ends["tolerance_change"]:
            slots.update(kept)  # what is left out is not remembered
            break
        before, theta, made = value, advance(theta, -hyper["lr"] * r, slots), made + 1
        value, g = objective(theta)
        if np.abs(slots["move"]).max() <= ends["tolerance_change"] or abs(value - before) < ends["tolerance_change"]:
            break
    return theta, made


class Line:
    """The objective along a direction."""

    def __init__(self, objective, theta, d, value, slope, evaluations):
        self.objective, self.theta, self.d, self.left = objective, theta, d, evaluations
        self.value, self.slope = value, slope

    def at(self, length):
        self.left -= 1
        value, g = self.objective(self.theta + length * self.d)
        return value, g @ self.d

    def decreased(self, length, value):
        return value <= self.value + C1 * length * self.slope

    def flat(self, slope):
        return abs(slope) <= -C2 * self.slope

    def bracket(self, length=1.0):
        """Algorithm 3.5: lengthen the step until it is good or one is between."""
        low = (0.0, self.value, self.slope)
        while self.left:
            value, slope = self.at(length)
            here = (length, value, slope)
            if not self.decreased(length, value) or (low[0] > 0 and value >= low[1]):
                return self.zoom(low, here)
            if self.flat(slope):
                return length
            if slope >= 0:
                return self.zoom(here, low)
            low, length = here, 2 * length
        return low[0]

    def zoom(self, low, high):
        """Algorithm 3.6, by halves: `low` is the best length so far, and a good one lies on the way to `high`."""
        while self.left:
            length = (low[0] + high[0]) / 2
            value, slope = self.at(length)
            here = (length, value, slope)
            if not self.decreased(length, value) or value >= low[1]:
                high = here
                continue
            if self.flat(slope):
                return length
            low, high = here, low if slope * (high[0] - low[0]) >= 0 else high
        return low[0]

"""SGD, from Sutskever et al. (2013), equations 1 to 4, and the sources of PyTorch, optax, Keras and MLX."""

import numpy as np


def start(theta, hyper, variant):
    return {"b": np.zeros_like(theta)} if "momentum" in hyper else {}


def update(theta, g, slots, hyper, variant, t):
    return VARIANTS[variant](theta, g, slots, hyper, t)


def paper(x, g, slots, h, t):
    return x - h["lr"] * g


def sutskever(x, g, slots, h, t):
    """Equations 1 and 2."""
    v = slots["b"] = h["momentum"] * slots["b"] - h["lr"] * g
    return x + v


def sutskever_nesterov(x, g, slots, h, t):
    """Equations 3 and 4, for a function with an L2 term: `g` is the gradient of the rest of it."""
    gradient = g + h["weight_decay"] * (x + h["momentum"] * slots["b"])
    return sutskever(x, gradient, slots, h, t)


def nesterov(x, g, slots, h, t):
    """A gradient step from the look-ahead point, as Nesterov has it; the buffer makes the next such point."""
    y = x - h["lr"] * h["momentum"] * slots["b"]
    gradient = g + h["weight_decay"] * y
    slots["b"] = h["momentum"] * slots["b"] + gradient
    return y - h["lr"] * gradient


def pytorch(param, grad, slots, h, t, *, nesterov=False):
    grad = grad + h["weight_decay"] * param
    if "momentum" in h:
        buf = slots["b"]
        buf = h["momentum"] * buf + (1 - h.get("dampening", 0.0)) * grad if t > 1 else grad.copy()
        slots["b"] = buf
        grad = grad + h["momentum"] * buf if nesterov else buf
    return param - h["lr"] * grad


def pytorch_nesterov(param, grad, slots, h, t):
    return pytorch(param, grad, slots, h, t, nesterov=True)


def mlx(parameter, gradient, slots, h, t):
    gradient = gradient + h["weight_decay"] * parameter
    v = h["momentum"] * slots["b"]
    v = slots["b"] = v + (1 - h["dampening"]) * gradient
    return parameter - h["lr"] * v


def trace(params, g, slots, h, t):
    slots["b"] = g + h["momentum"] * slots["b"]
    return params + -h["lr"] * slots["b"]


def trace_nesterov(params, g, slots, h, t):
    trace(params, g, slots, h, t)
    return params + -h["lr"] * (g + h["momentum"] * slots["b"])


def keras(variable, gradient, slots, h, t):
    """Keras decays every variable first, whatever the optimizer."""
    return variable - variable * h["weight_decay"] * h["lr"] - gradient * h["lr"]


def keras_momentum(variable, gradient, slots, h, t):
    variable = variable - variable * h["weight_decay"] * h["lr"]
    slots["b"] = slots["b"] * h["momentum"] - gradient * h["lr"]
    return variable + slots["b"]


def keras_nesterov(variable, gradient, slots, h, t):
    variable = variable - variable * h["weight_decay"] * h["lr"]
    m = slots["b"] = slots["b"] * h["momentum"] - gradient * h["lr"]
    return variable + (m * h["momentum"] - gradient * h["lr"])


VARIANTS = {
    "pytorch-2.13": pytorch,
    "pytorch-2.13-momentum": pytorch,
    "pytorch-2.13-nesterov": pytorch_nesterov,
    "optax-0.2.8": paper,
    "optax-0.2.8-momentum": trace,
    "optax-0.2.8-nesterov": trace_nesterov,
    "keras-3.15": keras,
    "keras-3.15-momentum": keras_momentum,
    "keras-3.15-nesterov": keras_nesterov,
    "paper": paper,
    "paper-momentum": sutskever,
    "nesterov-lookahead": nesterov,
    "sutskever-nesterov": sutskever_nesterov,
    "mlx-0.32-momentum": mlx,
}

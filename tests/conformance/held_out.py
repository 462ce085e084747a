"""Faults that the diagnosis knows nothing of: mistakes in the embedded backend, each with what it should be told as.

None is an impostor; they are written in another style, as edits of plain NumPy. `right` is a pattern of a sentence that
says what is wrong.
"""

import inspect
from functools import partial
from types import ModuleType
from typing import NamedTuple

from goldstep.adapters.loading import Backend
from goldstep.adapters.numpy import Numpy, algorithms


class Fault(NamedTuple):
    algorithm: str
    variant: str
    old: str
    new: str
    right: str

    def backend(self):
        module = algorithms()[self.algorithm]
        source = inspect.getsource(module)
        assert source.count(self.old) == 1, (self.algorithm, self.old, source.count(self.old))
        changed = ModuleType(f"{module.__name__}_changed")
        exec(compile(source.replace(self.old, self.new), "<held out>", "exec"), changed.__dict__)
        return Backend(f"held-out:{self.algorithm}", partial(Edited, changed))


class Edited(Numpy):
    """The embedded backend with another module for the algorithm."""

    def __init__(self, module):
        self._edited = module

    def init(self, setup):
        super().init(setup)
        self._module = self._edited
        hypers = [{**setup.hyper, **own} for own in self._groups]
        self._slots = [
            self._module.start(theta.copy(), hyper, setup.variant)
            for theta, hyper in zip(self._theta, hypers, strict=True)
        ]


M, V = 'm = slots["m"] = b1 * slots["m"] + (1 - b1) * g', 'v = slots["v"] = b2 * slots["v"] + (1 - b2) * np.square(g)'
ADAM = "return theta - lr / (1 - b1**t) * m / (np.sqrt(v) / math.sqrt(1 - b2**t) + eps)"
ADAMW = "        theta = theta * (1 - alpha * wd)\n"
ADAMW_STEP = 'return theta - alpha * m_hat / (np.sqrt(v_hat) + eps)\n    if variant == "timm'
SGD = 'return param - h["lr"] * grad'
BUFFER = 'buf = h["momentum"] * buf + (1 - h.get("dampening", 0.0)) * grad if t > 1 else grad.copy()'
SPREAD = 'spread = slots["v"] = rho * slots["v"] + (1 - rho) * np.square(g)'
LION = "return theta - lr * (direction + decay * theta)"

RATE = r"as if weight_decay were|moved by its right step ·"

FAULTS = [
    Fault("adam", "pytorch-2.13", M, M.replace("(1 - b1)", "(1 - b2)"), r"^m is .*\(1 - beta2\) · d"),
    Fault(
        "adam",
        "pytorch-2.13",
        'b1, b2, eps = hyper["lr"], hyper["beta1"], hyper["beta2"]',
        'b2, b1, eps = hyper["lr"], hyper["beta1"], hyper["beta2"]',
        r"beta1 and beta2 are swapped",
    ),
    Fault("adam", "pytorch-2.13", V, V.replace("np.square", "np.abs"), r"^v is .*\(1 - beta2\) · \|d\|"),
    Fault("adam", "pytorch-2.13", V, V.replace("np.square(g)", "g"), r"^v is .*\(1 - beta2\) · d "),
    Fault("adam", "pytorch-2.13", V, V.replace("np.square(g)", "g * m"), r"^v is .*d · m"),
    Fault("adam", "pytorch-2.13", V, V + '\n    v = slots["v"] = np.sqrt(v)', r"^v is √v|^v is v to the power"),
    Fault(
        "adam",
        "pytorch-2.13",
        ADAM,
        ADAM.replace("+ eps", "+ eps * lr"),
        r"as if eps were|√v_hat \+ lr · eps|sqrt\(v_hat\) \+ eps · lr",
    ),
    Fault("adam", "pytorch-2.13", ADAM, ADAM.replace("(1 - b1**t)", "(1 - b1)"), r"^bias1 is 1 - beta1 "),
    Fault("adam", "pytorch-2.13", ADAM, ADAM.replace("(1 - b1**t)", "(1 - b2**t)"), r"^bias1 is 1 - beta2\^t "),
    Fault(
        "adam",
        "pytorch-2.13",
        ADAM,
        ADAM.replace("math.sqrt(1 - b2**t)", "(1 - b2**t)"),
        r"^bias2 is (bias2²|\(1 - beta2\^t\)²|bias2 · bias2)",
    ),
    Fault("adam", "pytorch-2.13", ADAM, ADAM.replace(" / math.sqrt(1 - b2**t)", ""), r"^bias2 is 1 |^v_hat is v "),
    Fault("adam", "pytorch-2.13", ADAM, ADAM.replace("* m /", "* g /"), r"^m_hat is d / bias1"),
    Fault(
        "adam",
        "pytorch-2.13",
        M,
        'm = slots["m"]\n    slots["m"] = b1 * slots["m"] + (1 - b1) * g',
        r"^m_hat is m of the step before / bias1",
    ),
    Fault(
        "adam",
        "pytorch-2.13",
        ADAM,
        ADAM.replace("theta - lr", "theta + lr"),
        r"moved the other way|^(m_hat|bias1|denominator) is -",
    ),
    Fault(
        "adam",
        "pytorch-2.13",
        'g = g + hyper["weight_decay"] * theta',
        'g = g - hyper["weight_decay"] * theta',
        r"^d is g (- weight_decay · theta|moved the other way)",
    ),
    Fault(
        "adam",
        "pytorch-2.13",
        'g = g + hyper["weight_decay"] * theta',
        'g = g + hyper["weight_decay"] * lr * theta',
        RATE,
    ),
    Fault(
        "adam",
        "pytorch-2.13",
        'g = g + hyper["weight_decay"] * theta',
        'g = g + hyper["weight_decay"] * g',
        r"^d is .*weight_decay · g",
    ),
    Fault("adam", "pytorch-2.13", ADAM, ADAM.replace("1 - b1**t", "1 - b1 * t"), r"^bias1 is "),
    Fault(
        "adamw",
        "pytorch-2.13",
        ADAMW,
        ADAMW.replace("1 - alpha", "1 + alpha"),
        r"^theta_decayed is .*moved the other way",
    ),
    Fault("adamw", "pytorch-2.13", ADAMW, ADAMW.replace("alpha * wd", "alpha * wd * b1"), RATE),
    Fault("adamw", "pytorch-2.13", ADAMW, "        theta = theta * (1 - alpha * wd) ** 2\n", r"^theta_decayed is "),
    Fault(
        "adamw",
        "pytorch-2.13",
        "v[...] = b2 * v + (1 - b2) * g**2",
        "v[...] = b2 * v + (1 - b2) * (g - m) ** 2",
        r"^v is .*d - m|^v is .*g - m",
    ),
    Fault(
        "adamw",
        "pytorch-2.13",
        "v / (1 - b2**t)\n",
        "v / (1 - b2 ** (t + 1))\n",
        r"^bias2 is 1 - beta2\^\(t\+1\)|bias correction of the second moment uses t \+ 1",
    ),
    Fault(
        "adamw",
        "pytorch-2.13",
        "m_hat, v_hat = m / (1 - b1**t), v / (1 - b2**t)",
        "m_hat, v_hat = m / (1 - b1**t), v * (1 - b2**t)",
        r"^bias2 is 1 / bias2|^v_hat is (v · bias2|bias2 · v)",
    ),
    Fault(
        "sgd",
        "pytorch-2.13-momentum",
        BUFFER,
        BUFFER.replace("* grad if", '* h["lr"] * grad if'),
        r"^b is .*lr · d|^b is .*\(u · lr\)",
    ),
    Fault(
        "sgd",
        "pytorch-2.13-nesterov",
        'grad + h["momentum"] * buf if nesterov',
        "grad + buf if nesterov",
        r"^u is (d \+ b|b \+ d)",
    ),
    Fault(
        "sgd",
        "pytorch-2.13-nesterov",
        'grad + h["momentum"] * buf if nesterov',
        'h["momentum"] * grad + buf if nesterov',
        r"^u is b \+ momentum · d",
    ),
    Fault("sgd", "pytorch-2.13-momentum", SGD, SGD.replace("- h", "+ h"), r"moved the other way|^[bu] is -"),
    Fault(
        "sgd",
        "pytorch-2.13-momentum",
        SGD,
        SGD.replace("* grad", '* grad * h["lr"]'),
        r"as if lr were|moved by its right step · lr",
    ),
    Fault(
        "sgd",
        "pytorch-2.13-momentum",
        'grad = grad + h["weight_decay"] * param\n    if',
        'grad = grad + h["weight_decay"] * param**2\n    if',
        r"^d is .*theta of the step before²",
    ),
    Fault(
        "rmsprop",
        "pytorch-2.13",
        SPREAD,
        SPREAD.replace("rho * slots", "(1 - rho) * slots").replace("+ (1 - rho)", "+ rho"),
        r"^v is \(1 - alpha\) · v of the step before \+ alpha · d²|as if alpha were",
    ),
    Fault("rmsprop", "pytorch-2.13", SPREAD, SPREAD.replace("np.square(g)", "np.abs(g)"), r"^v is .*\|d\|"),
    Fault(
        "rmsprop",
        "pytorch-2.13",
        "scaled = g / (np.sqrt(spread) + eps)",
        "scaled = g / (spread + eps)",
        r"^denominator is (v \+ eps|eps \+ v)|^this is no-root: ",
    ),
    Fault(
        "rmsprop",
        "pytorch-2.13-momentum",
        'slots["b"] = hyper["momentum"] * slots["b"] + scaled',
        'slots["b"] = slots["b"] + scaled',
        r"as if momentum were 1|^b is b of the step before \+ ",
    ),
    Fault(
        "rmsprop",
        "pytorch-2.13-centered",
        'spread = spread - np.square(slots["a"])',
        'spread = spread + np.square(slots["a"])',
        r"\+ a²|^centered is |^spread is |^variance is v moved the other way",
    ),
    Fault(
        "adagrad",
        "pytorch-2.13",
        'lr = lr / (1 + (t - 1) * hyper["lr_decay"])',
        'lr = lr / (1 + t * hyper["lr_decay"])',
        r"lr_decay|count of steps is one ahead|counts? .*from|t instead of|^eta",
    ),
    Fault(
        "adagrad",
        "pytorch-2.13",
        'squares = slots["G"] = slots["G"] + np.square(g)',
        'squares = slots["G"] = np.square(g)',
        r"^G is d²|^G is d squared",
    ),
    Fault(
        "adagrad",
        "pytorch-2.13",
        'squares = slots["G"] = slots["G"] + np.square(g)',
        'squares = slots["G"] = slots["G"] + np.abs(g)',
        r"^G is .*\|d\|",
    ),
    Fault(
        "adagrad",
        "pytorch-2.13",
        "return theta - lr * g / (eps + np.sqrt(squares))",
        "return theta - lr * g / (eps + squares)",
        r"^denominator is (G \+ eps|eps \+ G)|^this is no-root: ",
    ),
    Fault(
        "adamax",
        "pytorch-2.13",
        "return theta - alpha / (1 - b1**t) * (m / u)",
        "return theta - alpha * (m / u)",
        r"^bias1 is 1 |^m_hat is m |bias_correction off instead of on",
    ),
    Fault(
        "adamax",
        "pytorch-2.13",
        "return theta - alpha / (1 - b1**t) * (m / u)",
        "return theta - alpha / (1 - b2**t) * (m / u)",
        r"^bias1 is 1 - beta2\^t",
    ),
    Fault(
        "adamax",
        "pytorch-2.13",
        'u = slots["u"] = np.where(size > decayed, size, decayed)',
        'u = slots["u"] = size + decayed',
        r"^u is ",
    ),
    Fault(
        "nadam",
        "pytorch-2.13",
        'm = slots["m"] = b * slots["m"] + (1 - b) * g',
        'm = slots["m"] = b * slots["m"] + (1 - b2) * g',
        r"^m is .*\(1 - beta2\)",
    ),
    Fault(
        "nadam",
        "pytorch-2.13",
        'here = slots["mu_product"] = float(slots["mu_product"]) * mu',
        'here = slots["mu_product"] = mu',
        r"^mu_product is mu",
    ),
    Fault(
        "lion",
        "paper",
        'mixed = (1 - b1) * g + b1 * slots["m"]',
        'mixed = (1 - b2) * g + b1 * slots["m"]',
        r"^c is .*\(1 - beta2\) · g",
    ),
    Fault(
        "lion",
        "paper",
        'lr, b1, b2, decay = hyper["lr"], hyper["beta1"], hyper["beta2"]',
        'lr, b2, b1, decay = hyper["lr"], hyper["beta1"], hyper["beta2"]',
        r"beta1 and beta2 are swapped",
    ),
    Fault(
        "lion",
        "paper",
        'slots["m"] = b2 * slots["m"] + (1 - b2) * g',
        'slots["m"] = mixed',
        r"^m is c |^this is momentum-of-beta1: ",
    ),
    Fault(
        "lion",
        "paper",
        LION,
        "return theta - (lr * direction + decay * theta)",
        r"as if weight_decay were|^theta_decayed is .*(weight_decay|right step)",
    ),
    Fault("lion", "paper", LION, LION.replace("- lr", "+ lr"), r"moved the other way|^u is -u"),
]

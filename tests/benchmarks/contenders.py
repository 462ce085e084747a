"""A step of an algorithm over float32 arrays, by each of those who have it: Rust, PyTorch, optax.

Each function takes the parameters and the gradients as NumPy arrays and gives steps that can be called again and again,
by the name of the way in which they run.
"""

import ctypes
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from goldstep.adapters.native import binary as c
from goldstep.adapters.rust.build import built

Step = Callable[[], Any]
Arrays = Sequence[np.ndarray]


@dataclass(frozen=True)
class Algorithm:
    """What is measured of an algorithm: hyperparameters, and the arrays that a step reads or writes, and that it has.

    `moved` is None where arithmetic takes the time, or a call, and not the memory.
    """

    variant: str
    hyper: Mapping[str, float]
    moved: int | None = None
    kept: int = 0


_BETAS = {"lr": 1e-3, "beta1": 0.9, "beta2": 0.999}
ALGORITHMS = {
    "adam": Algorithm("pytorch-2.13", {**_BETAS, "eps": 1e-8, "weight_decay": 0}, 7, 4),
    "adamw": Algorithm("pytorch-2.13", {**_BETAS, "eps": 1e-8, "weight_decay": 1e-2}, 7, 4),
    "sgd": Algorithm("pytorch-2.13-momentum", {"lr": 1e-3, "momentum": 0.9, "dampening": 0, "weight_decay": 0}, 5, 3),
    "lion": Algorithm("paper", {"lr": 1e-4, "beta1": 0.9, "beta2": 0.99, "weight_decay": 1e-2}, 5, 3),
    "nadam": Algorithm("pytorch-2.13", {**_BETAS, "eps": 1e-8, "weight_decay": 0, "momentum_decay": 4e-3}, 7, 4),
    "muon": Algorithm("pytorch-2.13", {"lr": 1e-3, "momentum": 0.95, "weight_decay": 0.1}),
    "cosine_annealing": Algorithm("pytorch-2.13", {"lr": 1e-3, "length": 1000, "eta_min": 0}),
}


class Rust:
    """A step in place, by the functions that `adapters/rust/src/door/train.rs` describes."""

    def __init__(self, name: str, theta: Arrays, g: Arrays, threads: int) -> None:
        self._dll = ctypes.CDLL(str(built()))
        self._dll.goldstep_rust_error.restype = ctypes.c_char_p
        self._step = self._dll.goldstep_rust_step
        values, count = c.hypers(ALGORITHMS[name].hyper)
        given = c.Given(list(theta))
        words = [x.encode() for x in (name, ALGORITHMS[name].variant, theta[0].dtype.name, "default", "cpu")]
        setup = c.Setup(*words, given.count, given.pointer, count, values)
        self._optimizer = ctypes.c_void_p()
        self._check(self._dll.goldstep_rust_new(ctypes.byref(setup), ctypes.byref(self._optimizer)))
        self._check(self._dll.goldstep_rust_threads(self._optimizer, ctypes.c_size_t(threads)))
        self._arrays = theta, g  # kept, for only their addresses are handed over
        self._theta, self._g = ((ctypes.c_void_p * len(x))(*(a.ctypes.data for a in x)) for x in (theta, g))

    def __call__(self) -> None:
        self._check(self._step(self._optimizer, self._theta, self._g))

    def _check(self, code: int) -> None:
        if code:
            raise RuntimeError(self._dll.goldstep_rust_error(self._optimizer).decode())

    def __del__(self) -> None:
        self._dll.goldstep_rust_free(self._optimizer)


def _torch_optimizer(name: str, theta: Arrays, g: Arrays, **way: bool) -> Any:
    import pytorch_optimizer
    import torch

    h, parameters = ALGORITHMS[name].hyper, [torch.nn.Parameter(torch.from_numpy(x.copy())) for x in theta]
    for parameter, gradient in zip(parameters, g, strict=True):
        parameter.grad = torch.from_numpy(gradient)
    options: dict[str, Any] = {k: h[k] for k in ("lr", "weight_decay", "momentum", "momentum_decay") if k in h}
    if "beta1" in h:
        options["betas"] = h["beta1"], h["beta2"]
    make: Any = {
        "adam": torch.optim.Adam,
        "adamw": torch.optim.AdamW,
        "sgd": torch.optim.SGD,
        "lion": pytorch_optimizer.Lion,
        "nadam": torch.optim.NAdam,
        "muon": torch.optim.Muon,
    }[name]
    return make(parameters, **options, **way)


def torch_steps(name: str, theta: Arrays, g: Arrays) -> dict[str, Step]:
    """Of PyTorch in each of its ways; Lion, which it lacks, of pytorch_optimizer."""
    import torch

    if name == "cosine_annealing":
        optimizer = _torch_optimizer("sgd", theta, theta)
        scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, int(ALGORITHMS[name].hyper["length"]))
        optimizer.step()  # else the scheduler warns that it comes first
        return {"for-loop": scheduler.step}
    if name == "muon":  # it has no other way
        return {"for-loop": _torch_optimizer(name, theta, g).step}
    ways = {"fused": {"fused": True}, "foreach": {"foreach": True}, "for-loop": {"foreach": False}}
    if name in ("lion", "nadam"):
        del ways["fused"]
    return {way: _torch_optimizer(name, theta, g, **options).step for way, options in ways.items()}


def optax_step(name: str, theta: Arrays, g: Arrays) -> Step:
    """Of optax under jit, with the parameters and the state in place."""
    import jax
    import optax

    h = ALGORITHMS[name].hyper
    if name == "cosine_annealing":
        rate, count = jax.jit(optax.cosine_decay_schedule(h["lr"], int(h["length"]))), jax.numpy.asarray(7)
        return lambda: jax.block_until_ready(rate(count))
    rule = {
        "adam": lambda: optax.adam(h["lr"]),
        "adamw": lambda: optax.adamw(h["lr"], weight_decay=h["weight_decay"]),
        "sgd": lambda: optax.sgd(h["lr"], momentum=h["momentum"]),
        "lion": lambda: optax.lion(h["lr"], weight_decay=h["weight_decay"]),
        "nadam": lambda: optax.nadam(h["lr"]),
        "muon": lambda: optax.contrib.muon(h["lr"], weight_decay=h["weight_decay"]),
    }[name]()

    def update(params: Any, state: Any, gradients: Any) -> Any:
        updates, state = rule.update(gradients, state, params)
        return optax.apply_updates(params, updates), state

    jitted, gradients = jax.jit(update, donate_argnums=(0, 1)), [jax.numpy.asarray(x) for x in g]
    params = [jax.numpy.array(x) for x in theta]
    held = [params, rule.init(params)]

    def step() -> None:
        held[:] = jitted(*held, gradients)
        jax.block_until_ready(held)

    return step


def products(rows: int, columns: int) -> Step:
    """The products of matrices in the five iterations of Muon, by BLAS."""
    x = np.ones((min(rows, columns), max(rows, columns)), np.float32) / (rows * columns)
    gram = x @ x.T

    def step() -> None:
        for _ in range(5):
            np.matmul(x, x.T)
            np.matmul(gram, gram)
            np.matmul(gram, x)

    return step

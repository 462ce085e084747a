"""Goldens that the release does not reproduce whose name their variant carries, and what it computes instead.

A variant is what a release means to compute. Where the release has a fault, or computes in another precision than it
says, the golden keeps the meaning, and its file says so: somebody who compares the release with it is not misled.
"""

from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True)
class Departure:
    """`release` computes `instead`, always or only `when`; `see` is a script that shows it."""

    release: str
    instead: str
    see: str
    when: str = "always"

    def __str__(self) -> str:
        when = "" if self.when == "always" else f" {self.when}"
        return f"{self.release} does not reproduce this{when}: {self.instead} ({self.see})"


def _optax(script: str, instead: str, when: str = "always") -> Departure:
    return Departure("optax 0.2.8", instead, f"adapters/optax/reproducers/{script}.py", when)


def _torch(script: str, instead: str, when: str) -> Departure:
    return Departure("torch 2.13", instead, f"adapters/torch/reproducers/{script}.py", when)


def _keras(script: str, instead: str, when: str) -> Departure:
    return Departure("keras 3.15.1", instead, f"adapters/keras/reproducers/{script}.py", when)


_LAG = _optax("rprop_lag", "each move comes a step late, and not at all where the sign changes then")
_MULTI = _torch(
    "swa_multi_avg_float32",
    "the weight of the average is rounded to float32",
    "with get_swa_multi_avg_fn(), in float64",
)
_SINGLE = _keras(
    "float64_demoted", "norms, means, maxima and minima are computed in float32", "in float64, on JAX and PyTorch"
)
_LIMIT = _keras("float64_demoted", "maxima and minima are computed in float32", "in float64, on PyTorch")
_COSINE = _keras("cosine_demoted", "the cosine is computed in float32", "in float64, on JAX")
_CAST = _keras("tensorflow_float32", "hyperparameters are rounded to float32", "in float64, on TensorFlow")
_RATE = _keras("tensorflow_float32", "learning rates are computed in float32", "in float64, on TensorFlow")
_LATEST = _keras(
    "schedule_free_momentum", "the average before the step is made of the iterate after it", "on PyTorch and TensorFlow"
)

_KNOWN: tuple[tuple[str, tuple[Departure, ...]], ...] = (
    ("rprop/*@optax-0.2.8", (_LAG,)),
    (
        "reduce_on_plateau/impatient@optax-0.2.8",
        (_optax("reduce_on_plateau_impatient", "the rate is reduced where the metric improves, and nowhere else"),),
    ),
    (
        "polynomial_lr/*@optax-0.2.8",
        (_optax("polynomial_schedule_nan", "the rate is NaN from the end on, for most lengths", "under jax.jit"),),
    ),
    (
        "radam/without-eps@pytorch-2.13",
        (_torch("radam_foreach_nan", "0/0 is NaN below the threshold", "by foreach"),),
    ),
    (
        "muon/*@pytorch-2.13-without-nesterov",
        (_torch("muon_momentum_bfloat16", "the buffer is normalised in place", "in bfloat16"),),
    ),
    ("swa/*@pytorch-2.13*", (_MULTI,)),
    ("muon/*@keras-3.15", (_SINGLE,)),
    ("muon_adamw/*@keras-3.15", (_SINGLE,)),
    ("adafactor/*@keras-3.15", (_SINGLE,)),
    ("clip_by_norm/*@keras-3.15", (_LIMIT,)),
    ("nadam/*@keras-3.15", (_CAST,)),
    ("lion/decimal@keras-3.15", (_CAST,)),
    ("schedule_free/*@keras-3.15", (_LATEST,)),
    ("cosine_annealing/*@keras-3.15", (_COSINE, _RATE)),
    ("cosine_warm_restarts/*@keras-3.15", (_COSINE, _RATE)),
    ("warmup_cosine_lr/*@keras-3.15", (_COSINE, _RATE)),
    ("training_loop/*@keras-3.15", (_COSINE, _LIMIT, _RATE)),
    ("exponential_lr/*@keras-3.15*", (_RATE,)),
    ("lambda_lr/*@keras-3.15*", (_RATE,)),
    ("polynomial_lr/*@keras-3.15*", (_RATE,)),
)


def departures(case_id: str) -> tuple[Departure, ...]:
    """What is known of the golden `case_id`, such as ``rprop/signs@optax-0.2.8``; nothing for most."""
    return tuple(departure for pattern, known in _KNOWN if fnmatchcase(case_id, pattern) for departure in known)

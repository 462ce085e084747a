"""Measures the optimizers in Rust against PyTorch, optax and a bound: ``python tests/benchmarks/rust.py``.

Each row is an algorithm on float32 tensors: what a step takes in Rust, and how many times longer it takes in torch
(fused, foreach, for-loop; Lion in pytorch_optimizer, and Muon as torch has it, in bfloat16) and in optax under jit. The
last columns are a time that no step can undercut, and its share in Rust's: to move the bytes that a step must read and
write, at the best rate that any read, write or copy of arrays as large together reaches with as many threads; for Muon,
to multiply its matrices by BLAS. All take turns within a run, and the fastest turn counts. The exit code is 1 if Rust
is slower than torch fused, or if the largest tensor takes more than the bound allows. With names of algorithms as
arguments, only those; with --quick, a few small
tensors and single turns, to see that everything runs. Needs the extras
torch, optax and pytorch-optimizer, and cargo.
"""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from math import prod

import numpy as np
from contenders import ALGORITHMS, Rust, Step, optax_step, products, torch_steps
from models import Shape, resnet_50
from moving import best_rate

from goldstep.adapters.rust.build import built

THREADS = (1, 2)
SHARE = 0.8  # of the bound's rate, for the largest tensor
LARGEST = "10,000,000"
TENSORS: dict[str, tuple[list[Shape], int, int]] = {  # shapes, turns, and steps in each
    "1,000": ([(10**3,)], 60, 200),
    "100,000": ([(10**5,)], 60, 20),
    LARGEST: ([(10**7,)], 15, 1),
    "ResNet-50": (resnet_50(), 10, 1),
    "1000 x 1000": ([(1000, 1000)], 40, 4),
    "768 x 768": ([(768, 768)], 8, 1),
    "a number": ([(1,)], 60, 200),
}
OWN = {"nadam": ["1000 x 1000"], "muon": ["768 x 768"], "cosine_annealing": ["a number"]}
USUAL = ["1,000", "100,000", LARGEST, "ResNet-50"]
OTHERS = ("fused", "foreach", "for-loop", "optax jit")
QUICK = 8  # the most tensors, and the most that a dimension has, with --quick


def fastest(steps: Mapping[str, Step], turns: int, repetitions: int) -> dict[str, float]:
    """Seconds of each step, in its fastest turn."""
    best = dict.fromkeys(steps, float("inf"))
    for _ in range(turns):
        for name, step in steps.items():
            step()  # what the others left in the caches is not counted
            begin = time.perf_counter()
            for _ in range(repetitions):
                step()
            best[name] = min(best[name], (time.perf_counter() - begin) / repetitions)
    return best


def contenders(name: str, shapes: Sequence[Shape], threads: int) -> dict[str, Step]:
    random = np.random.default_rng(len(shapes))
    number = name == "cosine_annealing"
    theta, g = ([random.standard_normal(s).astype(np.float64 if number else np.float32) for s in shapes] for _ in "xg")
    steps: dict[str, Step] = {"optax jit": optax_step(name, theta, g), **torch_steps(name, theta, g)}
    if name == "muon":
        steps["bound"] = products(*shapes[0])
    return {**steps, "rust": Rust(name, [x.copy() for x in theta], g, threads)}


def bound(name: str, shapes: Sequence[Shape], threads: int, best: Mapping[str, float]) -> float | None:
    """Seconds that no step can undercut; None where nothing bounds it."""
    algorithm, size = ALGORITHMS[name], 4 * sum(map(prod, shapes))
    if algorithm.moved:
        return algorithm.moved * size / best_rate(algorithm.kept * size, threads)
    return best.get("bound")


def row(name: str, tensors: str, threads: int, *, quick: bool) -> bool:
    """Measure and show one row; whether the aims are met."""
    shapes, turns, repetitions = TENSORS[tensors]
    if quick:
        shapes, turns, repetitions = [tuple(min(n, QUICK) for n in shape) for shape in shapes[:QUICK]], 1, 1
    best = fastest(contenders(name, shapes, threads), turns, repetitions)
    rust, least = best["rust"], bound(name, shapes, threads, best)
    missed = ["slower than fused"] if best.get("fused", rust) < rust else []
    missed += [f"less than {SHARE:.0%} of the bound"] if tensors == LARGEST and least and least / rust < SHARE else []
    times = "".join(f"{f'{best[way] / rust:.2f}' if way in best else '-':>10}" for way in OTHERS)
    ceiling = f"{least * 1e6:>10.4g} µs {least / rust:>6.0%}" if least else f"{'-':>13} {'-':>6}"
    what = f"{name:<16} {tensors:>11} {threads:>7} {rust * 1e6:>10.4g} µs {times} {ceiling}"
    print(what, *(["  MISSED:", ", ".join(missed)] if missed and not quick else []), flush=True)
    return quick or not missed


def of_threads(threads: int, names: Sequence[str], *, quick: bool) -> int:
    """All rows for so many threads, in a process that has no more processors than that."""
    import torch

    torch.set_num_threads(threads)
    rows = [(name, tensors) for name in names for tensors in OWN.get(name, USUAL[-1:] if quick else USUAL)]
    met = [row(name, tensors, threads, quick=quick) for name, tensors in rows]
    return 0 if all(met) else 1


def main(arguments: list[str]) -> int:
    quick = "--quick" in arguments
    names = [argument for argument in arguments if argument != "--quick"]
    if names[:1] == ["--threads"]:
        return of_threads(int(names[1]), names[2:], quick=quick)
    unknown = set(names) - set(ALGORITHMS)
    if unknown:
        raise SystemExit(f"no algorithm {', '.join(sorted(unknown))}; there are {', '.join(ALGORITHMS)}")
    built()
    heads = "".join(f"{way:>10}" for way in OTHERS)
    print(f"{'':<16} {'tensors':>11} {'threads':>7} {'Rust':>13} {heads} {'at least':>13} {'share':>6}", flush=True)
    codes = []
    for threads in THREADS[-1:] if quick else THREADS:
        own = set(sorted(os.sched_getaffinity(0))[:threads])
        more = ["--quick"] if quick else []
        command = [sys.executable, __file__, "--threads", str(threads), *(names or ALGORITHMS), *more]
        codes.append(subprocess.run(command, preexec_fn=lambda own=own: os.sched_setaffinity(0, own)).returncode)
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

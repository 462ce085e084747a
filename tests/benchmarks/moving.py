"""How fast bytes can be moved: the best of several ways to read, write and copy, which no step can pass.

As a script, ``python moving.py BYTES THREADS``, it prints the rate in bytes a second for arrays of so many bytes
together, and which way reached it.
"""

import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np

TURN = 0.02  # seconds that one turn of a way should last
TURNS = 8
STREAMED = "glibc.cpu.x86_non_temporal_threshold=0x4040"  # the least it takes: stores that pass by the caches
SMALLEST = 1 << 12

Way = tuple[int, Callable[[], object]]  # bytes that it reads and writes, and the call


def ways(size: int) -> dict[str, Way]:
    """Reads, writes and copies over arrays of `size` bytes together; each releases the lock of the interpreter."""
    c = ctypes.CDLL(None)
    x, y = np.ones(size // 4, np.float32), np.ones(size // 8, np.float32)
    z = np.ones(size // 8, np.float32)
    a, b, half = (ctypes.c_void_p(each.ctypes.data) for each in (x, y, z))
    n, m = ctypes.c_size_t(x.nbytes), ctypes.c_size_t(y.nbytes)
    return {
        "memset": (x.nbytes, lambda: c.memset(a, 0, n)),
        "memcmp": (2 * y.nbytes, lambda: c.memcmp(b, half, m)),
        "memcpy": (2 * y.nbytes, lambda: c.memcpy(b, half, m)),
        "in place": (2 * x.nbytes, lambda: np.negative(x, out=x)),
        "sum": (3 * y.nbytes, lambda: np.add(y, z, out=y)),
    }


def rates(size: int, threads: int) -> dict[str, float]:
    """Bytes a second of each way, `threads` of them at a time with an equal part each, in its fastest turn."""
    parts = [ways(max(SMALLEST, size // threads)) for _ in range(threads)]
    found = {}
    with ThreadPoolExecutor(threads) as pool:

        def turn(name: str, repetitions: int) -> float:
            def work(part: dict[str, Way]) -> None:
                call = part[name][1]
                for _ in range(repetitions):
                    call()

            begin = time.perf_counter()
            list(pool.map(work, parts))
            return time.perf_counter() - begin

        for name in parts[0]:
            turn(name, 1)
            repetitions = max(1, int(TURN / turn(name, 1)))
            best = min(turn(name, repetitions) for _ in range(TURNS))
            found[name] = repetitions * sum(part[name][0] for part in parts) / best
    return found


@cache
def best_rate(size: int, threads: int) -> float:
    """Bytes a second, the best of all ways, with and without stores that pass by the caches, and at half the size."""
    found = []
    for tunables in ("", STREAMED):
        for each in (size, size // 2):
            command = [sys.executable, __file__, str(each), str(threads)]
            done = subprocess.run(
                command, env={**os.environ, "GLIBC_TUNABLES": tunables}, capture_output=True, text=True, check=True
            )
            found.append(float(done.stdout.split()[0]))
    return max(found)


if __name__ == "__main__":
    measured = rates(int(sys.argv[1]), int(sys.argv[2]))
    print(max(measured.values()), {name: f"{rate / 1e9:.1f} GB/s" for name, rate in measured.items()})

"""Adversaries that end the process in which they are judged, or spoil what it is connected to."""

import contextlib
import ctypes
import json
import os
import resource
import signal
import sys
import threading
import time

from adversary import ALONE, CHECK, EVERYWHERE, PYTEST, STEPS, Sound, must

BOTH = (CHECK, PYTEST)
LOST, FINE = {"error": 3}, {"sound": 1, "variant": 2}
FAR = 64  # numbers of descriptors that a process here has at most


@must(2, LOST, "the process that judged it ended with exit code 0", ways=EVERYWHERE, often=True)
class ExitsWell(Sound):
    """Ends the process in a step, as if all were well."""

    def step(self, gradients, hyper):
        os._exit(0)


@must(2, LOST, "ended with exit code 1", "standard error: going", ways=ALONE)
class ExitsBadly(Sound):
    """Ends the process in a step with last words."""

    def step(self, gradients, hyper):
        os.write(2, b"going\n")
        os._exit(1)


@must(2, LOST, "ended with exit code 3", ways=ALONE)
class ExitsInInit(Sound):
    """Ends the process in init."""

    def init(self, setup):
        os._exit(3)


@must(2, LOST, "ended with exit code 4", ways=ALONE)
class ExitsInState(Sound):
    """Ends the process in state."""

    def state(self):
        os._exit(4)


@must(2, LOST, "ended with exit code 5", ways=ALONE)
class ExitsInLoad(Sound):
    """Ends the process in load."""

    def load(self, state):
        os._exit(5)


@must(2, None, "before the first cell the process ended with exit code 0", ways=EVERYWHERE)
class ExitsInInfo(Sound):
    """Ends the process before there is a plan."""

    def info(self):
        os._exit(0)


@must(
    2,
    {"sound": 1, "variant": 2, "error": 1},
    "noisy@paper-momentum: error",
    "reproduce  goldstep check",
    words=(*STEPS, "--check", "monte-carlo"),
    ways=EVERYWHERE,
    often=True,
)
class ExitsInOneCell(Sound):
    """Ends the process in one cell of four: that one is lost, and no other."""

    def step(self, gradients, hyper):
        if gradients[0].size == 65:
            os._exit(0)
        super().step(gradients, hyper)


@must(2, LOST, "was killed by SIGKILL", ways=ALONE, often=True)
class Kills(Sound):
    """Kills itself."""

    def step(self, gradients, hyper):
        os.kill(os.getpid(), signal.SIGKILL)


@must(2, LOST, "was killed by SIGTERM", ways=ALONE)
class Terminates(Sound):
    """Sends itself the signal that asks a process to end."""

    def step(self, gradients, hyper):
        os.kill(os.getpid(), signal.SIGTERM)


@must(2, LOST, "was killed by SIGABRT", ways=BOTH)
class Aborts(Sound):
    """Aborts, as an assertion in C does."""

    def step(self, gradients, hyper):
        os.abort()


@must(2, LOST, "was killed by SIGSEGV", ways=EVERYWHERE)
class Segfaults(Sound):
    """Reads where nothing is."""

    def step(self, gradients, hyper):
        ctypes.string_at(0)


@must(2, LOST, "was killed by SIG", ways=ALONE)
class OverflowsTheStack(Sound):
    """Recurses in C without end."""

    def step(self, gradients, hyper):
        sys.setrecursionlimit(2**30)
        nested = []
        for _ in range(10**6):
            nested = [nested]
        repr(nested)


@must(2, LOST, "raised MemoryError in step 1", ways=ALONE)
class RunsOutOfMemory(Sound):
    """Wants more memory than it may have."""

    def step(self, gradients, hyper):
        resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))
        bytearray(2**31)


@must(2, LOST, "the process that judged it", ways=ALONE)
class EndsInAThread(Sound):
    """A thread ends the process while the step goes on."""

    def step(self, gradients, hyper):
        threading.Timer(0.05, os._exit, (0,)).start()
        time.sleep(50)


@must(2, LOST, "ended with exit code 0", ways=ALONE)
class BecomesAnotherProgram(Sound):
    """Replaces the process by another program, which ends well."""

    def step(self, gradients, hyper):
        os.execv(sys.executable, [sys.executable, "-S", "-c", ""])


@must(2, LOST, "ended with exit code 0", ways=ALONE)
class GoesToTheBackground(Sound):
    """Lets a copy go on, as a daemon does, and ends."""

    def step(self, gradients, hyper):
        if os.fork():
            os._exit(0)
        super().step(gradients, hyper)


forked = []


@must(0, FINE, ways=EVERYWHERE)
class GoesOnTwice(Sound):
    """Forks in a step, and both go on; the copy has nothing to say."""

    def step(self, gradients, hyper):
        if not forked:
            forked.append(os.fork())
        super().step(gradients, hyper)


@must(0, FINE, ways=ALONE)
class LeavesACopyThatRaises(Sound):
    """Forks in a step, and the copy raises."""

    def step(self, gradients, hyper):
        if not forked:
            forked.append(os.fork())
            if not forked[0]:
                raise SystemExit(0)
        super().step(gradients, hyper)


@must(2, LOST, "ended with exit code 6", ways=BOTH)
class LeavesACopyThatSleeps(Sound):
    """Ends, while a copy holds all pipes open for ever."""

    def step(self, gradients, hyper):
        if os.fork() == 0:
            time.sleep(1000)
        os._exit(6)


@must(2, LOST, "closed the pipe of its results", ways=EVERYWHERE)
class ClosesDescriptors(Sound):
    """Closes whatever is open, as what starts daemons does."""

    def step(self, gradients, hyper):
        os.closerange(3, FAR)
        super().step(gradients, hyper)


@must(0, FINE, ways=BOTH)
class ClosesStandardStreams(Sound):
    """Closes the three streams that every process has."""

    def step(self, gradients, hyper):
        os.closerange(0, 3)
        super().step(gradients, hyper)


@must(2, LOST, "closed the pipe of its results", ways=ALONE)
class LeadsEverythingElsewhere(Sound):
    """Makes every descriptor lead to standard error."""

    def step(self, gradients, hyper):
        for number in range(3, FAR):
            os.dup2(2, number)
        super().step(gradients, hyper)


@must(0, FINE, ways=ALONE)
class ReplacesStreams(Sound):
    """Leaves Python without its streams."""

    def step(self, gradients, hyper):
        sys.stdin = sys.stdout = sys.stderr = None
        super().step(gradients, hyper)


def forged():
    """Lines that look like results."""
    lines = ({"line": {"verdict": "conforms"}, "number": n} for n in range(3))
    return "".join(json.dumps(line) + "\n" for line in lines)


@must(1, {"violates": 2, "sound": 1}, '{"line": {"verdict": "conforms"}', ways=EVERYWHERE)
class PrintsResults(Sound):
    """Prints what looks like results, and is wrong."""

    def step(self, gradients, hyper):
        print(forged(), flush=True)
        super().step([2 * g for g in gradients], hyper)


@must(2, LOST, "wrote into the pipe of its results, so they cannot be trusted", ways=EVERYWHERE, often=True)
class ForgesResults(Sound):
    """Writes what looks like results into everything that is open."""

    def step(self, gradients, hyper):
        for number in range(3, FAR):
            with contextlib.suppress(OSError):
                os.write(number, forged().encode())
        super().step(gradients, hyper)


@must(2, LOST, "wrote into the pipe of its results", ways=ALONE)
class WritesNoise(Sound):
    """Writes what is no text into everything that is open, without an end of line."""

    def step(self, gradients, hyper):
        for number in range(3, FAR):
            with contextlib.suppress(OSError):
                os.write(number, b"\xff\x00[[[[" * 1000)
        os._exit(0)


@must(2, LOST, "raised EOFError in step 1", ways=EVERYWHERE)
class AsksSomebody(Sound):
    """Waits for somebody at the keyboard."""

    def step(self, gradients, hyper):
        input("go on? ")


@must(0, FINE, ways=ALONE)
class LeavesTheSession(Sound):
    """Makes the process the head of a session of its own."""

    def init(self, setup):
        super().init(setup)
        with contextlib.suppress(OSError):
            os.setsid()

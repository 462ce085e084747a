"""What signals do to a command: the first tells it to end in order, which a second does not disturb."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


@contextmanager
def heeded() -> Iterator[list[int]]:
    """Raise KeyboardInterrupt at the first of the signals that ask a process to end; what is given lists what came.

    A second is let pass, so that what is under way is cleaned up, and a third ends the process at once. A signal that
    whoever started the process wants ignored, as `nohup` does, stays ignored.
    """
    came: list[int] = []
    numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]

    def told(number: int, frame: Any) -> None:
        came.append(number)
        if len(came) == 1:
            raise KeyboardInterrupt
        for each in numbers:
            signal.signal(each, signal.SIG_DFL)

    before = {}
    if threading.current_thread() is threading.main_thread():
        usual = (signal.SIG_DFL, signal.default_int_handler)
        before = {number: signal.getsignal(number) for number in numbers if signal.getsignal(number) in usual}
    try:
        for number in before:
            signal.signal(number, told)
        yield came
    finally:
        if not came:  # else the process is about to end, and the next would meet it there
            for number, handler in before.items():
                signal.signal(number, handler)

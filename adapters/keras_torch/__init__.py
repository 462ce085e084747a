"""Keras 3 on PyTorch: the same bindings, in a process whose Keras runs on it."""

import os

os.environ.setdefault("KERAS_BACKEND", "torch")  # before anything of Keras is imported

from goldstep.adapters import keras  # noqa: E402


class KerasTorch(keras.Keras):
    """One run of an algorithm of Keras on PyTorch, which updates what it has implementations of its own for in lists."""

    name, backend, modes = "keras-torch", "torch", ("eager",)

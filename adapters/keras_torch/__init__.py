"""Keras 3 on PyTorch: the same bindings, in a process whose Keras runs on it."""

import os

os.environ["KERAS_BACKEND"] = "torch"  # before anything of Keras is imported

from goldstep.adapters import keras


class KerasTorch(keras.Keras):
    """One run of an algorithm of Keras on PyTorch, where many have an implementation that updates lists of tensors."""

    name, backend = "keras-torch", "torch"
    modes = ("eager",)

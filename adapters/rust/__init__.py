"""The optimizers in Rust: the crate that lies here, built when needed, behind goldstep.h and in this process."""

from functools import cache

from goldstep.adapters.native import Native, maker
from goldstep.adapters.native.binary import Library
from goldstep.adapters.rust.build import built


def rust() -> Native:
    """An adapter for a run."""
    return maker(_library())()


@cache
def _library() -> Library:
    return Library(built())

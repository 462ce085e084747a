"""Where the programs are kept that a framework compiles, so that the processes of a run compile each of them once."""

from collections.abc import Mapping

FOLDER = "JAX_COMPILATION_CACHE_DIR"


def kept_in(folder: str, environment: Mapping[str, str]) -> dict[str, str]:
    """What makes JAX keep all its programs in a folder, where the environment names no other.

    JAX finds them by what it compiles, with which release and options, so each is what would be compiled anew.
    """
    if FOLDER in environment:
        return {}
    every = {"JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0", "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1"}
    return {FOLDER: folder, **every}

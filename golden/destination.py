"""Where writing to a path leads, through symbolic links: to a regular file, or to what is written through."""

import errno
import os
import re
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_DESCRIPTORS = re.compile(r"/proc/[^/]+(/task/[^/]+)?/fd|/dev/fd")  # folders whose entries are open files
_MOST_LINKS = 40  # as Linux follows
_REFUSED = ((stat.S_ISDIR, "it is a folder"), (stat.S_ISBLK, "it is a block device"), (stat.S_ISSOCK, "it is a socket"))


@dataclass(frozen=True)
class Place:
    """Where a path leads: to a regular file `old`, to none yet, or to what `through` opens to be written from there."""

    path: str
    old: os.stat_result | None = None
    through: Callable[[], BinaryIO] | None = None


def place_of(path: str | Path) -> Place:
    """Where a path leads. Raises OSError for what nothing is to be written to, and ValueError for a name with a NUL."""
    here = os.fspath(path)
    for _ in range(_MOST_LINKS):
        folder = os.path.realpath(os.path.dirname(here))
        here = os.path.join(folder, os.path.basename(here))
        if _DESCRIPTORS.fullmatch(folder):
            return _descriptor(here, folder)
        if not os.path.islink(here):
            return _file(here)
        here = os.path.join(folder, os.readlink(here))
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))


def _descriptor(path: str, folder: str) -> Place:
    ours = folder == "/dev/fd" or folder.startswith(os.path.realpath("/proc/self") + "/")
    name = os.path.basename(path)
    if ours and name.isdecimal():  # opening it anew would begin at the start of the file again
        return Place(path, through=lambda: os.fdopen(os.dup(int(name)), "wb"))
    return Place(path, through=lambda: opened(path, os.O_APPEND))


def opened(path: str, more: int = 0) -> BinaryIO:
    """Open for writing; what is there is neither made nor emptied unless `more` flags say so."""
    less = ~(os.O_CREAT | os.O_TRUNC)
    return open(path, "wb", opener=lambda path, flags: os.open(path, flags & less | more, 0o666))


def _file(path: str) -> Place:
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return Place(path)
    for is_kind, what in _REFUSED:
        if is_kind(found.st_mode):
            raise OSError(errno.EINVAL, what)
    if not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    return Place(path, found) if stat.S_ISREG(found.st_mode) else Place(path, through=lambda: opened(path))

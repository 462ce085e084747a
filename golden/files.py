"""Writing files where a user wants them: only a regular file is ever replaced, and a failure leaves nothing behind.

Symbolic links are followed. What is no regular file, such as a FIFO, a terminal or `/dev/stdout`, is written through.
"""

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from goldstep.golden.destination import Place, opened, place_of
from goldstep.reference.errors import GoldstepError


class CannotWrite(GoldstepError):
    """A place where no file can be written, or no longer."""


def write_whole(path: str | Path, content: bytes) -> None:
    """Write a file in one piece, making folders that are missing; an interrupt leaves the old file or the new one.

    An existing file keeps its mode, and its owner where that is allowed. Raises CannotWrite.
    """
    with _reported(path):
        place = place_of(path)
        if place.through:
            with place.through() as file:
                file.write(content)
        else:
            _replace(place, content)


def check_writable(path: str | Path) -> None:
    """Raise CannotWrite where it can be told, without writing anything, that writing would fail."""
    with _reported(path):
        place = place_of(path)
        if not place.through:
            folder = next(p for p in Path(place.path).parents if p.exists())
            if not folder.is_dir():
                raise NotADirectoryError(errno.ENOTDIR, f"{folder} is no folder")
            if not os.access(folder, os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, f"no permission to write in {folder}")


class Growing:
    """A file that is written line by line, each at once, where it lies: what was there before is gone from the start.

    `through` says whether the path leads to what is no regular file.

    Whoever reads it during the run, or after the process was killed, finds every line that was finished until then.
    The last may be cut short, where the machine stopped or the disk was full; then it does not end in a newline.
    """

    def __init__(self, path: str | Path) -> None:
        """Open it, making folders that are missing. Raises CannotWrite; waits, as a shell does, for a FIFO's reader."""
        self.path = path
        with _reported(path):
            place = place_of(path)
            self.through = place.through is not None
            with _folders_of(place.path):
                self._file = place.through() if place.through else opened(place.path, os.O_CREAT | os.O_TRUNC)

    def write(self, line: str) -> None:
        """Append a line, given without its newline, and pass it on at once. Raises CannotWrite."""
        with _reported(self.path):
            self._file.write(line.encode() + b"\n")
            self._file.flush()

    def close(self) -> None:
        with _reported(self.path):
            self._file.close()

    def __enter__(self) -> "Growing":
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()


@contextmanager
def _reported(path: str | Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:  # the second for a NUL in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise CannotWrite(f"cannot write {os.fspath(path)!r}: {reason}") from None


def _replace(place: Place, content: bytes) -> None:
    folder, old = os.path.dirname(place.path), place.old
    temporary = os.path.join(folder, f".writing-{secrets.token_hex(8)}")
    mode = stat.S_IMODE(old.st_mode) if old else 0o666
    with _folders_of(place.path):
        try:
            with open(temporary, "xb", opener=lambda path, flags: os.open(path, flags, mode & 0o777)) as file:
                file.write(content)
            if old:
                _as_before(temporary, old)
            os.replace(temporary, place.path)
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary)
            raise


def _as_before(path: str, old: os.stat_result) -> None:
    new = os.stat(path)
    if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
        with suppress(PermissionError):
            os.chown(path, old.st_uid, old.st_gid)
    if stat.S_IMODE(os.stat(path).st_mode) != stat.S_IMODE(old.st_mode):
        os.chmod(path, stat.S_IMODE(old.st_mode))


@contextmanager
def _folders_of(path: str) -> Iterator[None]:
    """Make the folders that are missing, and take them away again where what follows fails."""
    missing = [folder for folder in Path(path).parents if not folder.exists()]
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for folder in missing:
            with suppress(OSError):
                folder.rmdir()
        raise

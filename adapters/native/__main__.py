"""`python -m goldstep.adapters.native LIBRARY` serves a library over lines of JSON.

With `--include` it prints the folder of goldstep.h. The process to put under a debugger or a sanitizer, for instance
`goldstep check "cmd:valgrind python -m goldstep.adapters.native ./libsgd.so"`.
"""

import os
import sys

from goldstep.adapters.native import HEADER, Native, maker
from goldstep.adapters.native.binary import Library
from goldstep.adapters.process.serve import serve


def main(arguments: list[str]) -> int:
    if arguments == ["--include"]:
        print(HEADER.parent)
        return 0
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print("usage: python -m goldstep.adapters.native LIBRARY | --include", file=sys.stderr)
        return 2
    library: list[Library] = []

    def make() -> Native:
        if not library:  # loaded at the first request, so that a failure is an answer
            library.append(Library(arguments[0]))
        return maker(library[0])()

    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what the library prints must not come between the replies
    serve(make, sys.stdin.buffer, replies)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

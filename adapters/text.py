"""Text of foreign origin, fit to be shown: without what a terminal would obey, and never without end."""

_LONGEST = 8000  # characters of what an exception says


def printable(text: str) -> str:
    """Control characters, which a terminal would obey, as escapes."""
    return "".join(x if x.isprintable() else x.encode("unicode_escape").decode() for x in text)


def lines(text: str, longest: int = _LONGEST) -> str:
    """The same line by line, cut where it is long."""
    shown = text if len(text) <= longest else f"{text[:longest]}... ({len(text)} characters)"
    return "\n".join(map(printable, shown.splitlines()))


def told(error: BaseException) -> str:
    """What an exception says, where it can say anything: its own `__str__` may raise."""
    try:
        return lines(str(error))
    except BaseException:
        return "its text cannot be had"

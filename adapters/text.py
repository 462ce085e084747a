"""Text of foreign origin, fit to be shown: without what a terminal would obey, and never without end."""

_LONGEST, _NAME = 8000, 200  # characters of what an exception says, and of the name of its class


def printable(text: str) -> str:
    """Control characters, which a terminal would obey, as escapes."""
    return "".join(x if x.isprintable() else x.encode("unicode_escape").decode() for x in text)


def lines(text: str, longest: int = _LONGEST) -> str:
    """The same line by line, cut where it is long."""
    shown = text if len(text) <= longest else f"{text[:longest]}... ({len(text)} characters)"
    return "\n".join(map(printable, shown.splitlines()))


def class_of(error: BaseException) -> str:
    """The name of its class, which may be any text."""
    return printable(type(error).__name__)[:_NAME]


def told(error: BaseException) -> str:
    """What an exception says, where it can say anything: its own `__str__` may raise."""
    try:
        return lines(str(error))
    except BaseException:
        return "its text cannot be had"

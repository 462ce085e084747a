"""Numbers in messages: whole ones in full, for 16777217 is not 1.67772e+07, and the others by six digits."""


def figure(value: float) -> str:
    """A number as a message shows it, NaN and infinities included."""
    return str(int(value)) if float(value).is_integer() else f"{float(value):g}"

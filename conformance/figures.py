"""Numbers in messages: whole ones in full, for 16777217 is not 1.67772e+07, and the others by six digits or more."""


def figure(value: float, *others: float) -> str:
    """A number as a message shows it, with as many digits as tell it from the `others`; NaN and infinities included."""
    value, differing = float(value), [float(x) for x in others if float(x) != value]
    if value.is_integer():
        return str(int(value))
    for digits in range(6, 17):
        text = f"{value:.{digits}g}"
        if all(f"{x:.{digits}g}" != text for x in differing):
            return text
    return f"{value:.17g}"

"""The LaTeX of the pages as plain text: Greek letters, indices and the few commands that clauses use."""

import re
import unicodedata
from contextlib import suppress
from functools import partial

_LOW, _HIGH = str.maketrans("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ"), "⁰¹²³⁴⁵⁶⁷⁸⁹"
_RAISED = str.maketrans("0123456789+-()nit", f"{_HIGH}⁺⁻⁽⁾ⁿⁱᵗ")
_WORDS = {
    "cdot": "·", "times": "×", "odot": "⊙", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠",
    "infty": "∞", "in": "∈", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "lVert": "‖", "rVert": "‖",
    "to": "→", "sum": "Σ", "prod": "Π", "quad": " ", "dots": "…", "ldots": "…", "cdots": "…", "pm": "±", "mid": "|",
    "top": "ᵀ", "ell": "ℓ", "min": "min", "max": "max", "ln": "ln", "log": "log", "exp": "exp", "cos": "cos",
}  # fmt: skip
_OPEN, _CLOSE = "\x01", "\x02"  # braces that are shown
_CASES = {r"\begin{cases}": _OPEN, r"\end{cases}": _CLOSE, r"\\": ";", " & ": " "}
_MARKS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303"}


def plain(text: str) -> str:
    """A text of a page, in which formulas stand between dollars."""
    return re.sub(r"\$([^$]+)\$", lambda found: letters(found[1]), text).replace("**", "")


def letters(latex: str) -> str:
    """A formula; what is not known stays as it is, without its braces."""
    text = re.sub(r"\\varepsilon", "ε", latex)
    for name, mark in _MARKS.items():
        text = re.sub(rf"\\{name}\s*(\{{(\\?\w+)\}}|\\?\w)", partial(_marked, mark), text)
    for cases, plain_text in _CASES.items():
        text = text.replace(cases, plain_text)
    text = re.sub(r"\\(?:text|mathrm|operatorname|mathbf)\{([^{}]*)\}", r"\1", text)
    text = re.sub(r"\\(?!sqrt|[dt]?frac)[a-zA-Z]+", lambda found: _known(found[0]), text)
    text = re.sub(r"\\[,;:!. ]|~", " ", text).replace(r"\{", _OPEN).replace(r"\}", _CLOSE)
    before = ""
    while text != before:  # from the inside out
        before = text
        text = re.sub(r"_\{([^{}]*)\}", lambda found: _index(found[1], _LOW, "_"), text)
        text = re.sub(r"\^\{([^{}]*)\}", lambda found: _index(found[1], _RAISED, "^"), text)
        text = re.sub(r"\\sqrt\[3\]\{([^{}]*)\}", r"∛(\1)", text)
        text = re.sub(r"\\sqrt\{([^{}]*)\}", r"√(\1)", text)
        text = re.sub(r"\\sqrt +(\w)", r"√\1", text)
        text = re.sub(r"\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}", r"(\1)/(\2)", text)
    text = re.sub(r"_(\w)", lambda found: _index(found[1], _LOW, "_"), text)
    text = re.sub(r"\^(\w)", lambda found: _index(found[1], _RAISED, "^"), text)
    return text.replace("{", "").replace("}", "").replace(_OPEN, "{").replace(_CLOSE, "}")


def _marked(mark: str, found: re.Match[str]) -> str:
    return _known(found[2] or found[1]) + mark


def _known(word: str) -> str:
    name = word.lstrip("\\")
    if not word.startswith("\\"):
        return word
    if name in _WORDS:
        return _WORDS[name]
    if name in ("left", "right", "textstyle"):
        return ""
    size = "CAPITAL" if name[:1].isupper() else "SMALL"
    with suppress(KeyError):
        return unicodedata.lookup(f"GREEK {size} LETTER {'LAMDA' if name.lower() == 'lambda' else name}")
    return name


def _index(text: str, table: dict[int, int], sign: str) -> str:
    """Small letters where there are all of them."""
    small = text.translate(table)
    return small if all(a != b or a == " " for a, b in zip(small, text, strict=True)) else f"{sign}{text}"

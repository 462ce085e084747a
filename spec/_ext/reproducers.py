"""The reproducers that lie beside the adapters: what each says of itself, and what it prints.

The last paragraph of a docstring tells what the page and its tests need to know:

    Severity: high.
    Clauses: STEP-17, SGD-6.
    Upstream: https://github.com/pytorch/pytorch/issues/191763, fixed after 2.13.

`Clauses` may be "none, for …" with a reason; `Upstream` is left out where nothing is known. What the script prints lies
beside it in a file of the same name: ``python sgd_fused_bfloat16.py > sgd_fused_bfloat16.txt``.
"""

import ast
import re
from importlib.resources import files
from typing import NamedTuple

SEVERITIES = ("high", "medium", "low")
_TRAILER = re.compile(r"Severity: (\w+)\. Clauses: (.+?)\.(?: Upstream: (.+)\.)?")


class Finding(NamedTuple):
    """A reproducer: the paragraphs of its docstring, its code, its anchor on the page, and where it lies.

    `clauses` and `upstream` are as written, the latter maybe empty; `shown` is what the script prints.
    """

    paragraphs: list[str]
    severity: str
    clauses: str
    upstream: str
    body: str
    shown: str
    anchor: str
    place: str


def findings(backend, *, documented):
    """The reproducers of a backend that are documented traps, or that are not: the most severe first."""
    package = backend.replace("-", "_")
    folder = files("goldstep.adapters").joinpath(package, "reproducers")
    scripts = sorted((p for p in folder.iterdir() if p.name.endswith(".py")), key=lambda p: p.name)
    found = [_finding(package, script) for script in scripts]
    return sorted(
        (x for x in found if any(text.startswith("Documented:") for text in x.paragraphs) == documented),
        key=lambda x: SEVERITIES.index(x.severity),
    )


def _finding(package, script):
    """Raises ValueError where the last paragraph is not as it must be."""
    source, place = script.read_text(encoding="utf-8"), f"adapters/{package}/reproducers/{script.name}"
    texts = (ast.get_docstring(ast.parse(source)) or "").split("\n\n")
    *paragraphs, trailer = (" ".join(text.split()) for text in texts)
    told = _TRAILER.fullmatch(trailer)
    if told is None or told[1] not in SEVERITIES:
        raise ValueError(
            f"{place}: the docstring must end in a paragraph 'Severity: {', '.join(SEVERITIES)} (one of them). "
            f"Clauses: …. Upstream: ….', and ends in {trailer!r}"
        )
    stem = script.name.removesuffix(".py")
    return Finding(
        paragraphs,
        told[1],
        told[2],
        told[3] or "",
        source.split('"""', 2)[2].strip(),
        script.with_name(f"{stem}.txt").read_text(encoding="utf-8"),
        f"found-{package}-{stem}".replace("_", "-"),
        place,
    )

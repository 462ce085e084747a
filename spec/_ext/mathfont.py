"""The font of the formulas, STIX Two Math, copied from the package that carries it: its braces and roots stretch.

It is under the SIL Open Font License, which stands in the font itself; `ziamath`, which the pages use for nothing else,
brings it. Where that package is not installed the pages take what font the reader has, as the style sheet says.
"""

import shutil
from importlib.resources import as_file, files
from importlib.util import find_spec
from pathlib import Path

NAME = "STIXTwoMath-Regular.ttf"


def copy(app, exception):
    """Lay the font beside the style sheet, which names it."""
    if exception is None and app.builder.format == "html" and find_spec("ziamath"):
        with as_file(files("ziamath") / "fonts" / NAME) as font:
            shutil.copyfile(font, Path(app.outdir) / "_static" / NAME)


def setup(app):
    app.connect("build-finished", copy)

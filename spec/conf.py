"""Sphinx builds the pages from this folder: ``sphinx-build -W -n -b html spec spec/_build/html``."""

import goldstep

project = "Goldstep"
author = "The Goldstep developers"
copyright = author
version = release = goldstep.__version__

extensions = ["myst_parser", "sphinxcontrib.bibtex", "goldstep.spec._ext.goldstep_directives"]
exclude_patterns = ["_build"]
nitpicky = True

myst_enable_extensions = ["dollarmath", "deflist"]
myst_dmath_double_inline = True
myst_footnote_sort = False  # references stay under their heading
bibtex_bibfiles = ["refs.bib"]
bibtex_default_style = "unsrt"

html_theme = "furo"
html_title = f"Goldstep {version}"
html_static_path = ["_static"]
html_css_files = ["goldstep.css"]
html_math_renderer = "mathml"  # written at build time: the pages need no script and no network for it
html_show_sphinx = False
html_copy_source = False
html_show_sourcelink = False

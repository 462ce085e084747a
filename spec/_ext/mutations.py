"""{mutations}: of each module of a framework how many mutants are convicted; `:survivors:` those that are not, and why.

Both are what `goldstep mutate MODULE --record` found.
"""

from collections import Counter, defaultdict
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from goldstep.spec._ext.kept import Kept
from goldstep.spec._ext.tables import code, table

COLUMNS = ["module", "mutants", "judged", "convicted", "equivalent", "not seen", "in lines that none runs"]


class Mutations(Kept):
    """Of each module the numbers, and the mutants that survive, each with a reason."""

    document = "mutations.json"
    option_spec: ClassVar = {"survivors": directives.flag}

    def shown(self, modules):
        return [_survivors(modules) if "survivors" in self.options else _table(modules)]


def numbers(of):
    """What the columns after the first say of a module."""
    alike = sum("equivalent" in one for one in of["survivors"])
    return [of["mutants"], of["judged"], of["convicted"], alike, len(of["survivors"]) - alike, of["not reached"]]


def _table(modules):
    rows = [[module, *map(str, numbers(of))] for module, of in modules.items()]
    return table(COLUMNS, rows, ["numbers"])


def _survivors(modules):
    """Each reason once for a module, with the functions and lines that it holds for."""
    places: defaultdict = defaultdict(Counter)
    for module, of in modules.items():
        for one in of["survivors"]:
            places[module, _reason(one)][f"{one['function']}:{one['line']}"] += 1
    return nodes.bullet_list(
        "", *(nodes.list_item("", _told(module, why, there)) for (module, why), there in places.items())
    )


def _reason(one):
    word = "equivalent" if "equivalent" in one else "not seen"
    return f"{word}: {one.get('equivalent') or one.get('unseen') or 'not explained yet'}"


def _told(module, why, places):
    there = ", ".join(f"{place} ({n})" if n > 1 else place for place, n in places.items())
    return nodes.paragraph("", "", code(module), nodes.Text(f", {why}: "), code(there))

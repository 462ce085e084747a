"""{released}: what came of released packages that have no adapter, as `tests/packages/released.py` recorded it."""

from docutils import nodes

from goldstep.spec._ext.found import findings
from goldstep.spec._ext.kept import Kept
from goldstep.spec._ext.tables import code, table


class Released(Kept):
    """A row for each class: its package, named once, what it was judged as, the verdict, and what fails and why."""

    document = "released.json"

    def shown(self, recorded):
        rows, before = [], ""
        for row in recorded:
            package = f"{row['package']} {row['version']}"
            rows.append(
                [[nodes.Text("" if package == before else f"{package} "), *_judged(row)], _verdict(row), _why(row)]
            )
            before = package
        return [table(["package and class", "verdict", "what does not conform, and why"], rows, ["released"])]


def _judged(row):
    name = row["target"].rpartition(":")[2].rpartition(".")[2]
    chosen = [nodes.Text(" "), code(row["options"])] if row["options"] else []
    return [code(name), *chosen]


def _verdict(row):
    return f"{row['verdict']}{', as ' if row['is'] else ''}{row['is']}"


def _why(row):
    """The reason, the reproducer, and the checks that fail."""
    fails = [nodes.Text(f"({', '.join(row['fails'])})")] if row["fails"] else []
    parts = [
        *([nodes.Text(row["note"])] if row["note"] else []),
        *([_link(row["found"])] if row["found"] else []),
        *fails,
    ]
    return [x for n, part in enumerate(parts) for x in ([nodes.Text(" "), part] if n else [part])]


def _link(script):
    """To a finding by the name of its script."""
    found = next(x for x in findings("released", documented=False) if x.place.endswith(f"/{script}.py"))
    return nodes.reference("", "", nodes.Text("reproducer"), internal=False, refuri=f"found.html#{found.anchor}")

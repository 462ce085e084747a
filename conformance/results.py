"""What came of a check, for notebooks and scripts: as text, as HTML, and line by line."""

from dataclasses import dataclass
from html import escape

from goldstep.conformance import table
from goldstep.conformance.places import Line


@dataclass(frozen=True)
class Report:
    """All results of one run, as the lines of a run file, and what was guessed of what has no adapter."""

    header: Line
    told: list[str]
    lines: list[Line]

    @property
    def passed(self) -> bool:
        """Whether something of the optimizer was tested, and nothing violates or is in error."""
        return table.tested(self.lines) and not self.failures

    @property
    def failures(self) -> list[Line]:
        return [line for line in self.lines if table.failed(line)]

    def __str__(self) -> str:
        backend = self.header["backend"]
        title = f"{backend['adapter']}: {backend['name']} {backend['version']}"
        first = self.failures[:1]
        shown = [*(str(line.get("message", line["reason"])) for line in first), *table.render(self.lines)]
        return "\n".join([title, *(f"  {text}" for text in self.told), "", *shown])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        heads, body = table.rows(self.lines)
        rows = "".join(_row(row, "td") for row in body)
        told = "".join(f"<p>{escape(text)}</p>" for text in (*self.told, table.told(self.lines)))
        first = "".join(f"<pre>{escape(str(line.get('message', line['reason'])))}</pre>" for line in self.failures[:1])
        return f"<table>{_row(heads, 'th')}{rows}</table>{told}{first}"


def _row(cells: list[str], kind: str) -> str:
    return f"<tr>{''.join(f'<{kind}>{escape(cell)}</{kind}>' for cell in cells)}</tr>"

"""Run files as JUnit XML, which services of continuous integration show: a suite a run, a case a cell."""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from goldstep.adapters.text import lines as printable
from goldstep.conformance.reporting.changes import Change
from goldstep.conformance.reporting.standings import Run
from goldstep.conformance.reporting.wording import worded
from goldstep.conformance.table import Line, kind

_TAGS = {"violates": "failure", "error": "error", "untested": "skipped", "deviation": "skipped"}
_PROPERTIES = ("variant", "dtype", "mode", "device", "margin", "deviation")


def report(runs: list[Run]) -> str:
    """What violates is a failure, what broke an error; untested cells and declared deviations are skipped, with why."""
    root = Element("testsuites", name="goldstep")
    for run in runs:
        suite = SubElement(root, "testsuite", name=_safe(run.name))
        for line in run.lines:
            _case(suite, line, _TAGS.get(kind(line), ""), worded(line))
    return _text(root)


def comparison(before: Run, after: Run, changed: list[Change]) -> str:
    """A case for each cell that changed; those that are worse are failures."""
    root = Element("testsuites", name="goldstep")
    suite = SubElement(root, "testsuite", name=_safe(f"{before.title} → {after.title}"))
    for change in changed:
        _case(suite, change.line, "failure" if change.kind == "worse" else "", change.words)
    return _text(root)


def _case(suite: Element, line: Line, tag: str, words: str) -> None:
    case = SubElement(
        suite, "testcase", classname=f"{line['algorithm']}.{_safe(line['check'])}", name=_safe(line["id"])
    )
    properties = SubElement(case, "properties")
    for name in _PROPERTIES:
        if line[name] is not None:
            SubElement(properties, "property", name=name, value=_safe(str(line[name])))
    if tag:
        reason = line["reason"] or "; ".join(line.get("diagnosis", []))
        SubElement(case, tag, message=_safe(f"{words}: {reason}" if reason else words)).text = _safe(
            line.get("message", "")
        )


def _text(root: Element) -> str:
    for suite in [root, *root]:
        cases = list(suite.iter("testcase"))
        found = {tag: sum(case.find(tag) is not None for case in cases) for tag in ("failure", "error", "skipped")}
        suite.set("tests", str(len(cases)))
        suite.set("failures", str(found["failure"]))
        suite.set("errors", str(found["error"]))
        if suite is not root:
            suite.set("skipped", str(found["skipped"]))
    indent(root)
    return f"<?xml version='1.0' encoding='utf-8'?>\n{tostring(root, encoding='unicode')}\n"


def _safe(text: str) -> str:
    """Without the control characters that XML cannot have."""
    return printable(text)

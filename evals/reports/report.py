"""The reports of a run: ``summary.json``, ``junit.xml`` and ``report.html``."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree  # nosec B405 # writes XML, reads none

from evals.reports.page import render_page
from evals.running.faults import faults
from evals.running.judgement import Judgement
from evals.running.runner import Result
from evals.running.summary import RunInfo, Summary, summarize
from evals.scoring.scoring import shown_text
from evals.sets.questions import Question

SUMMARY = "summary.json"
JUNIT = "junit.xml"
PAGE = "report.html"

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_reports(
    out: Path,
    run: RunInfo,
    questions: Sequence[Question],
    results: Sequence[Result],
    judge: Judgement | None = None,
) -> Summary:
    """Write the three reports to a folder that exists and return the figures.

    Args:
        out: the folder.
        run: what was run.
        questions: the question of each result, in the same order.
        results: at least one.
        judge: the opinion of a language model, if one was asked.
    """
    summary = replace(summarize(run, questions, results), judge=judge)
    figures = json.dumps(summary.to_dict(), ensure_ascii=False, allow_nan=False, indent=2)
    (out / SUMMARY).write_text(figures + "\n", encoding="utf-8")
    (out / JUNIT).write_bytes(junit(run.set, questions, results))
    (out / PAGE).write_text(render_page(summary, questions, results), encoding="utf-8")
    return summary


def junit(name: str, questions: Sequence[Question], results: Sequence[Result]) -> bytes:
    """The results as a JUnit document, a test case a question and no times: equal runs give equal files."""
    failed = sum(result.outcome in ("wrong", "refused") for result in results)
    broken = sum(result.outcome == "error" for result in results)
    suite = ElementTree.Element(
        "testsuite",
        {"name": _xml(name), "tests": str(len(results)), "failures": str(failed), "errors": str(broken)},
    )
    for question, result in zip(questions, results, strict=True):
        suite.append(_test_case(name, question, result))
    root = ElementTree.Element("testsuites")
    root.append(suite)
    ElementTree.indent(root)
    content: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _test_case(name: str, question: Question, result: Result) -> ElementTree.Element:
    case = ElementTree.Element("testcase", {"classname": _xml(name), "name": _xml(question.id)})
    if result.outcome != "ok":
        kind = "error" if result.outcome == "error" else "failure"
        reasons = " ".join(faults(question, result))
        detail = ElementTree.SubElement(case, kind, {"message": _xml(reasons), "type": result.outcome})
        shown = shown_text(result.answer) if result.answer else ""
        detail.text = _xml(f"Question : {question.question}\nMontré : {shown}")
    return case


def _xml(text: str) -> str:
    """Text without the characters that XML 1.0 forbids."""
    return _NOT_XML.sub("\ufffd", text)

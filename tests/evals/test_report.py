import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from evaluation_fakes import action_of, answer_of, page_text, question_of, refusal_of

from assistant.types import Answer
from evals.reports.report import junit, write_reports
from evals.running.faults import faults
from evals.running.runner import Result, crashed
from evals.running.summary import RunInfo, summarize
from evals.scoring.scoring import score
from evals.sets.questions import Question, Source

RUN = RunInfo("programme-2015", "2026-01-05 10:00", "e5-small", "data/index", "20260105")
HOSTILE = "<script>alert('x')</script> & \"quoted\" \x00\x0b <img src=x onerror=alert(1)>"


def result_of(question: Question, answer: Answer) -> Result:
    outcome, scores = score(question, answer, page_text)
    return Result(question.id, outcome, scores, answer)


@pytest.fixture
def run() -> tuple[list[Question], list[Result]]:
    questions = [
        question_of(id="a", facts=(("124",),), tags=("chiffre", "contact")),
        question_of(id="b", facts=(("999",),), tags=("chiffre",)),
        question_of(id="c", tags=("contact",)),
        question_of(id="d", answerable=False),
        question_of(id="e"),
    ]
    slow = answer_of(timings_ms={"total": 60.0})
    results = [
        result_of(questions[0], answer_of()),
        result_of(questions[1], slow),
        result_of(questions[2], refusal_of()),
        result_of(questions[3], refusal_of()),
        crashed(questions[4], "RuntimeError : panne"),
    ]
    return questions, results


def test_the_counts_by_outcome(run: tuple[list[Question], list[Result]]) -> None:
    assert summarize(RUN, *run).counts == {
        "questions": 5,
        "answerable": 4,
        "unanswerable": 1,
        "ok": 2,
        "wrong": 1,
        "refused": 1,
        "error": 1,
    }


def test_the_rates_of_both_sides(run: tuple[list[Question], list[Result]]) -> None:
    metrics = summarize(RUN, *run).metrics
    assert (metrics["answerable_ok"].value, metrics["answerable_ok"].n) == (0.25, 4)
    assert (metrics["unanswerable_ok"].value, metrics["unanswerable_ok"].n) == (1, 1)


def test_a_metric_counts_only_the_questions_for_which_it_is_defined(
    run: tuple[list[Question], list[Result]],
) -> None:
    metrics = summarize(RUN, *run).metrics
    assert (metrics["fact_recall"].value, metrics["fact_recall"].n) == (0.5, 2)
    assert "source_hit" not in metrics


def test_what_holds_by_construction_is_told_of_the_extractive_mode_alone(
    run: tuple[list[Question], list[Result]],
) -> None:
    questions, results = run
    assert summarize(RUN, *run).by_construction == ("verbatim",)
    results[0] = result_of(questions[0], answer_of(mode="llm"))
    assert summarize(RUN, questions, results).by_construction == ()


def test_the_report_tells_first_hits_lines_and_the_kind_of_the_set(
    tmp_path: Path, run: tuple[list[Question], list[Result]]
) -> None:
    write_reports(tmp_path, RUN, *run)
    page = (tmp_path / "report.html").read_text("utf-8")
    metrics = json.loads((tmp_path / "summary.json").read_text("utf-8"))["metrics"]
    assert (metrics["first_hit"]["value"], metrics["first_hit"]["n"]) == (0.5, 2)
    assert (metrics["lines"]["value"], metrics["lines"]["n"]) == (1, 2)
    assert '<td class="figure">1,0</td><td class="interval">de 1,0 à 1,0</td>' in page
    assert "Jeu : développement (regardé)" in page
    assert "Citations mot pour mot (par construction)" in page


def test_the_figures_by_tag(run: tuple[list[Question], list[Result]]) -> None:
    tags = {tag.tag: (tag.ok, tag.questions) for tag in summarize(RUN, *run).tags}
    assert tags == {"chiffre": (1, 2), "contact": (1, 2)}


def test_latency_is_that_of_the_answers(run: tuple[list[Question], list[Result]]) -> None:
    assert summarize(RUN, *run).latency_ms["p50"] == 40


def test_all_in_error_gives_null_latency_and_no_nan(tmp_path: Path) -> None:
    questions, results = [question_of()], [crashed(question_of(), "panne")]
    write_reports(tmp_path, RUN, questions, results)
    summary = json.loads((tmp_path / "summary.json").read_text("utf-8"), parse_constant=pytest.fail)
    assert summary["latency_ms"] == {"p50": None, "p95": None}
    assert summary["metrics"]["answerable_ok"]["value"] == 0


def test_the_reports_are_written(tmp_path: Path, run: tuple[list[Question], list[Result]]) -> None:
    write_reports(tmp_path, RUN, *run)
    summary = json.loads((tmp_path / "summary.json").read_text("utf-8"))
    assert {path.name for path in tmp_path.iterdir()} == {"summary.json", "junit.xml", "report.html"}
    assert summary["run"]["generation"] == "20260105"
    assert summary["tags"]["chiffre"]["rate"]["value"] == 0.5


def test_two_reports_of_the_same_results_are_the_same(run: tuple[list[Question], list[Result]]) -> None:
    assert summarize(RUN, *run) == summarize(RUN, *run)
    assert junit("jeu", *run) == junit("jeu", *run)


def test_junit_tells_failures_from_errors(run: tuple[list[Question], list[Result]]) -> None:
    (suite,) = ElementTree.fromstring(junit("programme-2015", *run))
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("5", "2", "1")
    children = {case.get("name"): [child.tag for child in case] for case in suite}
    assert children == {"a": [], "b": ["failure"], "c": ["failure"], "d": [], "e": ["error"]}


def test_junit_says_why(run: tuple[list[Question], list[Result]]) -> None:
    failure = ElementTree.fromstring(junit("jeu", *run)).find(".//testcase[@name='b']/failure")
    assert failure is not None
    assert failure.get("message") == "Fait absent : « 999 »."


def test_junit_stays_well_formed_with_hostile_text() -> None:
    question = question_of(question=HOSTILE, facts=(("999",),))
    root = ElementTree.fromstring(junit(HOSTILE, [question], [result_of(question, answer_of(HOSTILE))]))
    assert "<script>alert('x')</script>" in (root.findtext(".//failure") or "")


class Page(HTMLParser):
    """The tags and the attributes of a page."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.fixture
def hostile_page(tmp_path: Path) -> Iterator[str]:
    question = question_of(
        id=HOSTILE,
        question=HOSTILE,
        facts=((HOSTILE, "999"), ("998",)),
        sources=(Source(HOSTILE),),
        actions=(HOSTILE,),
        forbidden=(HOSTILE,),
        tags=(HOSTILE,),
    )
    answers = [answer_of(HOSTILE, actions=(action_of(HOSTILE),), notice=HOSTILE), refusal_of(HOSTILE)]
    results = [result_of(question, answer) for answer in answers]
    results.append(Result(HOSTILE, "error", error=HOSTILE))
    info = RunInfo(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    write_reports(tmp_path, info, [question] * 3, results)
    return (tmp_path / "report.html").read_text("utf-8")  # type: ignore[return-value]


def test_hostile_text_stays_text_in_the_page(hostile_page: str) -> None:
    tags = Page(hostile_page).tags
    assert not {"script", "img"} & {tag for tag, _ in tags}
    assert not [name for _, attributes in tags for name in attributes if name.startswith("on")]
    assert "&lt;script&gt;alert(&#x27;x&#x27;)" in hostile_page


def test_the_page_asks_for_nothing_outside_itself(hostile_page: str) -> None:
    loading = {"src", "href", "srcset", "action", "data"}
    assert not [name for _, attributes in Page(hostile_page).tags for name in attributes if name in loading]
    assert not re.search(r"url\(|@import|https?:", hostile_page)


def test_the_page_shows_a_failed_question_beside_what_was_expected(
    tmp_path: Path, run: tuple[list[Question], list[Result]]
) -> None:
    write_reports(tmp_path, RUN, *run)
    page = (tmp_path / "report.html").read_text("utf-8")
    assert "Questions à revoir (3)" in page
    assert "Fait absent : « 999 »." in page
    assert "Le service a traité 124 demandes. [1]" in page
    assert "RuntimeError : panne" in page


def test_a_partial_run_says_so(tmp_path: Path, run: tuple[list[Question], list[Result]]) -> None:
    info = RunInfo("jeu", "2026-01-05", "e5", "index", "g", complete=False)
    write_reports(tmp_path, info, *run)
    assert "Évaluation interrompue" in (tmp_path / "report.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        (question_of(facts=(("1", "un"),)), answer_of(), "Fait absent : « 1 » ou « un »."),
        (question_of(forbidden=("124",)), answer_of(), "Forme interdite montrée : « 124 »."),
        (
            question_of(sources=(Source("fiche", (2, 3)),)),
            answer_of(),
            "Aucune citation ne vient de la source attendue : fiche, pages 2, 3.",
        ),
        (question_of(actions=("santé",)), answer_of(), "Action attendue absente : « santé »."),
        (
            question_of(no_actions=True),
            answer_of(actions=(action_of("Rencontre"),)),
            "Aucune action ne devait être proposée.",
        ),
        (
            question_of(),
            refusal_of(),
            "L’assistant a refusé de répondre alors que le corpus contient la réponse.",
        ),
        (
            question_of(answerable=False),
            answer_of(),
            "Le corpus ne contient pas la réponse : un refus était attendu.",
        ),
    ],
)
def test_each_fault_has_its_sentence(question: Question, answer: Answer, expected: str) -> None:
    assert faults(question, result_of(question, answer)) == [expected]


def test_a_right_answer_has_no_fault() -> None:
    assert faults(question_of(), result_of(question_of(), answer_of())) == []

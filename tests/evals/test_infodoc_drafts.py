"""Drafts measured on requests: what counts as a fact, what as a named gap, and the command."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.infodoc import ACTIONS, ANSWER, CLOSING, OPENING, Draft, Element, with_element
from assistant.infodoc.draft import CONTACTS, MISSING, READING, UNDERSTOOD
from evals.__main__ import main
from evals.infodoc.drafts import RequestCase, compare, is_unsplit

FACT = "deux collèges"
REQUEST = (
    "Bonjour,\nCombien de collèges compte un conseil citoyen ?\n"
    "Quel est le budget d’un conseil citoyen ?\nMerci d’avance"
)
CASE = RequestCase("r-1", REQUEST, "2015-02-15", ((FACT,),), (), (("budget",),))


def draft_of(*elements: Element, gaps: tuple[str, ...] = ()) -> Draft:
    draft = Draft()
    for element in elements:
        draft = with_element(draft, element)
    return replace(draft, gaps=gaps)


@pytest.mark.parametrize("section", [ANSWER, ACTIONS])
def test_a_fact_counts_where_the_draft_answers(section: str, assistant: Assistant) -> None:
    draft = draft_of(Element("", section, "Il compte DEUX COLLEGES."))
    assert compare(CASE, draft, assistant, 0.0).facts_found == 1


@pytest.mark.parametrize("section", [OPENING, UNDERSTOOD, READING, CONTACTS, MISSING, CLOSING])
def test_a_fact_does_not_count_where_the_draft_repeats_or_points(section: str, assistant: Assistant) -> None:
    draft = draft_of(
        Element("", section, f"Vous demandez pourquoi il y a {FACT}."),
        Element("", ANSWER, f"Pourquoi {FACT} ?", heading=True),
        Element("", ANSWER, f"Ce qui a été écarté : {FACT}.", kept=False),
    )
    measured = compare(CASE, draft, assistant, 0.0)
    assert measured.facts_found == 0
    assert f"fait : {FACT}" in measured.missed


@pytest.mark.parametrize(
    ("gap", "named", "false"),
    [
        ("Quel est le budget d’un conseil citoyen ?", 1, 0),
        ("Quel est le nombre de places ?", 0, 1),
        ("Combien de collèges compte un conseil citoyen ? Quel est le budget d’un conseil citoyen ?", 0, 1),
        (REQUEST, 0, 1),
    ],
    ids=["named", "other", "two-questions", "whole-mail"],
)
def test_a_gap_names_one_question(gap: str, named: int, false: int, assistant: Assistant) -> None:
    measured = compare(CASE, draft_of(gaps=(gap,)), assistant, 0.0)
    assert (measured.gaps_named, len(measured.false_gaps)) == (named, false)


def test_the_echo_of_one_long_question_is_unsplit_only_when_more_was_asked() -> None:
    mail = "Quel est le budget d’un conseil citoyen, et combien de collèges compte-t-il ?"
    alone = replace(CASE, request=mail, facts=())
    assert is_unsplit(mail, replace(CASE, request=mail))
    assert not is_unsplit(mail, alone)


REAL = {
    "id": "r-1",
    "request": "Bonjour,\nQuel est le budget du conseil citoyen de la planète Mars ?\nMerci",
    "today": "2015-02-15",
    "facts": [["planète Mars"]],
    "documents": [],
    "gaps": [["planète Mars"]],
}


def test_the_command_prints_the_figures_as_json_and_writes_the_same(
    corpus_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = tmp_path / "demandes.jsonl", tmp_path / "out"
    file.write_text(json.dumps(REAL), encoding="utf-8")
    options = ["--index", str(corpus_index), "--out", str(out), "--json"]
    monkeypatch.setattr(sys, "argv", ["evals", "infodoc", str(file), *options])
    with pytest.raises(SystemExit) as caught:
        main()
    found = json.loads(capsys.readouterr().out)
    assert found == json.loads((out / "summary.json").read_text("utf-8"))
    assert (found["fact_recall"], found["gaps_named"], found["false_gaps"]) == (0, 1, 0)
    assert (found["held"], caught.value.code) == (False, 1)
    assert [draft["id"] for draft in found["drafts"]] == ["r-1"]

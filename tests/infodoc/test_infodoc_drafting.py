"""Drafts on the real corpus: answers with sources, gaps named, replies found again, nothing personal out."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from llm_server import LlmServer, serving
from registers import NOW, Opened

from assistant.assistant import Assistant
from assistant.embedding import SentenceEncoder
from assistant.errors import QuestionError
from assistant.index import Index, live_generation
from assistant.infodoc import (
    ACTIONS,
    ANSWER,
    PastRequests,
    draft_to_json,
    prepare_draft,
    publication,
    publish_reply,
    to_text,
)
from assistant.infodoc.draft import MISSING, READING, UNDERSTOOD
from assistant.settings import Settings
from ingest.build import build

TODAY = date(2015, 2, 15)
PLANTED = ("Zoé", "Planté", "06 11 22 33 44", "zoe.plante@exemple.fr", "Semis")
REQUEST = (
    "Bonjour,\nJe suis Zoé Planté, de l’association Semis.\n"
    "Combien de collèges comporte un conseil citoyen ?\n"
    "Quelle rencontre est prévue sur le mal-logement ?\nQuel est le chiffre d’affaires du port de Brest ?\n"
    "Merci\nZoé Planté\n06 11 22 33 44\nzoe.plante@exemple.fr"
)


def test_a_draft_answers_cites_and_names_what_is_missing(assistant: Assistant) -> None:
    draft = prepare_draft(REQUEST, assistant, today=TODAY).draft
    assert len(draft.of(UNDERSTOOD)) == 3
    answer = [e for e in draft.of(ANSWER) if not e.heading]
    assert any("deux collèges" in e.text for e in answer)
    assert all(e.sources and e.state == "citation" for e in answer)
    assert any("mal-logement" in e.text for e in draft.of(ACTIONS))
    assert any("conseils citoyens" in e.text for e in draft.of(READING))
    assert len(draft.gaps) == 1
    assert "Brest" in draft.of(MISSING)[0].text
    assert "Où chercher" in draft.of(MISSING)[0].text


def test_an_answer_to_look_at_again_says_so_to_the_writer_alone(assistant: Assistant) -> None:
    careful = replace(assistant.decision, sure=1.0)
    unsure = Assistant(assistant.index, assistant.retriever.encoder, assistant.settings, careful)
    draft = prepare_draft(REQUEST, unsure, today=TODAY).draft
    (remarked,) = draft.remarked()
    assert remarked.text == "Combien de collèges comporte un conseil citoyen ?"
    assert remarked.remark.startswith("Réponse à vérifier")
    assert "à vérifier" not in to_text(draft)
    assert prepare_draft(REQUEST, assistant, today=TODAY).draft.remarked() == []


def test_nothing_past_is_announced_as_coming(assistant: Assistant) -> None:
    assert prepare_draft(REQUEST, assistant, today=date(2026, 3, 2)).draft.of(ACTIONS) == []


def test_a_text_without_a_question_is_said(assistant: Assistant) -> None:
    with pytest.raises(QuestionError, match="Aucune question"):
        prepare_draft("Bonjour,\nCordialement", assistant, today=TODAY)


@pytest.fixture
def model() -> Iterator[LlmServer]:
    """A language model that repeats the first sentence of each passage."""
    with serving() as server:
        server.behaviour = lambda asked: "\n".join(
            f"{sentences[0]} [{n}]" for n, sentences in asked.passages.items() if sentences
        )
        yield server


def test_no_personal_data_reach_the_model(
    model: LlmServer, corpus_index: Path, encoder: SentenceEncoder, user_settings: Settings
) -> None:
    update = {"index": corpus_index, "llm_model": "joué", "llm_base_url": model.url}
    with closing(Index.open(corpus_index)) as index:
        written = Assistant(index, encoder, user_settings.model_copy(update=update))
        draft = prepare_draft(REQUEST, written, today=TODAY).draft
    prompts = " ".join(a.system + a.user for a in model.asked)
    assert "collèges" in prompts
    assert [p for p in PLANTED if p in prompts] == []
    assert not draft.unsupported()


def answered(opened: Opened, assistant: Assistant, text: str, **values: object) -> int:
    request = opened.add(text, **values)
    draft = prepare_draft(text, assistant, today=TODAY).draft
    reply = opened.replies.keep(
        request.id,
        content=draft_to_json(draft),
        text=to_text(draft),
        sources=draft.sources,
        who="agent A",
        now=NOW,
    )
    opened.replies.validate(reply, who="agent A", now=NOW)
    return request.id


def test_a_validated_reply_is_found_again_for_a_similar_request(
    opened: Opened, assistant: Assistant, encoder: SentenceEncoder
) -> None:
    known = answered(opened, assistant, REQUEST)
    opened.add("Quels ateliers sont prévus sur la santé mentale ?")
    past = PastRequests(opened.database, encoder)
    found = past.like("De combien de collèges se compose le conseil citoyen ?", now=NOW)
    assert [s.request.id for s in found] == [known]
    assert found[0].reply is not None
    assert not found[0].duplicate


def test_the_same_request_sent_twice_is_a_duplicate(opened: Opened, encoder: SentenceEncoder) -> None:
    opened.add(REQUEST)
    found = PastRequests(opened.database, encoder).like(REQUEST.replace("Bonjour", "Re-bonjour"), now=NOW)
    assert [s.duplicate for s in found] == [True]


def test_a_published_reply_is_shown_as_such_and_stands_behind_what_it_quotes(
    assistant: Assistant, settings: Settings, encoder: SentenceEncoder, tmp_path: Path
) -> None:
    opened = Opened.at(tmp_path / "data")
    request = opened.add(REQUEST, requester="Zoé Planté", organisation="association Semis")
    draft = prepare_draft(REQUEST, assistant, today=TODAY).draft
    folder = settings.corpus / "documents"
    folder.mkdir(parents=True)
    (folder / "fiche.md").write_text(
        "# Les conseils citoyens\n\n" + " ".join(s.quote for s in draft.sources), encoding="utf-8"
    )
    made = publication(draft, request, "Combien de collèges comporte un conseil citoyen ?", TODAY)
    identifier = publish_reply(
        replace(made, themes=("participation",)), request, settings.corpus, 3, "Service exemple"
    )
    build(settings.corpus, settings.index, settings, encoder=encoder)
    with closing(Index.open(settings.index)) as index:
        assert index.documents[identifier].kind == "réponse Info-doc"
        assert index.documents[identifier].date == "2015-02-15"
        answer = Assistant(index, encoder, settings).ask(
            "Combien de collèges comporte un conseil citoyen ?", today=TODAY
        )
    assert answer.citations
    assert answer.citations[0].document == "fiche"
    assert _planted_in(live_generation(settings.index)) == []
    opened.database.close()


def _planted_in(generation: Path) -> list[str]:
    """The planted strings in any file of an index, the Chroma database included."""
    files = [p for p in generation.rglob("*") if p.is_file()]
    with closing(sqlite3.connect(generation / "chroma" / "chroma.sqlite3")) as database:
        dump = "\n".join(database.iterdump())
    texts = [dump, *(p.read_bytes().decode("utf-8", errors="ignore") for p in files)]
    escaped = {planted: json.dumps(planted)[1:-1] for planted in PLANTED}
    return [p for p, e in escaped.items() if any(p in t or e in t for t in texts)]

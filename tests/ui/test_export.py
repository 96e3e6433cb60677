"""A conversation as Markdown and DOCX, with its sources, text staying text."""

import io
from datetime import date

import docx

from assistant.types import (
    ActionCard,
    Answer,
    AnswerSentence,
    Citation,
    DocumentCard,
    Handover,
)
from assistant.ui.chat.export import Exported, to_docx, to_markdown

QUOTE = "Le contrat de ville est conclu à l’échelle intercommunale."
CITATION = Citation(1, "fiche", "Le contrat de ville", "fiche repère", "2015-01-31", 3, QUOTE, QUOTE)
ANSWERED = Answer(
    "Qui signe ?",
    "Qui signe le contrat de ville ?",
    sentences=(AnswerSentence(QUOTE, (1,), "verbatim"),),
    citations=(CITATION,),
    actions=(
        ActionCard(
            "a", "Samedi des élus", "samedi des élus", "Économie", "envisagée", "à venir", "2015", "p", 12
        ),
    ),
    documents=(DocumentCard("fiche", "Le contrat de ville", "fiche repère", None, "Source de la réponse"),),
)
REFUSED = Answer(
    "Et la tarte ?",
    "Et la tarte ?",
    refused=True,
    refusal_reason="Rien de sûr dans les documents.",
    handover=Handover("Service Info-doc", "01 02", "info@exemple.fr", "Bonjour"),
)


def conversation(*answers: Answer) -> list[Exported]:
    return [Exported(a.question, a, date(2015, 2, 15)) for a in answers]


def word_text(content: bytes) -> list[str]:
    return [p.text for p in docx.Document(io.BytesIO(content)).paragraphs]


def test_markdown_has_question_sentence_and_source() -> None:
    text = to_markdown(conversation(ANSWERED))
    plain = text.replace("\\", "")
    assert "## Qui signe ?" in plain
    assert f"{QUOTE} [1]" in plain
    assert f"[1] Le contrat de ville (2015-01-31), page 3 : « {QUOTE} »" in plain
    assert "15/02/2015" in plain


def test_docx_has_question_sentence_source_action_and_document() -> None:
    text = word_text(to_docx(conversation(ANSWERED)))
    assert "Qui signe ?" in text
    assert f"{QUOTE} [1]" in text
    assert any(line.startswith("[1] Le contrat de ville") for line in text)
    assert any(line.startswith("Samedi des élus") for line in text)
    assert any("Source de la réponse" in line for line in text)


def test_refusal_has_its_reason_and_whom_to_ask() -> None:
    text = word_text(to_docx(conversation(REFUSED)))
    assert "Rien de sûr dans les documents." in text
    assert "Service Info-doc – 01 02 – info@exemple.fr" in text


def test_markup_in_a_question_stays_text_in_markdown() -> None:
    question = "![x](http://mal.example/a.png) <script>alert(1)</script> # titre"
    text = to_markdown([Exported(question, REFUSED, date(2015, 2, 15))])
    assert "![" not in text
    assert "<script" not in text
    assert "\\!\\[x\\]" in text


def test_control_characters_do_not_break_the_word_file() -> None:
    text = word_text(to_docx([Exported("Qui\x00 signe\x0b ?", ANSWERED, date(2015, 2, 15))]))
    assert "Qui\ufffd signe\ufffd ?" in text


def test_order_of_the_conversation_is_kept() -> None:
    text = word_text(to_docx(conversation(ANSWERED, REFUSED)))
    assert text.index("Qui signe ?") < text.index("Et la tarte ?")

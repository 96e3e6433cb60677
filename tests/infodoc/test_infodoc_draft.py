"""Drafts: elements kept, moved, edited; their sources; what no source supports; the letter and its files."""

import email
import io
from dataclasses import replace
from email import policy

import docx
import pytest
from drafts import OTHER, QUOTE, a_draft, source
from odfdo import Document as OdfDocument

from assistant.errors import RegisterError
from assistant.infodoc import (
    ANSWER,
    Draft,
    Element,
    check_by_words,
    checked_element,
    draft_from_json,
    draft_to_json,
    to_docx,
    to_eml,
    to_html,
    to_odt,
    to_text,
    with_changed,
    with_element,
    with_moved,
    with_numbers,
)
from assistant.infodoc.bibliography import reference
from assistant.types import Document


def sentences(draft: Draft) -> list[Element]:
    return [e for e in draft.of(ANSWER) if not e.heading]


def test_a_draft_comes_back_from_json_as_it_was() -> None:
    assert draft_from_json(draft_to_json(a_draft())) == a_draft()


def test_an_unreadable_draft_is_said() -> None:
    with pytest.raises(RegisterError, match="ne se lit plus"):
        draft_from_json('{"elements": 3}')


def test_a_moved_sentence_keeps_its_source_and_numbers_follow_the_reading_order() -> None:
    draft = a_draft()
    _, second = sentences(draft)
    swapped = with_moved(draft, second.id, -1)
    first, last = sentences(swapped)
    assert (first.text, swapped.source(first.sources[0]).quote) == (OTHER, OTHER)
    assert (last.text, swapped.source(last.sources[0]).quote) == (QUOTE, QUOTE)
    _, cited = with_numbers(swapped)
    assert [(s.n, s.quote) for s in cited] == [(1, OTHER), (2, QUOTE)]


def test_a_removed_sentence_takes_its_source_away() -> None:
    draft = a_draft()
    first = sentences(draft)[0]
    shown = to_text(with_changed(draft, replace(first, kept=False)))
    assert QUOTE not in shown
    assert "[1]" in shown
    assert "[2]" not in shown


def test_a_heading_without_sentences_is_not_written() -> None:
    draft = a_draft()
    for element in sentences(draft):
        draft = with_changed(draft, replace(element, kept=False))
    assert "Combien de collèges ?" not in to_text(draft)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        pytest.param(QUOTE, "citation", id="exact"),
        pytest.param("Le conseil citoyen comprend deux collèges.", "appuyé", id="shortened"),
        pytest.param("Le conseil citoyen comprend trois collèges de 12 membres.", "sans source", id="number"),
        pytest.param("Le conseil citoyen ne comprend pas deux collèges.", "sans source", id="denied"),
        pytest.param("Le conseil citoyen de Garges comprend deux collèges.", "sans source", id="name"),
        pytest.param("Le maire nomme le président du comité.", "sans source", id="other"),
        pytest.param("Le nombre de membres est fixé par la loi.", "sans source", id="denial-dropped"),
    ],
)
def test_an_edited_sentence_is_checked_again(text: str, state: str) -> None:
    draft = a_draft()
    element = sentences(draft)[0]
    assert checked_element(draft, replace(element, text=text)).state == state


def test_a_sentence_without_sources_is_without_support() -> None:
    assert check_by_words(QUOTE, []) == "sans source"


def test_unsupported_sentences_are_marked_in_the_letter() -> None:
    draft = a_draft()
    edited = replace(sentences(draft)[0], text="Le préfet décide de tout.")
    draft = with_changed(draft, checked_element(draft, edited))
    assert [e.text for e in draft.unsupported()] == ["Le préfet décide de tout."]
    assert "Le préfet décide de tout. [sans source]" in to_text(draft)


def test_an_added_element_stands_at_the_end_of_its_section() -> None:
    draft = with_element(a_draft(), Element("", ANSWER, "Ajout"), [source("Nouveau")])
    assert [e.text for e in sentences(draft)] == [QUOTE, OTHER, "Ajout"]
    assert [e.section for e in draft.elements].index("lecture") > 3


def test_the_letter_in_word_has_styles_and_sources() -> None:
    written = docx.Document(io.BytesIO(to_docx(a_draft())))
    lines = [(p.style.name, p.text) for p in written.paragraphs]
    assert ("Heading 1", "Éléments de réponse") in lines
    assert ("Heading 2", "Combien de collèges ?") in lines
    assert ("Normal", f"{QUOTE} [1]") in lines
    assert any(text.startswith("[1] Les conseils citoyens, p. 2 : «") for _, text in lines)


def test_the_letter_in_opendocument_is_read_back() -> None:
    written = OdfDocument(io.BytesIO(to_odt(a_draft())))
    headings = [str(h.text_recursive) for h in written.body.headers]
    assert "Éléments de réponse" in headings
    assert f"{QUOTE} [1]" in written.get_formatted_text()


def test_the_mail_is_unsent_and_addressed() -> None:
    message = email.message_from_bytes(to_eml(a_draft(), "zoe@exemple.fr"), policy=policy.default)
    assert (message["X-Unsent"], message["To"]) == ("1", "zoe@exemple.fr")
    assert QUOTE in message.get_body(("plain",)).get_content()
    assert "<h2>Éléments de réponse</h2>" in message.get_body(("html",)).get_content()


@pytest.mark.parametrize("recipient", ["01 02 03 04 05", "a@b\r\nBcc: x@y.fr", "", "deux@x.fr, trois@y.fr"])
def test_what_is_no_address_is_left_out_of_the_mail(recipient: str) -> None:
    message = email.message_from_bytes(to_eml(a_draft(), recipient), policy=policy.default)
    assert message["To"] is None
    assert message["Bcc"] is None


def test_text_is_never_html() -> None:
    draft = with_element(a_draft(), Element("", ANSWER, "<script>alert(1)</script>"), [source()])
    assert "<script>" not in to_html(draft)


@pytest.mark.parametrize(
    ("document", "pages", "written"),
    [
        pytest.param(
            Document("a", "Un titre.", "dossier", "2015-01-31", author="Pôle exemple", url="https://exemple.fr/a"),
            [3, 1],
            "PÔLE EXEMPLE. Un titre [en ligne]. 31 janvier 2015, p. 1, 3. Disponible à l’adresse : "
            "https://exemple.fr/a",
            id="online",
        ),
        pytest.param(Document("a", "Titre", "dossier", None), [], "Titre [dossier]. s. d.", id="undated"),
        pytest.param(
            Document("a", "Titre", "dossier", "2015-03", author="Planté, Zoé"),
            [],
            "PLANTÉ, Zoé. Titre [dossier]. mars 2015.",
            id="person",
        ),
    ],
)  # fmt: skip
def test_references(document: Document, pages: list[int], written: str) -> None:
    assert reference(document, pages) == written

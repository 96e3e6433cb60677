"""The Assistant page: questions, answers, sources, refusals, limits, export, opinions."""

import re
from pathlib import Path

import pytest
from page_reading import said, shown
from streamlit.testing.v1 import AppTest

from assistant.infodoc import Opinions
from assistant.settings import Settings
from assistant.storage import open_database
from assistant.ui.chat.exchanges import Exchange
from assistant.ui.chat.refusal_view import mail_link

QUESTION = "Qu’est-ce que le contrat de ville ?"
UNANSWERABLE = "Quelle est la recette de la tarte aux pommes ?"
HOSTILE = (
    "<img src=x onerror=alert(1)> [a](http://mal.example) ![b](http://mal.example/b.png) recette de tarte ?"
)


def ask(app: AppTest, question: str) -> AppTest:
    return app.chat_input[0].set_value(question).run()


def exchanges(app: AppTest) -> list[Exchange]:
    kept: list[Exchange] = app.session_state["conversation"]
    return kept


def buttons(app: AppTest, prefix: str) -> list[str]:
    return [b.key for b in app.button if b.key and b.key.startswith(prefix)]


def test_first_page_offers_questions_that_are_answered(assistant_page: AppTest) -> None:
    app = assistant_page.run()
    starters = [b.label for b in app.button if (b.key or "").startswith("starter-")]
    assert len(starters) >= 3
    app.button(key="starter-0").click().run()
    answer = exchanges(app)[0].answer
    assert answer is not None
    assert not answer.refused


def test_each_sentence_is_followed_by_its_marker(assistant_page: AppTest) -> None:
    app = ask(assistant_page.run(), QUESTION)
    answer = exchanges(app)[0].answer
    assert answer is not None
    assert answer.sentences
    assert shown(app).count("class='sentence'") == len(answer.sentences)
    assert len(buttons(app, "marker-")) == sum(len(s.citations) for s in answer.sentences)


def test_a_marker_opens_the_viewer_at_its_quote(assistant_page: AppTest) -> None:
    app = ask(assistant_page.run(), QUESTION)
    first = exchanges(app)[0].answer
    assert first is not None
    app.button(key=buttons(app, "marker-")[0]).click().run()
    place = app.session_state["viewer"]
    assert (place.document, place.page, place.quote) == (
        first.citations[0].document,
        first.citations[0].page,
        first.citations[0].quote,
    )
    assert re.search(r"(Page|Partie) \d+ sur \d+", shown(app))


def test_a_refusal_says_why_and_writes_the_request(assistant_page: AppTest) -> None:
    app = ask(assistant_page.run(), UNANSWERABLE)
    answer = exchanges(app)[0].answer
    assert answer is not None
    assert answer.refused
    assert answer.handover is not None
    assert UNANSWERABLE in shown(app)
    assert "mailto:poleressources.95@wanadoo.fr" in shown(app)
    assert any(UNANSWERABLE in code.value.replace("\u00a0", " ") for code in app.code)


def test_mail_link_holds_the_whole_request(assistant_page: AppTest) -> None:
    answer = exchanges(ask(assistant_page.run(), UNANSWERABLE))[0].answer
    assert answer is not None
    assert answer.handover is not None
    link = mail_link(answer.handover)
    assert "subject=Demande%20documentaire" in link
    assert "tarte%20aux%20pommes" in link
    assert "%0D%0A" in link
    assert not re.search(r"\s", link)


def test_markup_in_a_question_is_shown_as_text(assistant_page: AppTest) -> None:
    app = ask(assistant_page.run(), HOSTILE)
    assert "<img" not in shown(app)
    assert "&lt;img src=x onerror=alert(1)&gt;" in shown(app)


def test_a_follow_up_is_understood_from_what_came_before(assistant_page: AppTest) -> None:
    app = ask(ask(assistant_page.run(), QUESTION), "Et qui le signe ?")
    second = exchanges(app)[1].answer
    assert second is not None
    assert "contrat" in second.standalone_question


def test_a_question_without_a_letter_gets_one_sentence(assistant_page: AppTest) -> None:
    app = ask(assistant_page.run(), "???")
    assert "La question est vide" in said(app)


def test_filters_limit_the_answer(assistant_page: AppTest) -> None:
    app = assistant_page.run()
    app.multiselect(key="filter_kinds").set_value(["programme"]).run()
    ask(app, QUESTION)
    exchange = exchanges(app)[0]
    assert exchange.filters.kinds == ("programme",)
    assert exchange.answer is not None
    assert {c.document for c in exchange.answer.citations} <= {"programme-actions-2015"}
    assert "limitée à : programme" in shown(app)


def test_actions_have_cards_at_the_reference_day(assistant_page: AppTest) -> None:
    app = ask(assistant_page.run(), "Quelles rencontres sont prévues en 2015 ?")
    assert "class='chip coming'>à venir" in shown(app)
    assert buttons(app, "see-")


def test_when_the_programme_is_over_the_page_says_so(
    ui_settings: pytest.MonkeyPatch, assistant_page: AppTest
) -> None:
    ui_settings.setenv("ASSISTANT_TODAY", "2026-01-10")
    app = ask(assistant_page.run(), "Quelles sont les prochaines rencontres ?")
    assert "s’est achevé" in said(app)
    assert "class='chip coming'" not in shown(app)


def test_reference_day_can_be_moved_back(ui_settings: pytest.MonkeyPatch, assistant_page: AppTest) -> None:
    ui_settings.setenv("ASSISTANT_TODAY", "2026-01-10")
    app = assistant_page.run()
    app.button(key="travel-day").click().run()
    assert str(app.session_state["reference_date"]) == "2015-02-15"


def test_new_conversation_forgets_the_old_one(assistant_page: AppTest) -> None:
    app = ask(assistant_page.run(), QUESTION)
    next(b for b in app.button if b.label == "Nouvelle conversation").click().run()
    assert exchanges(app) == []
    assert "class='question'" not in shown(app)


def test_opinion_is_stored_with_its_comment(assistant_page: AppTest, tmp_path: Path) -> None:
    app = ask(assistant_page.run(), QUESTION)
    app.button(key=buttons(app, "useful-")[0]).click().run()
    app.text_input[0].set_value("Très utile")
    next(b for b in app.button if b.label == "Envoyer").click().run()
    (opinion,) = Opinions(open_database(Settings(_env_file=None, data=tmp_path / "data"))).all()
    assert (opinion.useful, opinion.question, opinion.comment) == (True, QUESTION, "Très utile")


def test_a_stopped_answer_can_be_looked_for_again(assistant_page: AppTest) -> None:
    app = ask(assistant_page.run(), QUESTION)
    exchange = exchanges(app)[0]
    exchange.answer = None
    app.run()
    assert "Recherche interrompue" in shown(app)
    app.button(key=f"again-{exchange.id}").click().run()
    assert exchanges(app)[0].answer is not None


def test_without_an_index_one_sentence_names_the_remedy(
    ui_settings: pytest.MonkeyPatch, assistant_page: AppTest, tmp_path: Path
) -> None:
    ui_settings.setenv("ASSISTANT_INDEX", str(tmp_path / "nulle-part"))
    app = assistant_page.run()
    assert len(app.error) == 1
    assert "python -m ingest build" in said(app)
    assert not app.exception


def test_an_unreadable_setting_is_named(ui_settings: pytest.MonkeyPatch, assistant_page: AppTest) -> None:
    ui_settings.setenv("ASSISTANT_TODAY", "demain")
    app = assistant_page.run()
    assert "ASSISTANT_TODAY" in said(app)
    assert not app.exception

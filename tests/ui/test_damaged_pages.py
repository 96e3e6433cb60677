"""The pages over an index some of whose files are damaged: a sentence, never a traceback, and a way out."""

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import streamlit as st
from page_reading import OpenPage, said, shown
from streamlit.testing.v1 import AppTest

from assistant.index import live_generation
from assistant.settings import load_settings
from assistant.staff import StaffPassword

PASSWORD = "une phrase assez longue"
Damage = Callable[[str], None]


def ask_page() -> None:
    from assistant.ui.chat import draw_assistant_page

    draw_assistant_page()


def corpus_page() -> None:
    from assistant.ui.corpus import draw_corpus_page

    draw_corpus_page()


@pytest.fixture
def damage(ui_settings: pytest.MonkeyPatch, corpus_index: Path, tmp_path: Path) -> Damage:
    """Empties a file of a copy of the index, over which the pages are then drawn."""
    index = tmp_path / "index"
    shutil.copytree(corpus_index, index)
    ui_settings.setenv("ASSISTANT_INDEX", str(index))
    load_settings.cache_clear()
    return lambda name: os.truncate(live_generation(index) / name, 0)


def signed_in(open_page: OpenPage, **parameters: str) -> AppTest:
    StaffPassword(load_settings().data).change(PASSWORD, datetime.now(UTC))
    app = open_page(corpus_page, **parameters)
    app.text_input[0].set_value("agent A")
    app.text_input[1].set_value(PASSWORD)
    app.button[0].click().run()
    assert not app.exception
    return app


def whole_page() -> AppTest:
    return AppTest.from_file(str(Path(__file__).parents[2] / "app.py"), default_timeout=900).run()


@pytest.mark.parametrize("name", ["passages.jsonl", "files.json", "manifest.json"])
def test_texts_that_are_damaged_are_one_sentence_to_readers(damage: Damage, name: str) -> None:
    damage(name)
    app = whole_page()
    assert not app.exception
    assert "L’index de l’assistant est abîmé" in said(app)
    assert "01.34.04.12.12" in said(app)
    assert name not in said(app)


@pytest.mark.parametrize("name", ["passages.jsonl", "manifest.json"])
def test_the_team_can_build_again_whatever_is_damaged(damage: Damage, open_page: OpenPage, name: str) -> None:
    damage(name)
    app = signed_in(open_page)
    assert f"L’index est abîmé : « {name} » manque ou ne se lit pas" in said(app)
    assert "Construire l’index" in [b.label for b in app.button]
    app.session_state["vue"] = "Constructions"
    app.run()
    assert not app.exception


def test_the_team_is_told_what_readers_notice(damage: Damage, open_page: OpenPage) -> None:
    damage("tokens.npy")
    app = signed_in(open_page)
    assert "Abîmé dans l’index en service : « tokens.npy »" in said(app)
    assert "par les mots seulement" in said(app)
    assert "<strong>" in shown(app)


def test_a_damaged_vector_base_changes_nothing_for_readers(damage: Damage, open_page: OpenPage) -> None:
    damage("chroma/chroma.sqlite3")
    app = open_page(ask_page)
    app.chat_input[0].set_value("Qu’est-ce qu’un conseil citoyen ?").run()
    assert not app.exception
    assert "conseil citoyen" in shown(app)
    assert "abîmé" not in said(app)


def test_without_vectors_no_question_is_tried_for_the_reader(damage: Damage, open_page: OpenPage) -> None:
    damage("center.npy")
    st.cache_data.clear()  # the whole index of this name had some
    app = open_page(ask_page)
    assert not app.exception
    assert "Pour commencer" not in shown(app)
    assert app.chat_input

"""The Documents page: catalogue and sheets."""

from page_reading import OpenPage, said, shown
from streamlit.testing.v1 import AppTest


def page() -> None:
    from assistant.ui.documents import draw_documents_page

    draw_documents_page()


def listed(app: AppTest) -> list[str]:
    return [b.label for b in app.button if (b.key or "").startswith("open-")]


def test_all_documents_are_listed(open_page: OpenPage, documents: int) -> None:
    assert len(listed(open_page(page))) == documents


def test_search_and_facets_narrow_the_list(open_page: OpenPage, documents: int) -> None:
    app = open_page(page)
    app.text_input(key="q").set_value("santé").run()
    found = len(listed(app))
    assert 1 <= found < documents
    app.selectbox(key="type").set_value("fiche repère").run()
    assert 1 <= len(listed(app)) < found


def test_nothing_found_is_said(open_page: OpenPage) -> None:
    app = open_page(page)
    app.text_input(key="q").set_value("xylophone").run()
    assert listed(app) == []
    assert "Aucun document ne correspond" in said(app)


def test_a_title_opens_the_sheet(open_page: OpenPage) -> None:
    app = open_page(page)
    app.button(key="open-fiche-illettrisme").click().run()
    assert "En quelques phrases du document" in shown(app)
    assert "Réutilisation" in shown(app)
    assert [b for b in app.button if (b.key or "").startswith("outline-")]


def test_a_heading_of_the_outline_opens_the_viewer(open_page: OpenPage) -> None:
    app = open_page(page, document="fiche-contrat-de-ville")
    heading = [b for b in app.button if (b.key or "").startswith("outline-")][-1]
    heading.click().run()
    assert "Page 3 sur 3" in shown(app)


def test_viewer_goes_from_part_to_part(open_page: OpenPage) -> None:
    app = open_page(page, document="fiche-illettrisme")
    next(b for b in app.button if b.label == "Lire").click().run()
    assert "Partie 1 sur" in shown(app)
    app.button(key="step-Suivante").click().run()
    assert "Partie 2 sur" in shown(app)


def test_a_vanished_document_leaves_the_catalogue(open_page: OpenPage, documents: int) -> None:
    app = open_page(page, document="disparu")
    assert "n’est plus dans le corpus" in said(app)
    assert len(listed(app)) == documents


def test_a_source_of_a_vanished_document_is_said(open_page: OpenPage) -> None:
    app = open_page(page)
    from assistant.ui.parts.viewer import ViewerPlace

    app.session_state["viewer"] = ViewerPlace("disparu", 1, "Une phrase.", 1)
    app.run()
    assert "n’est plus dans le corpus" in said(app)

from __future__ import annotations

from pathlib import Path

import pytest
from reader_files import (
    BODY,
    HEADING,
    PROSE,
    drawn_pdf,
    encrypted_pdf,
    flowing_pdf,
    lines,
    prose_pdf,
    scanned_pdf,
    together,
)
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import ListFlowable, ListItem, PageBreak, Paragraph, Table

from assistant.errors import IngestError
from ingest.layout import Block, Limits
from ingest.read.formats import read_document


def kinds_and_texts(blocks: tuple[Block, ...]) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in blocks]


def test_headings_and_wrapped_paragraphs(tmp_path: Path) -> None:
    document = read_document(prose_pdf(tmp_path / "a.pdf"))
    assert kinds_and_texts(document.blocks) == [("heading", "Le conseil citoyen"), ("paragraph", PROSE)]
    assert document.blocks[0].level == 1
    assert document.paged
    assert document.blocks[1].page == 1


def test_the_raw_text_of_the_page_is_kept(tmp_path: Path) -> None:
    document = read_document(prose_pdf(tmp_path / "a.pdf"))
    assert len(document.page_texts) == 1
    assert "\n" in document.page_texts[0]
    assert " ".join(document.page_texts[0].split()) == f"Le conseil citoyen {PROSE}"


def test_metadata(tmp_path: Path) -> None:
    path = drawn_pdf(
        tmp_path / "a.pdf",
        [lines(["Un texte assez court."])],
        title="Le titre",
        author="Le centre",
        subject="Un résumé",
        keywords="habitat, jeunesse",
    )
    document = read_document(path)
    assert (document.title, document.author, document.summary) == ("Le titre", "Le centre", "Un résumé")
    assert document.themes == ("habitat", "jeunesse")
    assert document.date == "2000-01-01"


@pytest.mark.parametrize("title", ["Microsoft Word - note.doc", "rapport_final.indd", ""])
def test_a_title_that_is_a_file_name_gives_way_to_the_first_heading(tmp_path: Path, title: str) -> None:
    heading = lines(["Le vrai titre"], size=18, y=760)
    path = drawn_pdf(
        tmp_path / "a.pdf", [together(heading, lines(["Une phrase du texte."] * 3))], title=title
    )
    assert read_document(path).title == "Le vrai titre"


def test_a_heading_over_two_lines_is_one_block(tmp_path: Path) -> None:
    heading = lines(["Une politique de la ville", "renouvelée"], size=18, y=760)
    path = drawn_pdf(tmp_path / "a.pdf", [together(heading, lines(["Une phrase du texte."] * 3))])
    assert read_document(path).blocks[0] == Block(
        "heading", "Une politique de la ville renouvelée", 1, level=1
    )


def test_heading_levels_follow_the_sizes(tmp_path: Path) -> None:
    page = together(
        lines(["Titre"], size=20, y=780),
        lines(["Partie"], size=14, y=740),
        lines(["Sous-partie"], y=720, bold=True),
        lines(["Un texte ordinaire, plus long que tous les titres."] * 2),
    )
    blocks = read_document(drawn_pdf(tmp_path / "a.pdf", [page])).blocks
    assert [(b.level, b.text) for b in blocks if b.kind == "heading"] == [
        (1, "Titre"),
        (2, "Partie"),
        (3, "Sous-partie"),
    ]


def test_a_bold_lead_stays_in_its_paragraph(tmp_path: Path) -> None:
    lead = "<b>Ateliers :</b> espaces dédiés au renforcement des pratiques, à partir d’une expertise."
    path = flowing_pdf(tmp_path / "a.pdf", [Paragraph("Formats", HEADING), Paragraph(lead, BODY)])
    assert read_document(path).blocks[1] == Block(
        "paragraph",
        "Ateliers : espaces dédiés au renforcement des pratiques, à partir d’une expertise.",
        1,
    )


def test_bold_words_stay_in_their_sentence(tmp_path: Path) -> None:
    text = "Le contrat réunit <b>dans un seul document</b> les dimensions sociale, urbaine et économique."
    path = flowing_pdf(tmp_path / "a.pdf", [Paragraph(text, BODY), Paragraph("Une seconde phrase.", BODY)])
    assert [block.text for block in read_document(path).blocks] == [
        "Le contrat réunit dans un seul document les dimensions sociale, urbaine et économique.",
        "Une seconde phrase.",
    ]


def test_the_footer_of_a_single_page_is_left_out(tmp_path: Path) -> None:
    footer = lines(["Le centre – Une fiche"], y=30, size=8)
    path = drawn_pdf(tmp_path / "a.pdf", [together(lines(["Une phrase du texte."] * 3), footer)])
    assert "centre" not in " ".join(block.text for block in read_document(path).blocks)


def test_a_footnote_is_kept(tmp_path: Path) -> None:
    note = lines(["1. Source : Insee, recensement de la population."], y=60, size=8)
    path = drawn_pdf(tmp_path / "a.pdf", [together(lines(["Une phrase du texte."] * 3), note)])
    assert read_document(path).blocks[-1].text == "1. Source : Insee, recensement de la population."


def test_list_items_are_one_block_each(tmp_path: Path) -> None:
    texts = [f"Le point numéro {n}, {PROSE.lower()}" for n in (1, 2, 3)]
    items = ListFlowable([ListItem(Paragraph(t, BODY)) for t in texts], bulletType="bullet", start="•")
    path = flowing_pdf(tmp_path / "a.pdf", [Paragraph("Les points suivants :", BODY), items])
    assert kinds_and_texts(read_document(path).blocks) == [
        ("paragraph", "Les points suivants :"),
        *[("item", text) for text in texts],
    ]


def test_bullets_drawn_after_the_text_are_matched_by_position(tmp_path: Path) -> None:
    text = ["Un premier atelier sur", "l’espace public", "Un second atelier"]

    def bullets(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for y in (700, 674):
            canvas.drawString(50, y, "•")

    path = drawn_pdf(tmp_path / "a.pdf", [together(lines(text), bullets)])
    assert kinds_and_texts(read_document(path).blocks) == [
        ("item", "Un premier atelier sur l’espace public"),
        ("item", "Un second atelier"),
    ]


def test_two_columns_are_read_one_after_the_other_and_joined(tmp_path: Path) -> None:
    left = lines(["Les rencontres interrogent", "la société au regard de travaux de"], y=700)
    right = lines(["chercheurs, confrontés aux", "pratiques des professionnels."], x=320, y=705)
    path = drawn_pdf(tmp_path / "a.pdf", [together(left, right)])
    assert kinds_and_texts(read_document(path).blocks) == [
        (
            "paragraph",
            "Les rencontres interrogent la société au regard de travaux de chercheurs, confrontés aux "
            "pratiques des professionnels.",
        )
    ]


def test_a_paragraph_over_a_page_break_keeps_both_pages(tmp_path: Path) -> None:
    first = lines(["Quelles perspectives offrons-"], y=100)
    second = lines(["nous à la jeunesse ? La question", "est posée."], y=780)
    [block] = read_document(drawn_pdf(tmp_path / "a.pdf", [first, second])).blocks
    assert block.text == "Quelles perspectives offrons-nous à la jeunesse ? La question est posée."
    assert block.page == 1
    assert [(block.text[offset:][:4], page) for offset, page in block.breaks] == [("nous", 2)]


def test_tables_give_one_row_block_a_row(tmp_path: Path) -> None:
    cells = [
        ["<b>Question</b>", "<b>Atelier santé ville</b>", "<b>Contrat local de santé</b>"],
        ["Nature", "Démarche locale animée par un coordonnateur", "Contrat signé"],
        ["Territoire", "Quartiers de la politique de la ville", "Commune ou autre périmètre choisi"],
    ]
    table = Table([[Paragraph(cell, BODY) for cell in row] for row in cells], [150] * 3)
    path = flowing_pdf(
        tmp_path / "a.pdf", [Paragraph("Le tableau compare.", BODY), table, Paragraph(PROSE, BODY)]
    )
    blocks = read_document(path).blocks
    assert [(block.level, block.text) for block in blocks if block.kind == "row"] == [
        (1, "Question ; Atelier santé ville ; Contrat local de santé"),
        (0, "Nature ; Démarche locale animée par un coordonnateur ; Contrat signé"),
        (0, "Territoire ; Quartiers de la politique de la ville ; Commune ou autre périmètre choisi"),
    ]
    assert kinds_and_texts(blocks)[-1] == ("paragraph", PROSE)


def test_running_headers_footers_and_page_numbers_are_left_out(tmp_path: Path) -> None:
    def furniture(canvas: Canvas, _: object) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(60, 800, "Bilan annuel du centre")
        canvas.drawRightString(A4[0] - 60, 30, str(canvas.getPageNumber()))

    story = [part for n in range(3) for part in (Paragraph(f"Partie {n}. {PROSE}", BODY), PageBreak())]
    document = read_document(flowing_pdf(tmp_path / "a.pdf", story, furniture))
    assert [block.text for block in document.blocks] == [f"Partie {n}. {PROSE}" for n in range(3)]
    assert "Bilan annuel du centre" in document.page_texts[0]


def test_a_number_in_the_text_is_no_page_number(tmp_path: Path) -> None:
    path = drawn_pdf(tmp_path / "a.pdf", [lines(["Le nombre de demandes formulées est de", "124"], y=500)])
    assert read_document(path).blocks[0].text == "Le nombre de demandes formulées est de 124"


def test_lines_that_end_early_part_paragraphs(tmp_path: Path) -> None:
    contents = [
        "Faire société p.10",
        "Promouvoir le vivre ensemble p.11",
        "Penser des territoires attractifs p.12",
    ]
    path = drawn_pdf(
        tmp_path / "a.pdf", [lines(["Sommaire", *contents, "Écouter et prendre en considération tous"])]
    )
    assert [block.text for block in read_document(path).blocks][1:4] == contents


def test_justified_text_keeps_its_words(tmp_path: Path) -> None:
    justified = ParagraphStyle("justified", BODY, alignment=4)
    document = read_document(flowing_pdf(tmp_path / "a.pdf", [Paragraph(PROSE * 4, justified)]))
    assert document.blocks[0].text == " ".join((PROSE * 4).split())


def test_text_along_the_edge_of_the_page_is_left_out_of_the_blocks(tmp_path: Path) -> None:
    def edge(canvas: Canvas) -> None:
        canvas.rotate(90)
        canvas.drawString(200, -30, "Texte vertical")

    path = drawn_pdf(tmp_path / "a.pdf", [together(lines(["Une phrase du texte."] * 2), edge)])
    document = read_document(path)
    assert "vertical" not in " ".join(block.text for block in document.blocks)


def test_an_empty_user_password_opens(tmp_path: Path) -> None:
    assert read_document(encrypted_pdf(tmp_path / "a.pdf", "")).blocks[1].text == PROSE


def test_a_password_is_reported(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match=r"« a\.pdf » est protégé par un mot de passe"):
        read_document(encrypted_pdf(tmp_path / "a.pdf", "secret"))


def test_a_truncated_pdf_is_reported(tmp_path: Path) -> None:
    path = prose_pdf(tmp_path / "a.pdf")
    path.write_bytes(path.read_bytes()[:-400])
    with pytest.raises(IngestError, match=r"« a\.pdf » est tronqué"):
        read_document(path)


def test_another_file_under_the_name_of_a_pdf_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_text("<html>Page introuvable</html>", encoding="utf-8")
    with pytest.raises(IngestError, match=r"« a\.pdf » n’est pas un PDF"):
        read_document(path)


def test_a_pdf_without_its_page_tree_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.4\nrien\nstartxref\n0\n%%EOF\n")
    with pytest.raises(IngestError, match=r"« a\.pdf » est endommagé"):
        read_document(path)


def test_a_scanned_pdf_is_reported(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match=r"document numérisé.*OCR"):
        read_document(scanned_pdf(tmp_path / "a.pdf"))


def test_a_scanned_page_among_others_is_an_empty_page(tmp_path: Path) -> None:
    path = drawn_pdf(
        tmp_path / "a.pdf", [lines(["Une phrase du texte."]), lambda canvas: canvas.rect(9, 9, 99, 99)]
    )
    assert read_document(path).empty_pages == (2,)


def test_too_many_pages_are_refused(tmp_path: Path) -> None:
    path = drawn_pdf(tmp_path / "a.pdf", [lines(["Une phrase."])] * 3)
    with pytest.raises(IngestError, match="trop de pages"):
        read_document(path, Limits(max_pages=2))


def test_an_item_that_wraps_under_its_bullet_is_whole(tmp_path: Path) -> None:
    text = lines(["la rencontre entre acteurs issus de sites et de", "structures"], x=75)
    page = together(lines(["Les principes :"], y=720), text, lines(["•"], x=60))
    wrapped = together(lines(["métiers différents."], x=60, y=674))
    path = drawn_pdf(tmp_path / "a.pdf", [together(page, wrapped)])
    assert kinds_and_texts(read_document(path).blocks) == [
        ("paragraph", "Les principes :"),
        ("item", "la rencontre entre acteurs issus de sites et de structures métiers différents."),
    ]


def test_signs_of_a_dingbats_font_are_bullets(tmp_path: Path) -> None:
    def bullet(canvas: Canvas) -> None:
        canvas.setFont("ZapfDingbats", 10)
        canvas.drawString(60, 700, "n")

    path = drawn_pdf(tmp_path / "a.pdf", [together(bullet, lines(["un atelier"], x=75))])
    assert kinds_and_texts(read_document(path).blocks) == [("item", "un atelier")]


def test_the_second_bullet_of_word_is_a_bullet(tmp_path: Path) -> None:
    def bullet(canvas: Canvas) -> None:
        canvas.setFont("Courier", 10)
        canvas.drawString(60, 700, "o")

    path = drawn_pdf(tmp_path / "a.pdf", [together(bullet, lines(["un atelier"], x=75))])
    assert kinds_and_texts(read_document(path).blocks) == [("item", "un atelier")]

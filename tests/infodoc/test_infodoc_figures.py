"""Figures, their files, and the import of a register."""

import csv
import io
import time
from datetime import date

import docx
import pytest
from drafts import a_draft
from openpyxl import Workbook, load_workbook
from registers import NOW, Opened

from assistant.errors import RegisterError
from assistant.infodoc import (
    RequestSearch,
    figures_docx,
    figures_rows,
    figures_sheets,
    guess_columns,
    import_requests,
    read_file,
    requests_rows,
    simulate_import,
    submit_request,
    to_csv,
    to_xlsx,
    with_numbers,
    yearly_figures,
    years_with_requests,
)
from assistant.infodoc.form import MOST_A_SESSION, MOST_AN_HOUR

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def filled(opened: Opened) -> Opened:
    opened.add("Un ?", received=date(2026, 1, 5), kind="élu", territory="nord", minutes=60, themes=("santé",))
    second = opened.add("Deux ?", received=date(2026, 2, 20), channel="visite", themes=("santé", "jeunesse"))
    opened.add("Avant ?", received=date(2025, 12, 31))
    _, sources = with_numbers(a_draft())
    reply = opened.replies.keep(second.id, content="{}", text="", sources=sources, who="agent A", now=NOW)
    opened.replies.validate(reply, who="agent A", now=NOW, minutes=30)
    return opened


def test_figures_of_a_year(opened: Opened) -> None:
    found = yearly_figures(filled(opened).database, *YEAR)
    assert (found.total, found.answered, found.median_delay, found.mean_minutes) == (2, 1, 10.0, 45.0)
    assert found.months[:3] == (("janvier", 1), ("février", 1), ("mars", 0))
    assert found.channels == (("mail", 1), ("visite", 1))
    assert found.kinds == (("élu", 1), ("non précisé", 1))
    assert found.themes == (("santé", 2), ("jeunesse", 1))
    assert found.delays == (("8 à 30 jours", 1), ("sans réponse", 1))
    assert found.documents == (("Les conseils citoyens", 1),)
    assert years_with_requests(opened.database) == [2026, 2025]


def test_an_empty_year_has_figures_too(opened: Opened) -> None:
    found = yearly_figures(opened.database, *YEAR)
    assert (found.total, found.median_delay, found.mean_minutes) == (0, None, None)
    assert figures_docx(found, "le service exemple")


def test_the_page_for_the_report_tells_the_figures(opened: Opened) -> None:
    written = docx.Document(
        io.BytesIO(figures_docx(yearly_figures(filled(opened).database, *YEAR), "le service exemple"))
    )
    text = "\n".join(p.text for p in written.paragraphs)
    assert "Le service exemple, année 2026" in text
    assert "2 demandes reçues, dont 1 répondues (délai médian : 10 jours)" in text


def test_figures_in_csv_and_xlsx(opened: Opened) -> None:
    found = yearly_figures(filled(opened).database, *YEAR)
    rows = list(csv.reader(io.StringIO(to_csv(figures_rows(found)).decode("utf-8-sig")), delimiter=";"))
    assert ["Par canal", "visite", "1"] in rows
    book = load_workbook(io.BytesIO(to_xlsx(figures_sheets(found))))
    assert [c.value for c in book["Par canal"][2]] == ["mail", 1]


@pytest.mark.parametrize("cell", ["=1+1", "+33", "-cmd", "@SUM(A1)", "\t=1", " =1"])
def test_no_cell_is_a_formula(opened: Opened, cell: str) -> None:
    opened.add(f"{cell} texte ?", requester=cell.strip())
    rows = list(requests_rows(opened.register.find().requests))
    written = list(csv.reader(io.StringIO(to_csv(rows).decode("utf-8-sig")), delimiter=";"))
    assert written[1][3].startswith("'")
    sheet = load_workbook(io.BytesIO(to_xlsx([("Demandes", rows)])))["Demandes"]
    assert {c.data_type for row in sheet.iter_rows() for c in row} <= {"s", "inlineStr", "n", "d"}


CSV = (
    "Date;Canal;Demande;Demandeur;Type de demandeur;Durée;Date de réponse\n"
    "05/01/2014;Tél;Qui signe ?;Zoé Planté;mairie;1h30;07/01/2014\n"
    "31/02/2014;mail;Quoi ?;;;;\n"
    "2014-03-01;pigeon;Où ?;;;;\n"
    "12/03/14;courriel;'=2+2 ?;;étudiante;45 min;\n"
    ";;;;;;\n"
    "01/04/2014;mail;;;;;\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_register_is_taken_over_with_a_report(opened: Opened, encoding: str) -> None:
    sheet = read_file("registre.csv", CSV.encode(encoding))
    columns = guess_columns(sheet.headings)
    rehearsed = simulate_import(sheet, columns, NOW.date())
    report = import_requests(sheet, columns, opened.register, who="agent A", now=NOW)
    assert rehearsed == report
    assert report.taken == 2
    assert [(r.line, r.why.split(" :")[0]) for r in report.rejected] == [
        (3, "date de réception"),
        (4, "canal"),
        (7, "Le texte de la demande est vide. Écrivez ce qui est demandé."),
    ]
    second, first = opened.register.find().requests
    assert (first.requester, first.channel, first.kind, first.minutes) == (
        "Zoé Planté",
        "téléphone",
        "collectivité",
        90,
    )
    assert (first.status, first.answered) == ("répondue", date(2014, 1, 7))
    assert (second.text, second.received, second.minutes) == ("=2+2 ?", date(2014, 3, 12), 45)


def test_lines_of_mixed_encodings_are_all_read() -> None:
    mixed = "Date;Demande\n01/01/2014;Où été ?\n".encode() + "02/01/2014;Où été ?\n".encode("cp1252")
    assert [row[1] for row in read_file("r.csv", mixed).preview()] == ["Où été ?", "Où été ?"]


def test_a_workbook_is_taken_over(opened: Opened) -> None:
    book, file = Workbook(), io.BytesIO()
    book.active.append(["Date", "Objet", "Temps"])
    book.active.append([date(2014, 1, 5), "Qui signe ?", 20])
    book.save(file)
    sheet = read_file("registre.xlsx", file.getvalue())
    report = import_requests(sheet, guess_columns(sheet.headings), opened.register, who="agent A", now=NOW)
    assert (report.taken, opened.register.get(1).minutes) == (1, 20)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        pytest.param("r.xlsx", b"pas un classeur", "XLSX lisible", id="broken-workbook"),
        pytest.param("r.pdf", b"%PDF", ".csv ou .xlsx", id="other-format"),
        pytest.param("r.csv", b"", "vide", id="empty"),
    ],
)
def test_a_file_that_cannot_be_used_is_said(name: str, content: bytes, said: str) -> None:
    with pytest.raises(RegisterError, match=said):
        read_file(name, content)


@pytest.mark.speed
def test_a_hundred_thousand_lines_are_taken_over_in_five_minutes(opened: Opened) -> None:
    lines = [f"{1 + n % 28:02d}/03/2014;mail;Qui signe le contrat de ville n° {n} ?" for n in range(100_000)]
    lines[50_000] = "32/03/2014;mail;Quoi ?"
    sheet = read_file("r.csv", "\n".join(["Date;Canal;Demande", *lines]).encode())
    began = time.perf_counter()
    report = import_requests(sheet, guess_columns(sheet.headings), opened.register, who="agent A", now=NOW)
    imported = time.perf_counter() - began
    began = time.perf_counter()
    found = opened.register.find(RequestSearch("99999"))
    print(f"100 000 lignes : {imported:.0f} s ; recherche : {time.perf_counter() - began:.2f} s")
    assert (report.taken, report.rejected_total, found.total) == (99_999, 1, 1)
    assert imported < 300


def test_a_missing_column_is_asked_for(opened: Opened) -> None:
    with pytest.raises(RegisterError, match="date de réception"):
        simulate_import(read_file("r.csv", b"Demande\nQuoi ?\n"), {"text": 0}, NOW.date())


def sent(opened: Opened, **values):
    given = {
        "text": "Qui signe ?",
        "requester": "Zoé",
        "contact": "z@exemple.fr",
        "organisation": "",
        "kind": "",
    }
    given |= {"territory": "", "sent_in_session": 0, "now": NOW}
    return submit_request(opened.database, **{**given, **values})


def test_the_form_writes_a_request_down(opened: Opened) -> None:
    request = sent(opened, kind="habitant")
    assert (request.channel, request.status, request.kind) == ("formulaire", "reçue", "habitant")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        pytest.param({"contact": " "}, "adresse électronique", id="no-contact"),
        pytest.param({"text": " "}, "vide", id="no-text"),
        pytest.param({"sent_in_session": MOST_A_SESSION}, "déjà envoyé", id="too-many-in-a-session"),
    ],
)
def test_the_form_says_what_it_lacks(opened: Opened, values: dict, said: str) -> None:
    with pytest.raises(RegisterError, match=said):
        sent(opened, **values)
    assert opened.register.find().total == 0


def test_the_form_takes_so_many_an_hour(opened: Opened) -> None:
    for _ in range(MOST_AN_HOUR):
        sent(opened)
    with pytest.raises(RegisterError, match="trop de demandes"):
        sent(opened)
    assert sent(opened, now=NOW.replace(hour=12)).id == MOST_AN_HOUR + 1

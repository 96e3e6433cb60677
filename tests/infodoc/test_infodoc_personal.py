"""Personal data: found, taken out, kept out of gaps; retention proposes, anonymisation leaves a trace."""

from datetime import date, datetime, timedelta

import pytest
from drafts import a_draft
from registers import NOW, Opened, a_request

from assistant.errors import RegisterError
from assistant.infodoc import (
    ANSWER,
    Element,
    Gaps,
    Opinion,
    PersonalData,
    draft_to_json,
    publication,
    publish_reply,
    to_text,
    with_element,
    without_personal,
)
from assistant.infodoc.personal import personal_traces
from assistant.settings import PARIS

PLANTED = ("Planté", "06 11 22 33 44", "zoe.plante@exemple.fr", "12 rue des Semis")
TEXT = (
    "Bonjour,\nCombien de collèges comporte un conseil citoyen ?\nZoé Planté, 12 rue des Semis\n"
    "06 11 22 33 44\nzoe.plante@exemple.fr"
)
PERSON = {"requester": "Zoé Planté", "organisation": "association Semis", "contact": "zoe.plante@exemple.fr"}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("Écrire à zoe.plante@exemple.fr", "Écrire à [adresse électronique]", id="mail"),
        pytest.param("Tél. +33 6 11 22 33 44.", "Tél. [téléphone].", id="phone"),
        pytest.param("au 0611223344", "au [téléphone]", id="phone-joined"),
        pytest.param("Mme Planté a dit", "[nom] a dit", id="title"),
        pytest.param("comme le dit zoe plante ici", "comme le dit [nom] ici", id="name-without-accent"),
        pytest.param("chez Association SEMIS", "chez [organisme]", id="organisation"),
        pytest.param("au 12 bis, rue des Semis", "au [adresse]", id="address"),
        pytest.param(
            "Loi n° 2014-173 du 21 février 2014, p. 15", "Loi n° 2014-173 du 21 février 2014, p. 15", id="law"
        ),
    ],
)
def test_what_is_personal_is_taken_out(text: str, left: str) -> None:
    assert without_personal(text, a_request(**PERSON)) == left


def test_allowed_contacts_stay() -> None:
    assert personal_traces("Appelez le 01 34 04 12 12", allowed=["01 34 04 12 12"]) == []


def test_gaps_are_kept_without_personal_data_and_with_negative_opinions(opened: Opened) -> None:
    gaps = Gaps(opened.database)
    gaps.refused("Où joindre Mme Planté au 06 11 22 33 44 ?", "non trouvé", date(2026, 3, 1))
    opinions = [
        Opinion(
            "a", datetime(2026, 2, 1, 10, tzinfo=PARIS), "g", False, False, "Et le budget ?", "trop vague"
        ),
        Opinion("b", datetime(2026, 2, 1, 10, tzinfo=PARIS), "g", True, False, "Utile"),
        Opinion("c", datetime(2025, 2, 1, 10, tzinfo=PARIS), "g", False, False, "Ancienne"),
    ]
    found = gaps.between(date(2026, 1, 1), date(2026, 12, 31), opinions)
    assert [(g.origin, g.question) for g in found] == [
        ("refus", "Où joindre [nom] au [téléphone] ?"),
        ("avis négatif", "Et le budget ?"),
    ]


def test_the_gaps_of_a_reply_replace_those_of_its_earlier_version(opened: Opened) -> None:
    request = opened.add(TEXT, **PERSON)
    gaps = Gaps(opened.database)
    gaps.of_reply(request.id, request, ["Quel budget ?", "Qui ?"], date(2026, 3, 1))
    gaps.of_reply(request.id, request, ["Quel budget pour Planté ?"], date(2026, 3, 2))
    found = gaps.between(date(2026, 1, 1), date(2026, 12, 31))
    assert [g.question for g in found] == ["Quel budget pour [nom] ?"]


def answered(opened: Opened, days_ago: int, **values) -> int:
    day = (NOW - timedelta(days=days_ago)).date()
    return opened.add(TEXT, received=day, status="répondue", answered=day, **{**PERSON, **values}).id


def test_retention_only_proposes_what_is_old_and_closed(opened: Opened) -> None:
    old = answered(opened, 1_200)
    answered(opened, 100)
    opened.add(TEXT, received=date(2020, 1, 1))
    data = PersonalData(opened.database)
    assert [r.id for r in data.due(NOW.date(), 36)] == [old]
    assert opened.register.get(old).requester == "Zoé Planté"


def test_without_a_visa_nothing_is_taken_out(opened: Opened) -> None:
    number = answered(opened, 1_200)
    with pytest.raises(RegisterError, match="visa"):
        PersonalData(opened.database).anonymise(
            [opened.register.get(number)], visa=" ", who="agent A", now=NOW
        )
    assert opened.register.get(number).anonymised is None


def test_anonymising_leaves_no_personal_data_and_a_trace(opened: Opened) -> None:
    number = answered(opened, 1_200)
    draft = with_element(a_draft(), Element("", ANSWER, "Comme le dit Mme Planté au 06 11 22 33 44."))
    opened.replies.keep(
        number,
        content=draft_to_json(draft),
        text=to_text(draft),
        sources=draft.sources,
        who="agent A",
        now=NOW,
    )
    opened.replies.save_draft(number, draft_to_json(draft), version=0, who="agent A", now=NOW)
    data = PersonalData(opened.database)
    assert data.anonymise([opened.register.get(number)], visa="AD95-2026-01", who="agent A", now=NOW) == 1
    with opened.database.reading() as connection:
        tables = ("request", "reply", "draft", "event", "vector", "gap", "erasure")
        kept = [str(row) for t in tables for row in connection.exec_driver_sql(f"select * from {t}")]
    assert not [p for p in PLANTED for row in kept if p in row]
    assert [(e.request, e.visa, e.who) for e in data.erasures()] == [(number, "AD95-2026-01", "agent A")]
    assert "Combien de collèges" in opened.register.get(number).text
    assert data.due(NOW.date(), 36) == []


def test_one_persons_data_are_exported(opened: Opened) -> None:
    mine = opened.add(TEXT, **PERSON).id
    opened.add("Autre chose ?", requester="Yann Semis")
    found = PersonalData(opened.database).about("zoé PLANTE")
    assert [d["numéro"] for d in found["demandes"]] == [mine]
    assert found["demandes"][0]["contact"] == "zoe.plante@exemple.fr"


def test_the_published_reply_names_nobody(opened: Opened, tmp_path) -> None:
    request = opened.add(TEXT, **PERSON)
    draft = with_element(a_draft(), Element("", ANSWER, "Vu avec Zoé Planté, 06 11 22 33 44."))
    made = publication(draft, request, "Conseil citoyen, pour Planté", NOW.date())
    identifier = publish_reply(made, request, tmp_path, 7, "Service exemple")
    written = (tmp_path / "documents" / "reponses-info-doc" / f"{identifier}.md").read_text(encoding="utf-8")
    assert not [p for p in PLANTED if p in written]
    assert "kind: réponse Info-doc" in written
    assert "Bonjour" not in written
    with pytest.raises(RegisterError, match="déjà dans le corpus"):
        publish_reply(made, request, tmp_path, 7, "Service exemple")

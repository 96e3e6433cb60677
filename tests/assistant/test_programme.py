import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.errors import IndexDamagedError, IngestError
from assistant.programme import (
    audiences_in,
    card,
    describe_period,
    formats_in,
    is_over,
    latest,
    load_programmes,
    programmes_from_json,
    programmes_to_json,
    search,
    theme_in,
    topics_in,
    upcoming,
    when,
)

ACTIONS = Path(__file__).parents[2] / "corpus" / "actions"
PROGRAMMES = load_programmes(ACTIONS)
BY_ID = {action.id: action for programme in PROGRAMMES for action in programme.actions}
MEETING = BY_ID["2015-rencontre-mal-logement"]
GROUP = BY_ID["2015-groupe-coordonnateurs-pre"]
DATED = replace(MEETING, period="12 mars 2015", precision="jour", start="2015-03-12", end="2015-03-12")

MINIMAL = """
programme:
  {document: p, title: P, year: 2015, start: 2015-01-01, end: 2015-12-31, published: 2015-01-31}
actions:
  - id: a
    title: Rencontre A
    format: rencontre
    axis: Axe
    themes: [Thème]
    occurrences: [{page: 1, theme: Thème, quote: Rencontre A}]
"""


def first_ids(text, n=1, **filters):
    return [scored.action.id for scored in search(PROGRAMMES, text=text, **filters)[:n]]


def written(folder, text, name="2015.yaml"):
    (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("today", "one_off", "group"),
    [
        (date(2014, 12, 1), "à venir", "à venir"),
        (date(2014, 12, 31), "à venir", "à venir"),
        (date(2015, 1, 1), "à venir", "en cours"),
        (date(2015, 2, 15), "à venir", "en cours"),
        (date(2015, 12, 31), "à venir", "en cours"),
        (date(2016, 1, 1), "passée", "passée"),
        (date(2026, 11, 23), "passée", "passée"),
    ],
)
def test_an_action_known_by_its_year(today, one_off, group):
    assert (when(MEETING, today), when(GROUP, today)) == (one_off, group)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2015, 3, 11), "à venir"),
        (date(2015, 3, 12), "en cours"),
        (date(2015, 3, 13), "passée"),
    ],
)
def test_an_action_known_by_its_day(today, expected):
    assert when(DATED, today) == expected


def test_an_action_without_a_period_has_its_date_to_be_confirmed():
    action = replace(MEETING, period="à confirmer", precision="", start="", end="")
    assert when(action, date(2015, 2, 15)) == "date à confirmer"
    assert describe_period(action) == "date à confirmer"


def test_everything_is_upcoming_during_the_year():
    assert len(upcoming(PROGRAMMES, date(2015, 2, 15))) == len(BY_ID)


@pytest.mark.parametrize("today", [date(2016, 1, 1), date(2026, 11, 23)])
def test_nothing_is_upcoming_after_the_year(today):
    assert upcoming(PROGRAMMES, today) == []


def test_a_cancelled_action_is_not_upcoming():
    programme = replace(PROGRAMMES[0], actions=(replace(DATED, status="annulée"), GROUP))
    assert upcoming([programme], date(2015, 2, 15)) == [GROUP]


def test_upcoming_actions_are_sorted_by_day_then_in_the_order_of_the_programme():
    programme = replace(PROGRAMMES[0], actions=(DATED, GROUP, MEETING))
    assert upcoming([programme], date(2014, 12, 1)) == [GROUP, MEETING, DATED]


def test_the_programme_is_over_the_day_after_its_last():
    assert not is_over(PROGRAMMES[0], date(2015, 12, 31))
    assert is_over(PROGRAMMES[0], date(2016, 1, 1))


def test_the_latest_programme_is_the_one_that_ends_last():
    newer = replace(PROGRAMMES[0], document="programme-actions-2016", end=date(2016, 12, 31))
    assert latest([newer, PROGRAMMES[0]]) == newer
    assert latest([]) is None


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Y a-t-il une rencontre sur le mal-logement ?", "2015-rencontre-mal-logement"),
        ("une rencontre sur le mal logement", "2015-rencontre-mal-logement"),
        ("RENCONTRE MALLOGEMENT", "2015-rencontre-mal-logement"),
        ("que faites vous sur l'ilettrisme", "2015-journee-illettrisme"),
        ("le petit dej sur les familles monoparantales", "2015-petit-dejeuner-monoparentalite"),
        ("quelque chose sur la mediasion ?", "2015-ateliers-mediation"),
        ("Qu'est-ce qui est prévu pour les élus ?", "2015-samedi-elus-developpement-economique"),
        ("Je suis élue, que proposez-vous ?", "2015-samedi-elus-developpement-economique"),
        ("L'économie sociale et solidaire", "2015-ateliers-ecosystemes-economiques"),
        ("les pratiques de GUP et PSL", "2015-cycle-qualite-urbaine"),
        ("conseil citoyen : des ateliers ?", "2015-ateliers-conseils-citoyens"),
        ("evaluation d'impact sur la sante", "2015-ateliers-sante-offre-de-soin"),
        ("Canopé", "2015-journee-canope"),
        ("groupe des coordinateurs PRE", "2015-groupe-coordonnateurs-pre"),
        ("La parole des jeunes", "2015-etude-parole-des-jeunes"),
    ],
)
def test_a_question_as_people_type_it_finds_its_action(question, expected):
    assert first_ids(question) == [expected]


@pytest.mark.parametrize(
    "question",
    [
        "Quelle est la recette de la tarte aux pommes ?",
        "Qui a gagné la coupe du monde de football ?",
        "Comment obtenir un passeport ?",
        "Que prévoyez-vous sur la radicalisation ?",
    ],
)
def test_a_subject_that_the_programme_lacks_finds_nothing(question):
    assert first_ids(question) == []


def test_a_subject_that_the_programme_lacks_scores_low_even_with_a_format():
    best = search(PROGRAMMES, text="Y a-t-il une rencontre sur la pêche à la ligne ?")[0]
    found = search(PROGRAMMES, text="Y a-t-il une rencontre sur le mal-logement ?")[0]
    assert best.score < 0.3 < 0.9 < found.score <= 1.0


def test_scores_are_between_zero_and_one_and_decrease():
    scores = [s.score for s in search(PROGRAMMES, text="jeunes, santé, emploi et participation")]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


def test_a_misspelt_word_counts_less_than_the_right_one():
    right = search(PROGRAMMES, text="monoparentalité")[0]
    wrong = search(PROGRAMMES, text="monoparantalité")[0]
    assert right.action == wrong.action
    assert wrong.score < right.score


def test_a_text_that_only_asks_does_not_limit():
    assert len(search(PROGRAMMES, text="Quelles sont les prochaines actions prévues en 2015 ?")) == len(BY_ID)


def test_a_format_filter_takes_the_kinds_of_meeting_too():
    found = {s.action.id for s in search(PROGRAMMES, text="Quelles rencontres ?", format="rencontre")}
    assert {"2015-rencontre-attractivite", "2015-observations-territoires"} <= found
    assert "2015-etude-gouvernance-renovation-urbaine" in found
    assert "2015-atelier-ville-et-genre" not in found


def test_the_words_of_the_filtered_format_do_not_weigh():
    best = search(PROGRAMMES, text="petit dej sur la monoparentalité", format="petit déjeuner")[0]
    assert best.score == 1.0


def test_a_theme_filter_leaves_case_and_accents_aside():
    found = {
        s.action.id for s in search(PROGRAMMES, theme="garantir un habitat et un cadre de vie de qualite")
    }
    assert found == {"2015-etude-gouvernance-renovation-urbaine", "2015-cycle-qualite-urbaine"}


def test_a_theme_may_be_an_axis():
    axes = {s.action.axis for s in search(PROGRAMMES, theme="Penser des territoires attractifs")}
    assert axes == {"Penser des territoires attractifs"}


def test_an_audience_filter():
    found = {s.action.id for s in search(PROGRAMMES, audience="coordonnateurs PRE")}
    assert found == {"2015-groupe-coordonnateurs-pre"}


def test_a_topic_filter():
    found = {s.action.id for s in search(PROGRAMMES, topic="prévention et médiation")}
    assert {"2015-ateliers-mediation", "2015-groupe-prevention-delinquance"} <= found
    assert "2015-rencontre-mal-logement" not in found


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Quelles sont les prochaines rencontres ?", {"rencontre"}),
        ("la Rencontre Observations et territoires", {"rencontre observations et territoires"}),
        ("Les études en débat", {"étude en débat"}),
        ("des petits-déjeuners ?", {"petit déjeuner"}),
        ("le prochain petit dej", {"petit déjeuner"}),
        ("Un samedi des élus est-il prévu ?", {"samedi des élus"}),
        ("samedis des élu(e)s", {"samedi des élus"}),
        ("cycles et ateliers", {"cycle de qualification", "atelier"}),
        ("Quels groupes d'échanges pour les PRE ?", {"groupe de travail"}),
        ("la journée sur l'illettrisme", {"journée"}),
        ("Qu'est-ce qu'un atelier santé ville ?", set()),
        ("Quel est le numéro de téléphone ?", set()),
    ],
)
def test_formats_that_a_question_names(question, expected):
    assert formats_in(question) == expected


@pytest.mark.parametrize("action", BY_ID.values(), ids=lambda action: action.id)
def test_the_title_of_an_action_names_its_format(action):
    assert action.format in formats_in(action.title)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Je suis élue", {"élus"}),
        ("que faites-vous pour les élu(e)s ?", {"élus"}),
        ("les actions pour les jeunes", {"jeunes"}),
        ("je suis coordinatrice PRE", {"coordonnateurs PRE"}),
        ("coordonnateurs de Programmes de réussite éducative", {"coordonnateurs PRE"}),
        ("chef de projet politique de la ville", {"chefs de projets politique de la ville"}),
        ("pour les agents de l'État", {"agents de l'État"}),
        ("pour la jeunesse", set()),
    ],
)
def test_publics_that_a_question_names(question, expected):
    assert audiences_in(question) == expected


@pytest.mark.parametrize(
    "action", [action for action in BY_ID.values() if action.audiences], ids=lambda action: action.id
)
def test_each_public_of_the_programme_can_be_named(action):
    assert all(audiences_in(audience) for audience in action.audiences)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Que prévoyez-vous sur l'habitat ?", {"habitat et cadre de vie"}),
        ("egalite entre les femmes et les hommes", {"égalité et discriminations"}),
        ("Où êtes-vous situés ?", set()),
    ],
)
def test_topics_that_a_question_names(question, expected):
    assert topics_in(question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Que prévoyez-vous pour lutter contre les vulnerabilites ?", "Lutter contre les vulnérabilités"),
        ("Dans l'axe « Faire société »", "Faire société"),
        ("le vivre ensemble", "Promouvoir le vivre ensemble"),
        ("la société de demain", None),
        ("Quel est le fax ?", None),
    ],
)
def test_the_heading_that_a_question_names(question, expected):
    assert theme_in(PROGRAMMES, question) == expected


def test_a_card_places_the_action_at_the_reference_date():
    shown = card(MEETING, date(2026, 11, 23))
    assert (shown.when, shown.period, shown.status, shown.page) == ("passée", "2015", "envisagée", 11)
    assert shown.theme == "Lutter contre les vulnérabilités"


def test_a_period_without_a_day_says_so():
    assert describe_period(MEETING) == "2015 (date précise à confirmer)"
    assert describe_period(DATED) == "12 mars 2015"


def test_programmes_survive_a_trip_through_json():
    assert programmes_from_json(json.loads(json.dumps(programmes_to_json(PROGRAMMES)))) == PROGRAMMES


@pytest.mark.parametrize("damaged", [None, {}, [{"document": "p"}]])
def test_damaged_json_says_to_build_again(damaged):
    with pytest.raises(IndexDamagedError, match="python -m ingest build"):
        programmes_from_json(damaged)


def test_no_folder_means_no_programme(tmp_path):
    assert load_programmes(tmp_path / "none") == ()


def test_time_and_status_of_the_programme_hold_for_its_actions(tmp_path):
    action = load_programmes(written(tmp_path, MINIMAL))[0].actions[0]
    assert (action.period, action.precision, action.status) == ("2015", "année", "envisagée")
    assert (action.start, action.end, action.page) == ("2015-01-01", "2015-12-31", 1)


def test_an_action_may_have_its_own_day_and_status(tmp_path):
    own = """
    period: 12 mars 2015
    precision: jour
    start: 2015-03-12
    end: 2015-03-12
    status: confirmée
"""
    text = MINIMAL.rstrip() + own
    action = load_programmes(written(tmp_path, text))[0].actions[0]
    assert (action.start, action.precision, action.status) == ("2015-03-12", "jour", "confirmée")


def test_a_period_without_days_is_kept_without_them(tmp_path):
    action = load_programmes(written(tmp_path, MINIMAL + "    period: date à fixer\n"))[0].actions[0]
    assert (action.period, action.start, action.end) == ("date à fixer", "", "")


@pytest.mark.parametrize(
    ("wrong", "right", "expected"),
    [
        ("format: rencontre\n", "format: colloque\n", ["action « a »", "« format »", "« colloque »"]),
        ("    title: Rencontre A\n", "", ["action « a »", "« title »", "il manque"]),
        ("page: 1", "page: 0", ["action « a »", "« occurrences.0.page »", "à partir de 1"]),
        ("axis: Axe\n", "axis: Axe\n    lieu: Ici\n", ["action « a »", "« lieu »", "n'existe pas"]),
        ("themes: [Thème]", "themes: [Autre]", ["action « a »", "« Thème »", "« themes »"]),
        ("axis: Axe\n", "axis: Axe\n    start: 2015-03-01\n", ["action « a »", "vont ensemble"]),
        ("end: 2015-12-31", "end: 2014-12-31", ["programme", "« end » précède « start »"]),
        ("end: 2015-12-31", "end: bientôt", ["programme", "« end »", "AAAA-MM-JJ"]),
        ("end: 2015-12-31", "end: 2015-13-31", ["YAML est illisible"]),
        ("actions:", "action:", ["liste « actions »"]),
        ("themes: [Thème]", "themes: [Thème", ["YAML est illisible"]),
    ],
)
def test_a_wrong_entry_is_named_with_its_file_and_field(tmp_path, wrong, right, expected):
    assert wrong in MINIMAL
    with pytest.raises(IngestError) as caught:
        load_programmes(written(tmp_path, MINIMAL.replace(wrong, right, 1)))
    assert all(part in str(caught.value) for part in ["2015.yaml", *expected])


def test_two_actions_of_one_file_may_not_share_an_id(tmp_path):
    entry = MINIMAL.partition("actions:\n")[2]
    with pytest.raises(IngestError, match="deux actions"):
        load_programmes(written(tmp_path, MINIMAL + entry))


def test_two_programmes_may_not_share_an_id(tmp_path):
    written(tmp_path, MINIMAL)
    with pytest.raises(IngestError, match="« a »"):
        load_programmes(written(tmp_path, MINIMAL.replace("document: p", "document: q"), "2016.yaml"))

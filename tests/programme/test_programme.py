from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from corpora import CENTRE, VOCABULARY

from assistant.programme import (
    action_card,
    describe_period,
    is_over,
    latest_programme,
    load_programmes,
    search_actions,
    theme_in,
    upcoming,
    when_of,
)

ACTIONS = Path(__file__).parents[2] / "corpus" / "actions"
PROGRAMMES = load_programmes(ACTIONS, CENTRE)
BY_ID = {action.id: action for programme in PROGRAMMES for action in programme.actions}
MEETING = BY_ID["2015-rencontre-mal-logement"]
GROUP = BY_ID["2015-groupe-coordonnateurs-pre"]
DATED = replace(MEETING, period="12 mars 2015", precision="jour", start="2015-03-12", end="2015-03-12")


def found_in(**filters):
    return search_actions(PROGRAMMES, VOCABULARY, **filters)


def first_ids(text, n=1, **filters):
    return [scored.action.id for scored in found_in(text=text, **filters)[:n]]


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
    assert (when_of(MEETING, today), when_of(GROUP, today)) == (one_off, group)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2015, 3, 11), "à venir"),
        (date(2015, 3, 12), "en cours"),
        (date(2015, 3, 13), "passée"),
    ],
)
def test_an_action_known_by_its_day(today, expected):
    assert when_of(DATED, today) == expected


def test_an_action_without_a_period_has_its_date_to_be_confirmed():
    action = replace(MEETING, period="à confirmer", precision="", start="", end="")
    assert when_of(action, date(2015, 2, 15)) == "date à confirmer"
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
    assert latest_programme([newer, PROGRAMMES[0]]) == newer
    assert latest_programme([]) is None


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
    best = found_in(text="Y a-t-il une rencontre sur la pêche à la ligne ?")[0]
    found = found_in(text="Y a-t-il une rencontre sur le mal-logement ?")[0]
    assert best.score < 0.3 < 0.9 < found.score <= 1.0


def test_scores_are_between_zero_and_one_and_decrease():
    scores = [s.score for s in found_in(text="jeunes, santé, emploi et participation")]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


def test_a_misspelt_word_counts_less_than_the_right_one():
    right = found_in(text="monoparentalité")[0]
    wrong = found_in(text="monoparantalité")[0]
    assert right.action == wrong.action
    assert wrong.score < right.score


def test_a_text_that_only_asks_does_not_limit():
    assert len(found_in(text="Quelles sont les prochaines actions prévues en 2015 ?")) == len(BY_ID)


def test_a_format_filter_takes_the_kinds_of_meeting_too():
    found = {s.action.id for s in found_in(text="Quelles rencontres ?", format="rencontre")}
    assert {"2015-rencontre-attractivite", "2015-observations-territoires"} <= found
    assert "2015-etude-gouvernance-renovation-urbaine" in found
    assert "2015-atelier-ville-et-genre" not in found


def test_the_words_of_the_filtered_format_do_not_weigh():
    best = found_in(text="petit dej sur la monoparentalité", format="petit déjeuner")[0]
    assert best.score == 1.0


def test_a_theme_filter_leaves_case_and_accents_aside():
    found = {s.action.id for s in found_in(theme="garantir un habitat et un cadre de vie de qualite")}
    assert found == {"2015-etude-gouvernance-renovation-urbaine", "2015-cycle-qualite-urbaine"}


def test_a_theme_may_be_an_axis():
    axes = {s.action.axis for s in found_in(theme="Penser des territoires attractifs")}
    assert axes == {"Penser des territoires attractifs"}


def test_an_audience_filter():
    found = {s.action.id for s in found_in(audience="coordonnateurs PRE")}
    assert found == {"2015-groupe-coordonnateurs-pre"}


def test_a_topic_filter():
    found = {s.action.id for s in found_in(topic="prévention et médiation")}
    assert {"2015-ateliers-mediation", "2015-groupe-prevention-delinquance"} <= found
    assert "2015-rencontre-mal-logement" not in found


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
    shown = action_card(MEETING, date(2026, 11, 23))
    assert (shown.when, shown.period, shown.status, shown.page) == ("passée", "2015", "envisagée", 11)
    assert shown.theme == "Lutter contre les vulnérabilités"


def test_a_period_without_a_day_says_so():
    assert describe_period(MEETING) == "2015 (date précise à confirmer)"
    assert describe_period(DATED) == "12 mars 2015"

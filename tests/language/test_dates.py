from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from assistant.language import (
    MONTHS,
    Period,
    days_in_words,
    in_words,
    is_year,
    iso_days,
    iso_in_words,
    periods_in,
    years_in,
)
from assistant.language.dates import is_month

TODAY = date(2015, 2, 15)  # a Sunday


def ends(text: str, today: date = TODAY) -> list[tuple[str, str]]:
    return [(str(p.start), str(p.end)) for p in periods_in(text, today)]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "le 12 mars 2015",
            "LE 12 MARS 2015",
            "jeudi 12 mars",
            "12-mars-15",
            "le 12\u00a0mars de l’année 2015",
        ),
        *("le 12/03/2015", "le 12/03/15", "le 12.03.15", "12 / 03 / 2015", "12-03-2015", "le 12/03"),
        *("2015-03-12", "2015/03/12"),
    ],
)
def test_a_day_is_read_in_each_of_its_forms(text: str) -> None:
    assert ends(text) == [("2015-03-12", "2015-03-12")]


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("en février 2016", "2016-02-01", "2016-02-29", "mois"),
        ("au mois d’août", "2015-08-01", "2015-08-31", "mois"),
        ("sept. 2014", "2014-09-01", "2014-09-30", "mois"),
        ("03/2015", "2015-03-01", "2015-03-31", "mois"),
        ("mars prochain", "2015-03-01", "2015-03-31", "mois"),
        ("mars dernier", "2014-03-01", "2014-03-31", "mois"),
        ("en 2014", "2014-01-01", "2014-12-31", "année"),
        ("le programme-2014", "2014-01-01", "2014-12-31", "année"),
        ("1er semestre 2015", "2015-01-01", "2015-06-30", "semestre"),
        ("au second semestre", "2015-07-01", "2015-12-31", "semestre"),
        ("le 4e trimestre de 2014", "2014-10-01", "2014-12-31", "trimestre"),
        ("cette semaine", "2015-02-09", "2015-02-15", "semaine"),
        ("la semaine prochaine", "2015-02-16", "2015-02-22", "semaine"),
        ("la semaine du 12 mars 2015", "2015-03-09", "2015-03-15", "semaine"),
        ("ce mois-ci", "2015-02-01", "2015-02-28", "mois"),
        ("le mois dernier", "2015-01-01", "2015-01-31", "mois"),
        ("ce trimestre", "2015-01-01", "2015-03-31", "trimestre"),
        ("le semestre prochain", "2015-07-01", "2015-12-31", "semestre"),
        ("cette année", "2015-01-01", "2015-12-31", "année"),
        ("l’an dernier", "2014-01-01", "2014-12-31", "année"),
        ("l'année prochaine", "2016-01-01", "2016-12-31", "année"),
        ("aujourd’hui", "2015-02-15", "2015-02-15", "jour"),
        ("après-demain", "2015-02-17", "2015-02-17", "jour"),
        ("mardi prochain", "2015-02-17", "2015-02-17", "jour"),
        ("mardi dernier", "2015-02-10", "2015-02-10", "jour"),
        ("ce week-end", "2015-02-14", "2015-02-15", "intervalle"),
        ("au printemps", "2015-03-21", "2015-06-20", "saison"),
        ("cet hiver", "2014-12-21", "2015-03-20", "saison"),
        ("à la rentrée 2016", "2016-09-01", "2016-09-30", "saison"),
    ],
)
def test_a_named_period_has_its_first_and_last_day(text: str, start: str, end: str, precision: str) -> None:
    (period,) = periods_in(text, TODAY)
    assert (str(period.start), str(period.end), period.precision) == (start, end, precision)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("entre le 1er mars et le 30 juin", "2015-03-01", "2015-06-30"),
        ("entre mars et juin 2016", "2016-03-01", "2016-06-30"),
        ("du 12 au 15 mars 2014", "2014-03-12", "2014-03-15"),
        ("du 30 décembre au 2 janvier 2015", "2014-12-30", "2015-01-02"),
        ("du 15 décembre au 10 janvier", "2015-12-15", "2016-01-10"),
        ("du 1er mars 2016 au 30 juin", "2016-03-01", "2016-06-30"),
        ("de mars à juin", "2015-03-01", "2015-06-30"),
        ("de 2014 à 2020", "2014-01-01", "2020-12-31"),
        ("la période 2014-2020", "2014-01-01", "2020-12-31"),
        ("avant le 1er avril", "None", "2015-03-31"),
        ("jusqu’au 31 mars", "None", "2015-03-31"),
        ("après le 15 mai 2026", "2026-05-16", "None"),
        ("à partir du 3 mai", "2015-05-03", "None"),
        ("depuis 2014", "2014-01-01", "None"),
        ("dès la rentrée", "2015-09-01", "None"),
        ("d’ici l’été", "2015-02-15", "2015-09-20"),
    ],
)
def test_two_ends_or_an_open_one_make_an_interval(text: str, start: str, end: str) -> None:
    (period,) = periods_in(text, TODAY)
    assert (str(period.start), str(period.end), period.precision) == (start, end, "intervalle")


def test_several_periods_are_told_in_order_with_their_words() -> None:
    text = "Que s’est-il passé en mars 2014, puis entre le 1er et le 3 avril 2015, œuvre finie avant l’été ?"
    found = periods_in(text, TODAY)
    words = [text[slice(*p.span)] for p in found]
    assert words == ["mars 2014", "entre le 1er et le 3 avril 2015", "avant l’été"]


@pytest.mark.parametrize(
    "text",
    [
        *("le 31 février 2015", "le 12/13/2015", "Tél. 01.34.04.12.12", "01 34 04 20 15", "2000 habitants"),
        *("2 015 euros", "1500 €", "il a été élu", "3,2015", "cette année-là", "", "12 et 15"),
    ],
)
def test_what_is_no_date_is_not_read_as_one(text: str) -> None:
    assert periods_in(text, TODAY) == ()


def test_accents_written_apart_count_as_letters() -> None:
    (period,) = periods_in("en fe\u0301vrier 2015", TODAY)
    assert str(period.start) == "2015-02-01"


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("le 12 mars 2015, puis en 2014 et 2015", (2015, 2014)),
        ("2014-2020", (2014, 2020)),
        ("la loi de 1598", (1598,)),
        ("en 1498 ou 2100", ()),
        ("12015 et 20150", ()),
        ("2015,5 et 2015 €", ()),
    ],
)
def test_years_as_they_are_written(text: str, years: tuple[int, ...]) -> None:
    assert years_in(text) == years


def test_names_of_months_and_years_are_known() -> None:
    assert all(is_month(name) and is_month(name.upper()) for name in MONTHS)
    assert is_month("aout")
    assert not is_month("mardi")
    assert is_year("2015")
    assert not is_year("20150")
    assert not is_year("1200")


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("2015", "2015"),
        ("2015-02", "février 2015"),
        ("2015-02-15", "15 février 2015"),
        ("2015-03-01", "1er mars 2015"),
    ],
)
def test_iso_dates_in_words(iso: str, words: str) -> None:
    assert iso_in_words(iso) == words


def test_days_in_words_say_month_and_year_once() -> None:
    assert days_in_words(date(2015, 3, 1), date(2015, 3, 1)) == "1er mars 2015"
    assert days_in_words(date(2015, 3, 12), date(2015, 3, 13)) == "du 12 au 13 mars 2015"
    assert days_in_words(date(2015, 3, 30), date(2015, 4, 2)) == "du 30 mars au 2 avril 2015"
    assert days_in_words(date(2014, 12, 30), date(2015, 1, 2)) == "du 30 décembre 2014 au 2 janvier 2015"


def test_a_period_holds_its_days() -> None:
    spring = Period(date(2015, 3, 1), date(2015, 3, 31), "mois")
    assert spring.holds(date(2015, 3, 31))
    assert not spring.holds(date(2015, 4, 1))
    assert Period(None, date(2015, 3, 31), "intervalle").meets(date(2015, 3, 31), date(2015, 12, 31))
    assert not Period(date(2016, 1, 1), None, "intervalle").meets(date(2015, 1, 1), date(2015, 12, 31))


def any_interval(rng: random.Random) -> Period:
    start = date(1900, 1, 1) + timedelta(days=rng.randrange(70_000))
    end = start + timedelta(days=rng.choice((0, 1, 5, 40, 400, 4000)))
    open_end = rng.randrange(4)
    if start == end:
        return Period(start, end, "jour")
    return Period(None if open_end == 1 else start, None if open_end == 2 else end, "intervalle")


@pytest.mark.parametrize("seed", range(300))
def test_the_words_of_a_period_are_read_as_the_same_days(seed: int) -> None:
    rng = random.Random(seed)
    period = any_interval(rng)
    today = date(2000, 1, 1) + timedelta(days=rng.randrange(20_000))
    (read,) = periods_in(in_words(period), today)
    assert (read.start, read.end) == (period.start, period.end), in_words(period)


@pytest.mark.parametrize(
    "text",
    ["2014", "mars 2015", "1er trimestre 2015", "2e semestre 2014", "semaine du 9 mars 2015", "hiver 2014"],
)
def test_a_whole_period_keeps_its_name(text: str) -> None:
    (period,) = periods_in(text, TODAY)
    assert in_words(period) == text


PIECES = (
    *(
        "le",
        "du",
        "au",
        "entre",
        "et",
        "avant",
        "1er",
        "31",
        "12",
        "99",
        "0",
        "2015",
        "1500",
        "2099",
        "février",
    ),
    *("mars", "sept.", "prochain", "dernier", "semestre", "4e", "semaine du", "été", "l’", "hiver", "œ", "ﬁ"),
    *(
        "/",
        "-",
        ".",
        "–",
        "\n",
        "\u00a0",
        "e\u0301",
        "İ",
        "²",
        "٣",
        "🙂",
        "ce",
        "mois",
        "an",
        "jusqu’",
        "d’ici ",
    ),
)


@pytest.mark.parametrize("seed", range(500))
def test_any_text_is_read_and_its_spans_stand_in_it(seed: int) -> None:
    rng = random.Random(seed)
    text = "".join(rng.choice(PIECES) + rng.choice(("", " ", " ")) for _ in range(rng.randrange(30)))
    previous = 0
    for period in periods_in(text, TODAY):
        start, end = period.span
        assert previous <= start < end <= len(text)
        assert period.start is None or period.end is None or period.start <= period.end
        previous = end


@pytest.mark.parametrize(
    ("iso", "ends"),
    [
        ("2015", ("2015-01-01", "2015-12-31")),
        ("2016-02", ("2016-02-01", "2016-02-29")),
        ("2015-02-15", ("2015-02-15", "2015-02-15")),
        ("2015-02-31", None),
        ("hier", None),
    ],
)
def test_the_days_of_an_iso_date(iso: str, ends: tuple[str, str] | None) -> None:
    days = iso_days(iso)
    assert (days and tuple(map(str, days))) == ends

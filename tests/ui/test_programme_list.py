"""Groups and facets of the programme."""

from dataclasses import replace
from datetime import date

from corpora import VOCABULARY

from assistant.programme import Programme
from assistant.types import Action
from assistant.ui.parts.controls import demonstration_day
from assistant.ui.programme.list import ActionFilter, by_period, by_theme, choices, select_actions

FEBRUARY = date(2015, 2, 15)
YEAR = Action(
    "a", "Atelier sur la médiation", "atelier", "Axe", ("Vivre ensemble", "Parole"), "2015", "année",
    "2015-01-01", "2015-12-31", "envisagée", "programme", 11, "Atelier sur la médiation",
    audiences=("élu(e)s",),
)  # fmt: skip
WORKING_GROUP = replace(
    YEAR, id="b", title="Groupe des chefs de projets", format="groupe de travail", recurring=True
)
DATED = replace(
    YEAR, id="c", title="Rencontre du 12 mars", format="rencontre", themes=("Parole",), period="12 mars 2015",
    precision="jour", start="2015-03-12", end="2015-03-12", audiences=(),
)  # fmt: skip
PROGRAMME = Programme(
    "programme", "Programme 2015", 2015, date(2015, 1, 1), date(2015, 12, 31), date(2015, 1, 31),
    (YEAR, WORKING_GROUP, DATED),
)  # fmt: skip


def titles(today: date) -> list[tuple[str, list[str]]]:
    return [(g.title, [a.id for a in g.actions]) for g in by_period(PROGRAMME.actions, today)]


def test_in_february_groups_go_on_and_the_rest_is_coming_by_period() -> None:
    assert titles(FEBRUARY) == [
        ("En cours · 2015", ["b"]),
        ("À venir · 2015", ["a"]),
        ("À venir · mars 2015", ["c"]),
    ]


def test_in_april_the_dated_action_is_past() -> None:
    assert titles(date(2015, 4, 1))[-1] == ("Passées · mars 2015", ["c"])


def test_next_year_nothing_is_coming() -> None:
    assert all(title.startswith("Passées") for title, _ in titles(date(2016, 1, 1)))


def test_an_action_of_two_themes_stands_under_both() -> None:
    groups = {g.title: [a.id for a in g.actions] for g in by_theme(PROGRAMME.actions)}
    assert groups == {"Vivre ensemble": ["a", "b"], "Parole": ["a", "b", "c"]}


def test_facets_are_those_of_the_actions() -> None:
    facets = choices(PROGRAMME.actions, VOCABULARY)
    assert facets.formats == ["atelier", "groupe de travail", "rencontre"]
    assert "élus" in facets.audiences
    assert "envisagée" in facets.states


def test_state_can_be_a_place_in_time() -> None:
    found = select_actions([PROGRAMME], ActionFilter(state="en cours"), FEBRUARY, VOCABULARY)
    assert [a.id for a in found] == ["b"]


def test_text_and_format_narrow_together() -> None:
    found = select_actions(
        [PROGRAMME], ActionFilter(text="médiation", format="atelier"), FEBRUARY, VOCABULARY
    )
    assert [a.id for a in found] == ["a"]


def test_demonstration_day_is_soon_after_publication() -> None:
    assert demonstration_day(PROGRAMME) == FEBRUARY

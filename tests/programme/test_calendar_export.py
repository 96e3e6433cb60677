from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from icalendar import Calendar

from assistant.errors import QuestionError
from assistant.programme import load_programmes, to_ics
from assistant.programme.ics import undated

PROGRAMME = load_programmes(Path(__file__).parents[2] / "corpus" / "actions")[0]
YEARLY = next(action for action in PROGRAMME.actions if action.id == "2015-rencontre-mal-logement")
DATED = replace(
    YEARLY,
    period="12 et 13 mars 2015",
    precision="jour",
    start="2015-03-12",
    end="2015-03-13",
    place="Maison du Val ; salle A, 1er étage",
    link="https://example.org/inscription",
)
NOW = datetime(2015, 2, 15, 12, 0, tzinfo=UTC)


def events(text):
    return list(Calendar.from_ical(text).walk("VEVENT"))


def unfolded(text):
    return text.replace("\r\n ", "")


def test_a_dated_action_is_read_back_as_it_was():
    (event,) = events(to_ics([DATED], now=NOW))
    assert str(event["SUMMARY"]) == DATED.title
    assert str(event["LOCATION"]) == DATED.place
    assert str(event["URL"]) == DATED.link
    assert DATED.quote in str(event["DESCRIPTION"])


def test_the_end_is_the_day_after_the_last():
    (event,) = events(to_ics([DATED], now=NOW))
    assert event["DTSTART"].dt == date(2015, 3, 12)
    assert event["DTEND"].dt == date(2015, 3, 14)


def test_days_are_written_as_dates_without_hours():
    text = to_ics([DATED], now=NOW)
    assert "DTSTART;VALUE=DATE:20150312\r\n" in text
    assert "DTEND;VALUE=DATE:20150314\r\n" in text


def test_the_stamp_is_the_time_given_in_utc():
    assert "DTSTAMP:20150215T120000Z\r\n" in to_ics([DATED], now=NOW)


def test_the_identifier_is_the_same_at_each_export():
    first, second = (events(to_ics([DATED], now=now))[0] for now in (NOW, NOW.replace(year=2016)))
    assert first["UID"] == second["UID"]


@pytest.mark.parametrize(
    ("status", "expected"),
    [("confirmée", "CONFIRMED"), ("envisagée", "TENTATIVE"), ("annulée", "CANCELLED")],
)
def test_the_status_is_told(status, expected):
    (event,) = events(to_ics([replace(DATED, status=status)], now=NOW))
    assert event["STATUS"] == expected


def test_lines_end_with_crlf_and_hold_at_most_75_octets():
    text = to_ics([replace(DATED, title="é" * 200)], now=NOW)
    lines = text.split("\r\n")
    assert not any("\n" in line or "\r" in line for line in lines)
    assert max(len(line.encode()) for line in lines) <= 75
    assert "SUMMARY:" + "é" * 200 in unfolded(text)


def test_commas_and_semicolons_are_escaped():
    assert r"LOCATION:Maison du Val \; salle A\, 1er étage" in unfolded(to_ics([DATED], now=NOW))


def test_actions_without_a_day_are_left_out_and_named():
    assert len(events(to_ics([YEARLY, DATED], now=NOW))) == 1
    assert undated([YEARLY, DATED]) == [YEARLY]


def test_no_dated_action_at_all_is_a_clear_error():
    with pytest.raises(QuestionError, match="jour précis"):
        to_ics(PROGRAMME.actions, now=NOW)

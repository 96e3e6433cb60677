import json
from pathlib import Path

import pytest
from corpora import CENTRE

from assistant.errors import IndexDamagedError, IngestError
from assistant.programme import load_programmes, programmes_from_json, programmes_to_json

PROGRAMMES = load_programmes(Path(__file__).parents[2] / "corpus" / "actions")

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


def written(folder, text, name="2015.yaml"):
    (folder / name).write_text(text, encoding="utf-8")
    return folder


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
        load_programmes(written(tmp_path, MINIMAL.replace(wrong, right, 1)), CENTRE)
    assert all(part in str(caught.value) for part in ["2015.yaml", *expected])


def test_two_actions_of_one_file_may_not_share_an_id(tmp_path):
    entry = MINIMAL.partition("actions:\n")[2]
    with pytest.raises(IngestError, match="deux actions"):
        load_programmes(written(tmp_path, MINIMAL + entry))


def test_two_programmes_may_not_share_an_id(tmp_path):
    written(tmp_path, MINIMAL)
    with pytest.raises(IngestError, match="« a »"):
        load_programmes(written(tmp_path, MINIMAL.replace("document: p", "document: q"), "2016.yaml"))

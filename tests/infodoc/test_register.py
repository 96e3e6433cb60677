"""The register: the same behaviour on SQLite and on PostgreSQL."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from registers import NOW, Opened, a_request

from assistant.errors import ConflictError, RegisterError
from assistant.infodoc import OvertakenError, ReplySource, RequestSearch, as_new_request
from assistant.settings import Settings
from assistant.storage import Database, open_database
from assistant.storage.database import migrate
from assistant.storage.tables import METADATA

SOURCE = ReplySource(1, "fiche", "La fiche", "fiche repère", "2026", 2, "Une phrase.", passage="Une phrase.")


def test_the_migrated_schema_is_the_declared_one(opened: Opened) -> None:
    with opened.database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_migrating_again_changes_nothing(opened: Opened) -> None:
    opened.add()
    migrate(opened.database)
    assert opened.register.find().total == 1


def test_a_request_is_read_as_it_was_written(opened: Opened) -> None:
    new = a_request(
        requester="Zoé Planté", organisation="commune exemple", kind="collectivité",
        contact="z@exemple.fr", territory="quartier exemple", themes=("santé", "jeunesse"),
        deadline=date(2026, 4, 1), owner="agent B", minutes=45,
    )  # fmt: skip
    added = opened.register.add(new, who="agent A", now=NOW)
    read = opened.register.get(added.id)
    assert as_new_request(read) == new
    assert read == added


def test_a_change_made_on_an_older_version_is_told_and_writes_nothing(opened: Opened) -> None:
    read = opened.add()
    opened.register.change(read, replace(as_new_request(read), territory="nord"), who="agent B", now=NOW)
    with pytest.raises(OvertakenError, match="agent B a modifié") as told:
        opened.register.change(read, replace(as_new_request(read), territory="sud"), who="agent A", now=NOW)
    assert told.value.current.territory == "nord"
    assert opened.register.get(read.id).territory == "nord"


def test_after_a_conflict_the_change_can_be_made_on_the_new_version(opened: Opened) -> None:
    read = opened.add()
    current = opened.register.change(
        read, replace(as_new_request(read), territory="nord"), who="agent B", now=NOW
    )
    wanted = replace(as_new_request(current), owner="agent A")
    assert opened.register.change(current, wanted, who="agent A", now=NOW).version == 3


def test_events_say_who_changed_what_without_personal_values(opened: Opened) -> None:
    read = opened.add(requester="Zoé Planté")
    wanted = replace(as_new_request(read), requester="Yann Semis", status="en cours")
    opened.register.change(read, wanted, who="agent B", now=NOW)
    last = opened.register.events(read.id)[0]
    assert (last.who, last.detail) == ("agent B", "demandeur ; état : reçue → en cours")
    assert last.at == NOW


@pytest.mark.parametrize(
    ("search", "found"),
    [
        pytest.param(RequestSearch("citoyens"), {1}, id="stem"),
        pytest.param(RequestSearch("zoe"), {2}, id="name-without-accent"),
        pytest.param(RequestSearch("2"), {2}, id="number"),
        pytest.param(RequestSearch(kinds=("élu",)), {2}, id="kind"),
        pytest.param(RequestSearch(theme="santé"), {3}, id="theme"),
        pytest.param(RequestSearch(statuses=("répondue",)), {3}, id="status"),
        pytest.param(RequestSearch(since=date(2026, 2, 1), until=date(2026, 2, 28)), {2}, id="dates"),
        pytest.param(RequestSearch(late_on=date(2026, 3, 10)), {1}, id="late"),
        pytest.param(RequestSearch("100 % _"), set(), id="wildcards-are-text"),
    ],
)
def test_search(opened: Opened, search: RequestSearch, found: set[int]) -> None:
    opened.add("Le conseil citoyen a-t-il un budget ?", deadline=date(2026, 3, 5))
    opened.add("Quels ateliers ?", requester="Zoé Planté", kind="élu", received=date(2026, 2, 3))
    opened.add("Qui signe ?", themes=("santé",), status="répondue", answered=date(2026, 3, 1))
    assert {r.id for r in opened.register.find(search).requests} == found


@pytest.mark.parametrize(
    ("values", "said"),
    [
        pytest.param({"text": " \n"}, "vide", id="empty"),
        pytest.param({"received": date(2026, 3, 3)}, "date de réception", id="tomorrow"),
        pytest.param({"received": date(206, 3, 3)}, "date de réception", id="year-206"),
        pytest.param({"deadline": date(2026, 1, 1)}, "échéance", id="deadline-before"),
        pytest.param({"channel": "pigeon"}, "canal", id="channel"),
        pytest.param({"minutes": -1}, "temps passé", id="minutes"),
        pytest.param({"text": "x" * 20_001}, "trop long", id="long"),
    ],
)
def test_what_the_register_does_not_take_is_said(opened: Opened, values: dict, said: str) -> None:
    with pytest.raises(RegisterError, match=said):
        opened.register.add(a_request(**{"text": "Quoi ?", **values}), who="agent A", now=NOW)
    assert opened.register.find().total == 0


def test_a_batch_with_a_bad_line_writes_nothing(opened: Opened) -> None:
    with pytest.raises(RegisterError):
        opened.register.add_many([a_request(), a_request(text="")], who="agent A", now=NOW)
    assert opened.register.find().total == 0


def test_a_draft_saved_over_another_one_is_told(opened: Opened) -> None:
    request = opened.add()
    first = opened.replies.save_draft(request.id, "{1}", version=0, who="agent A", now=NOW)
    opened.replies.save_draft(request.id, "{2}", version=first.version, who="agent A", now=NOW)
    with pytest.raises(ConflictError, match="agent A a enregistré"):
        opened.replies.save_draft(request.id, "{3}", version=first.version, who="agent B", now=NOW)
    kept = opened.replies.draft(request.id)
    assert kept is not None
    assert (kept.content, kept.version) == ("{2}", 2)
    assert opened.register.get(request.id).status == "en cours"


def test_replies_keep_their_versions_and_sources(opened: Opened) -> None:
    request = opened.add()
    for text in ("un", "deux"):
        opened.replies.keep(request.id, content="{}", text=text, sources=[SOURCE], who="agent A", now=NOW)
    second, first = opened.replies.of(request.id)
    assert [(r.number, r.text, r.sources) for r in (first, second)] == [
        (1, "un", (SOURCE,)),
        (2, "deux", (SOURCE,)),
    ]
    assert opened.replies.validated([request.id]) == {}


def test_a_validated_reply_answers_its_request(opened: Opened) -> None:
    request = opened.add()
    reply = opened.replies.keep(request.id, content="{}", text="un", sources=[], who="agent A", now=NOW)
    later = NOW + timedelta(days=2)
    opened.replies.validate(reply, who="agent A", now=later, minutes=90)
    answered = opened.register.get(request.id)
    assert (answered.status, answered.answered, answered.minutes) == ("répondue", later.date(), 90)
    assert opened.replies.validated([request.id])[request.id].validated == later


def test_a_foreign_database_address_is_refused_in_french() -> None:
    for url, said in (("mysql://x/y", "PostgreSQL convient"), ("n’importe quoi", "illisible")):
        with pytest.raises(RegisterError, match=said):
            open_database(Settings(_env_file=None, database_url=url))


def test_a_file_that_is_no_database_is_said(tmp_path) -> None:
    (tmp_path / "infodoc.sqlite3").write_bytes(b"rien " * 1_000)
    with pytest.raises(RegisterError, match="abîmé"):
        open_database(Settings(_env_file=None, data=tmp_path))


def test_a_register_of_a_newer_version_is_said(opened: Opened) -> None:
    with opened.database.writing() as connection:
        connection.exec_driver_sql("update alembic_version set version_num = '9999'")
    with pytest.raises(RegisterError, match="plus récente"):
        migrate(opened.database)


def test_a_locked_register_is_said_and_nothing_is_written(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("assistant.storage.database.BUSY_SECONDS", 0.1)
    opened = Opened(_sqlite(tmp_path), Settings(_env_file=None), NOW)
    with opened.database.writing(), pytest.raises(RegisterError, match="occupé"):
        opened.add()
    assert opened.add().id == 1
    opened.database.close()


def _sqlite(folder) -> Database:
    return open_database(Settings(_env_file=None, data=folder))


def test_known_values_are_sorted_and_distinct(opened: Opened) -> None:
    opened.add(themes=("santé", "écoles"), owner="agent B")
    opened.add(themes=("santé",), owner="agent A")
    assert opened.register.known("themes") == ["écoles", "santé"]
    assert opened.register.known("owner") == ["agent A", "agent B"]


def test_an_unknown_request_is_said(opened: Opened) -> None:
    with pytest.raises(RegisterError, match="n° 99 n’est pas dans le registre"):
        opened.register.get(99)

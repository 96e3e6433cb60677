"""The tables of the application, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """A moment with its time zone, kept as ISO text in UTC: it sorts, and is the same on both databases."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:
        """A moment as it is kept."""
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Any) -> datetime | None:
        """A kept moment, in UTC."""
        return None if value is None else datetime.fromisoformat(value)


METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
_KEY = "request.id"

REQUEST = Table(
    "request",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("received", Date, nullable=False, index=True),
    Column("channel", String(20), nullable=False),
    Column("text", Text, nullable=False),
    Column("requester", Text, nullable=False),
    Column("organisation", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("contact", Text, nullable=False),
    Column("territory", Text, nullable=False),
    Column("themes", Text, nullable=False),
    Column("deadline", Date),
    Column("status", String(20), nullable=False, index=True),
    Column("owner", Text, nullable=False),
    Column("minutes", Integer),
    Column("answered", Date),
    Column("version", Integer, nullable=False),
    Column("anonymised", Date),
    Column("searched", Text, nullable=False),
    sqlite_autoincrement=True,
)
REPLY = Table(
    "reply",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("request", Integer, ForeignKey(_KEY), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("author", Text, nullable=False),
    Column("created", Moment, nullable=False),
    Column("content", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("validated", Moment),
    Column("published", Text, nullable=False),
    UniqueConstraint("request", "number"),
)
SOURCE = Table(
    "source",
    METADATA,
    Column("reply", Integer, ForeignKey("reply.id"), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("document", Text, nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("date", Text),
    Column("page", Integer),
    Column("quote", Text, nullable=False),
    Column("author", Text),
    Column("url", Text),
    Column("passage", Text, nullable=False),
)
EVENT = Table(
    "event",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("request", Integer, ForeignKey(_KEY), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("detail", Text, nullable=False),
)
DRAFT = Table(
    "draft",
    METADATA,
    Column("request", Integer, ForeignKey(_KEY), primary_key=True),
    Column("content", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("author", Text, nullable=False),
    Column("saved", Moment, nullable=False),
)
VECTOR = Table(
    "vector",
    METADATA,
    Column("request", Integer, ForeignKey(_KEY), primary_key=True),
    Column("model", Text, nullable=False),
    Column("values", LargeBinary, nullable=False),
)
GAP = Table(
    "gap",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("day", Date, nullable=False, index=True),
    Column("origin", String(20), nullable=False),
    Column("question", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("request", Integer, ForeignKey(_KEY)),
)
ERASURE = Table(
    "erasure",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("request", Integer, ForeignKey(_KEY), nullable=False),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("visa", Text, nullable=False),
    Column("fields", Text, nullable=False),
)
SUBMISSION = Table(
    "submission",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False, index=True),
)
ACTION_EDIT = Table(
    "action_edit",
    METADATA,
    Column("action", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("author", Text, nullable=False),
    Column("made", Moment, nullable=False),
    Column("start", Date),
    Column("end", Date),
    Column("status", Text),
    Column("place", Text),
    Column("link", Text),
)
OPINION = Table(
    "opinion",
    METADATA,
    Column("answer", Text, primary_key=True),
    Column("created", Moment, nullable=False),
    Column("generation", Text, nullable=False),
    Column("useful", Boolean, nullable=False),
    Column("refused", Boolean, nullable=False),
    Column("question", Text, nullable=False),
    Column("comment", Text, nullable=False),
)

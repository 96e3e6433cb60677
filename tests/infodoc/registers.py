"""What the register's tests share: a fixed moment, fictitious people, an open register."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from assistant.infodoc import NewRequest, PastReplies, Register, Request
from assistant.settings import PARIS, Settings
from assistant.storage import Database, open_database

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=PARIS)
TEXT = "Bonjour,\nCombien de collèges comporte un conseil citoyen ?\nCordialement"


@dataclass(frozen=True)
class Opened:
    """A register of a test."""

    database: Database
    settings: Settings
    now: datetime

    @classmethod
    def at(cls, folder: Path) -> "Opened":
        """A SQLite register in a folder."""
        settings = Settings(_env_file=None, data=folder)
        return cls(open_database(settings), settings, NOW)

    @property
    def register(self) -> Register:
        return Register(self.database)

    @property
    def replies(self) -> PastReplies:
        return PastReplies(self.database)

    def add(self, text: str = TEXT, **values: Any) -> Request:
        return self.register.add(a_request(text, **values), who="agent A", now=self.now)


def a_request(text: str = TEXT, **values: Any) -> NewRequest:
    return NewRequest(**{"received": date(2026, 3, 1), "channel": "mail", "text": text, **values})

"""Settings: the only reader of the environment (``ASSISTANT_*`` variables or ``.env``)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import SettingsError

PARIS = ZoneInfo("Europe/Paris")
EMBEDDED_MODEL = "embedded"
READING_SECONDS = 2.0
"""For a question to the vector server: all sentences can be compared instead."""


@dataclass(frozen=True, slots=True)
class VectorServer:
    """The address of a Chroma server.

    Attributes:
        seconds: longest wait for one request.
    """

    host: str
    port: int
    ssl: bool = False
    seconds: float = READING_SECONDS


def default_cache() -> Path:
    """The user's cache directory, after the XDG base directory specification."""
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(root) / "assistant-ville"


def _upper(value: object) -> object:
    return value.strip().upper() if isinstance(value, str) else value


def _given(value: object) -> object:
    return None if value == "" else value


class Settings(BaseSettings):
    """Everything that can be set.

    Attributes:
        index: folder that holds the published index generations.
        corpus: folder of the documents, read by ``ingest`` and for the originals.
        data: what the application itself writes (opinions on answers…).
        runs: folder of the runs of question sets, shown to the team.
        cache: unpacked model and embedding cache.
        embedding_model: ``embedded``, or any sentence-transformers name or folder.
        today: reference date that replaces the clock, for demonstrations.
        action_edits: whether what the team changed in actions is laid over the programme as published.
        chroma_host, chroma_port, chroma_ssl: a Chroma server for the vectors of the sentences, which is given
            the texts too; empty: they are in files of the index folder.
        generations_kept: how many builds of the index stay, the live one included.
        upload_megabytes: size of the largest file that may be added to the corpus from the page.
        staff_emails: addresses let in to the staff pages by the identity provider, between commas.
        staff_session_minutes: minutes after which somebody must sign in again.
        llm_model: name of a chat model, with its provider before a colon unless it is OpenAI-compatible
            (``mistral:…``, ``ollama:…``); empty: answers are extracts.
        llm_base_url, llm_api_key: of an OpenAI-compatible endpoint.
        llm_first_token, llm_silence, llm_total: seconds to the first word, between two, and in all.
        llm_price_in, llm_price_out: price of a million tokens read and written, for the logs.
        llm_calls_per_session: calls of the model that one conversation may cause.
        nli_model: sentence-transformers ``CrossEncoder`` for NLI, by name or folder, in place of the
            fitted checker.
        questions_per_minute: of one session; questions_per_minute_by_address: of all those of one network
            address (an office, a household); this machine itself has no limit of address.
        requests_per_minute_by_address: pages and their files (a first visit takes about sixty).
        sessions_per_minute_by_address: pages opened, each of which is a session.
        form_per_hour_by_address: requests sent by the public form.
        infodoc_phone, infodoc_mail: where people are handed over to.
        database_url: PostgreSQL address of the Info-doc register; empty: SQLite in ``data``.
        log_level: least level of the lines of the log: DEBUG, INFO, WARNING or ERROR.
        log_file: file of the log, one JSON line an event; empty: standard error of the server, nothing for a
            command.
        log_questions: whether the log holds the text of questions (without addresses and phones).
        infodoc_retention_months: age, from the reply, at which a request is proposed for anonymisation.
    """

    model_config = SettingsConfigDict(env_prefix="ASSISTANT_", env_file=".env", extra="ignore")

    index: Path = Path("data/index")
    corpus: Path = Path("corpus")
    data: Path = Path("data")
    runs: Path = Path("evals/runs")
    cache: Path = Field(default_factory=default_cache)
    embedding_model: str = EMBEDDED_MODEL
    today: date | None = None
    llm_model: str = ""
    llm_base_url: str = ""
    llm_api_key: SecretStr = SecretStr("")
    llm_temperature: float = Field(default=0.0, ge=0.0, le=2.0)
    llm_max_tokens: int = Field(default=700, ge=16)
    llm_first_token: float = Field(default=20.0, gt=0.0)
    llm_silence: float = Field(default=15.0, gt=0.0)
    llm_total: float = Field(default=60.0, gt=0.0)
    llm_price_in: float = Field(default=0.0, ge=0.0)
    llm_price_out: float = Field(default=0.0, ge=0.0)
    llm_calls_per_session: int = Field(default=200, ge=1)
    nli_model: str = ""
    action_edits: bool = True
    chroma_host: str = Field(default="", pattern=r"^(\[[0-9a-fA-F:]+\]|[\w.-]*)$")
    chroma_port: int = Field(default=8000, ge=1, le=65_535)
    chroma_ssl: bool = False
    generations_kept: int = Field(default=5, ge=2)
    upload_megabytes: int = Field(default=50, ge=1)
    staff_emails: str = ""
    staff_session_minutes: int = Field(default=480, ge=1)
    questions_per_minute: int = Field(default=60, ge=2)
    questions_per_minute_by_address: int = Field(default=180, ge=2)
    requests_per_minute_by_address: int = Field(default=3000, ge=200)
    sessions_per_minute_by_address: int = Field(default=120, ge=5)
    form_per_hour_by_address: int = Field(default=10, ge=1)
    infodoc_phone: str = "01.34.04.12.12"
    infodoc_mail: str = "poleressources.95@wanadoo.fr"
    database_url: SecretStr = SecretStr("")
    infodoc_retention_months: int = Field(default=36, ge=1)
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)] = "INFO"
    log_file: Annotated[Path | None, BeforeValidator(_given)] = None
    log_questions: bool = False

    def reference_date(self) -> date:
        """The date of today in Europe/Paris, unless one was set."""
        return self.today or datetime.now(PARIS).date()

    def vector_server(self) -> VectorServer | None:
        """The Chroma server, if there is one."""
        if not self.chroma_host:
            return None
        return VectorServer(self.chroma_host, self.chroma_port, self.chroma_ssl)

    def in_files(self) -> Self:
        """These settings with the vectors in files, for an index that goes with its folder."""
        return self.model_copy(update={"chroma_host": ""})

    def for_measures(self) -> Self:
        """These settings without the changes of actions, unless asked for: a run can be made again."""
        asked = self.action_edits and "action_edits" in self.model_fields_set
        return self.model_copy(update={"action_edits": asked})

    def staff_addresses(self) -> frozenset[str]:
        """The addresses let in to the staff pages, in lower case."""
        return frozenset(a.strip().casefold() for a in self.staff_emails.split(",") if a.strip())


@lru_cache(maxsize=1)
def load_settings() -> Settings:
    """The settings of this process.

    Raises:
        SettingsError: a variable cannot be read as what it should be.
    """
    try:
        return Settings()
    except ValidationError as error:
        names = ", ".join(f"ASSISTANT_{str(e['loc'][0]).upper()}" for e in error.errors())
        raise SettingsError(
            f"Réglage illisible : {names}. Corrigez la variable ou le fichier .env."
        ) from error

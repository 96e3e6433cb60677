"""Settings: the only reader of the environment (``ASSISTANT_*`` variables or ``.env``)."""

from __future__ import annotations

import os
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import SettingsError

PARIS = ZoneInfo("Europe/Paris")
EMBEDDED_MODEL = "embedded"


def default_cache() -> Path:
    """The user's cache directory, after the XDG base directory specification."""
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(root) / "assistant-ville"


class Settings(BaseSettings):
    """Everything that can be set.

    Attributes:
        index: folder that holds the published index generations.
        corpus: folder of the documents, read by ``ingest`` and for the originals.
        data: what the application itself writes (opinions on answers…).
        cache: unpacked model and embedding cache.
        embedding_model: ``embedded``, or any sentence-transformers name or folder.
        today: reference date that replaces the clock, for demonstrations.
        infodoc_phone, infodoc_mail: where people are handed over to.
    """

    model_config = SettingsConfigDict(env_prefix="ASSISTANT_", env_file=".env", extra="ignore")

    index: Path = Path("data/index")
    corpus: Path = Path("corpus")
    data: Path = Path("data")
    cache: Path = Field(default_factory=default_cache)
    embedding_model: str = EMBEDDED_MODEL
    today: date | None = None
    llm_model: str = ""
    llm_base_url: str = ""
    llm_api_key: SecretStr = SecretStr("")
    infodoc_phone: str = "01.34.04.12.12"
    infodoc_mail: str = "poleressources.95@wanadoo.fr"

    def reference_date(self) -> date:
        """The date of today in Europe/Paris, unless one was set."""
        return self.today or datetime.now(PARIS).date()


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

"""The chat model behind the assistant, and calls of it that cannot last.

Any OpenAI-compatible endpoint, Mistral or Ollama, through LangChain's ``init_chat_model``. A call streams
its text; a watch outside the call holds the limits of time, whatever the provider's own client does.
"""

from __future__ import annotations

import logging
import math
import queue
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol

from assistant.errors import SettingsError
from assistant.events import emit
from assistant.settings import Settings
from assistant.types import Usage

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk

MOST_CHARACTERS = 8_000
"""Of one answer; an endless stream is cut there."""
_PROVIDERS = {
    "openai": ("openai", "langchain_openai", ""),
    "mistral": ("mistralai", "langchain_mistralai", "mistral"),
    "mistralai": ("mistralai", "langchain_mistralai", "mistral"),
    "ollama": ("ollama", "langchain_ollama", "ollama"),
}
_NO_KEY = "sans-cle"


class ModelCallError(Exception):
    """A call gave no usable text; the message is for the logs."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What one answer may still take, and what it took.

    Attributes:
        deadline: moment of the model's clock by which the model must be done with the whole answer.
        usage: of the calls made so far.
    """

    deadline: float = math.inf
    usage: Usage = field(default_factory=Usage)

    def after(self, usage: Usage) -> Budget:
        """The budget once some more was used."""
        return replace(self, usage=self.usage + usage)


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is sent: instructions, then data and question."""

    system: str
    user: str

    def messages(self) -> list[tuple[str, str]]:
        """The messages of the call, as LangChain takes them."""
        return [("system", self.system), ("human", self.user)]


class Clock(Protocol):
    """Tells seconds."""

    def __call__(self) -> float:
        """Seconds since some moment."""


@dataclass
class Call:
    """One running call: text pieces as they come, then what it used.

    Attributes:
        usage: known when the text is complete.
        text: what came so far.
    """

    usage: Usage = field(default_factory=Usage)
    text: str = ""


class LanguageModel:
    """A chat model with limits of time and a count of what it uses.

    Args:
        model: any LangChain chat model.
        name: as answers show it.
    """

    def __init__(
        self, model: BaseChatModel, name: str, settings: Settings, clock: Clock = time.monotonic
    ) -> None:
        self.model = model
        self.name = name
        self.settings = settings
        self.clock = clock

    def budget(self) -> Budget:
        """The budget of an answer that begins now."""
        return Budget(self.clock() + self.settings.llm_total)

    def stream(self, prompt: Prompt, call: Call, deadline: float) -> Iterator[str]:
        """Pieces of text as they come; one more try when nothing came and time is left.

        Args:
            prompt: what is sent.
            call: filled with the text and the usage.
            deadline: moment of the clock by which all must be over.

        Raises:
            ModelCallError: no text, the text broke off, or no time was left for a call.
        """
        if self.clock() >= deadline:
            raise ModelCallError("no time left")
        try:
            yield from self._once(prompt, call, deadline)
        except ModelCallError as error:
            if call.text or self.clock() + 1 >= deadline:
                raise
            emit("model_retried", logging.WARNING, model=self.name, **why(error))
            yield from self._once(prompt, call, deadline)

    def complete(self, prompt: Prompt, call: Call, deadline: float) -> str:
        """The whole text of a call.

        Raises:
            ModelCallError: no text, or the text broke off.
        """
        return "".join(self.stream(prompt, call, deadline))

    def _once(self, prompt: Prompt, call: Call, deadline: float) -> Iterator[str]:
        pieces: queue.Queue[AIMessageChunk | None] = queue.Queue()
        stopped = threading.Event()
        worker = ThreadPoolExecutor(1, "llm")
        job = worker.submit(self._feed, prompt, pieces, stopped)
        job.add_done_callback(lambda _: pieces.put(None))
        worker.shutdown(wait=False)
        began = self.clock()
        limit = min(deadline, began + self.settings.llm_first_token)
        last: AIMessageChunk | None = None
        try:
            while (chunk := self._next(pieces, limit, job)) is not None:
                last = chunk if last is None else last + chunk
                piece = _text_of(chunk)
                if piece:
                    call.text += piece
                    yield piece
                    limit = min(deadline, self.clock() + self.settings.llm_silence)
                if len(call.text) > MOST_CHARACTERS:
                    break
        finally:
            stopped.set()
            call.usage += self._usage(prompt, last, call.text)
            self._log(call.usage, self.clock() - began)
        if not call.text.strip():
            raise ModelCallError("no text")

    def _next(
        self, pieces: queue.Queue[AIMessageChunk | None], limit: float, job: Future[None]
    ) -> AIMessageChunk | None:
        try:
            chunk = pieces.get(timeout=max(0.0, limit - self.clock()))
        except queue.Empty:
            raise ModelCallError("too slow") from None
        if chunk is None and (error := job.exception()) is not None:
            raise ModelCallError(f"{type(error).__name__}: {str(error)[:200]}") from error
        return chunk

    def _feed(
        self, prompt: Prompt, pieces: queue.Queue[AIMessageChunk | None], stopped: threading.Event
    ) -> None:
        """Runs in a thread of its own; what it raises is read from its future."""
        for chunk in self.model.stream(prompt.messages()):
            if stopped.is_set():
                return
            pieces.put(chunk)

    def _usage(self, prompt: Prompt, last: AIMessageChunk | None, text: str) -> Usage:
        """What the endpoint counted; estimated at four characters a token when it does not say."""
        counted = last.usage_metadata if last is not None else None
        read = counted["input_tokens"] if counted else (len(prompt.system) + len(prompt.user)) // 4
        written = counted["output_tokens"] if counted else len(text) // 4
        cost = (read * self.settings.llm_price_in + written * self.settings.llm_price_out) / 1e6
        return Usage(1, read, written, cost)

    def _log(self, usage: Usage, seconds: float) -> None:
        emit(
            "model_called",
            model=self.name,
            calls=usage.calls,
            tokens_in=usage.tokens_in,
            tokens_out=usage.tokens_out,
            cost=round(usage.cost, 6),
            seconds=round(seconds, 1),
        )


def why(error: ModelCallError) -> dict[str, object]:
    """Why a call failed, for the log: a short reason and the HTTP status, without what the endpoint said."""
    status = getattr(error.__cause__, "status_code", None)
    reason = str(error).partition(":")[0]
    return {"reason": reason} | ({"status": status} if isinstance(status, int) else {})


def _text_of(chunk: AIMessageChunk) -> str:
    return str(chunk.text)


def load_language_model(settings: Settings) -> LanguageModel | None:
    """The chat model that the settings name; ``None`` when they name none. Nothing is called yet.

    Raises:
        SettingsError: the provider's package is not installed, or the settings do not fit together.
    """
    named = settings.llm_model.strip()
    if not named:
        if settings.llm_base_url.strip():
            raise SettingsError(
                "ASSISTANT_LLM_BASE_URL est rempli sans ASSISTANT_LLM_MODEL. Donnez aussi le nom du modèle."
            )
        return None
    prefix, _, rest = named.partition(":")
    provider, package, extra = _PROVIDERS.get(prefix, _PROVIDERS["openai"])
    name = rest if rest and prefix in _PROVIDERS else named
    if find_spec(package) is None:
        raise SettingsError(
            f'Le modèle « {named} » demande un complément : pip install "assistant-ville[{extra}]".'
        )
    from langchain.chat_models import init_chat_model

    try:
        model = init_chat_model(name, model_provider=provider, **_options(settings, provider))
    except (ValueError, TypeError, ImportError) as error:
        reason = str(error).splitlines()[0]
        raise SettingsError(
            f"Le modèle « {named} » ne se charge pas ({reason}). "
            "Vérifiez ASSISTANT_LLM_MODEL, ASSISTANT_LLM_BASE_URL et ASSISTANT_LLM_API_KEY."
        ) from error
    return LanguageModel(model, name, settings)


def _options(settings: Settings, provider: str) -> dict[str, Any]:
    key = settings.llm_api_key.get_secret_value()
    url = settings.llm_base_url.strip()
    common: dict[str, Any] = {"temperature": settings.llm_temperature}
    if provider == "ollama":
        limits = {
            "num_predict": settings.llm_max_tokens,
            "client_kwargs": {"timeout": settings.llm_first_token},
        }
        return common | limits | ({"base_url": url} if url else {})
    common |= {"max_tokens": settings.llm_max_tokens, "max_retries": 0 if provider == "openai" else 1}
    common |= {"timeout": max(settings.llm_first_token, settings.llm_silence)}
    if provider == "openai":
        common |= {"api_key": key or _NO_KEY, "stream_usage": True}
    elif key:
        common |= {"api_key": key}
    return common | ({"base_url": url} if url else {})

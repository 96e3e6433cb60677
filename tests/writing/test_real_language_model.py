"""A real, weak language model end to end, over HTTP: it cannot degrade what the user sees."""

from contextlib import closing
from pathlib import Path

import pytest
import small_model
from llm_checks import check
from llm_server import serving

from assistant.assistant import Assistant
from assistant.embedding import SentenceEncoder
from assistant.index import Index
from assistant.settings import Settings


@pytest.mark.timeout(3600)
def test_a_weak_model_cannot_mislead(
    corpus_index: Path, user_settings: Settings, encoder: SentenceEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    model = small_model.load(monkeypatch)
    with serving() as server, closing(Index.open(corpus_index)) as index:
        server.behaviour = lambda asked: said.append(str(model(asked))) or said[-1]
        settings = user_settings.model_copy(
            update={
                "llm_model": "SmolLM2-135M-Instruct",
                "llm_base_url": server.url,
                "llm_first_token": 3000.0,
                "llm_total": 3000.0,
            }
        )
        assistant = Assistant(index, encoder, settings)
        seen = assistant.examine("Qu’est-ce qu’un conseil citoyen ?")
    assert said[0].strip(), "the model wrote something"
    assert seen.usage.calls >= 1
    check(seen.answer, seen)

"""The event of an answered question."""

from __future__ import annotations

from assistant.assistant import Assistant
from assistant.events import emit
from assistant.infodoc import without_personal
from assistant.reading import Answering


def note_answer(
    assistant: Assistant, examination: Answering, waited_ms: float, *, source: str = "page"
) -> None:
    """Logs how a question was answered, in figures; its text only where the settings say so.

    Args:
        waited_ms: milliseconds until the answer was there, the queue included.
        source: where it was asked (``page``, ``terminal``).
    """
    answer, usage = examination.answer, examination.usage
    fields: dict[str, object] = {
        "source": source,
        "kind": examination.kind.value,
        "mode": answer.mode,
        "refused": answer.refused,
        "sentences": len(answer.sentences),
        "citations": len(answer.citations),
        "actions": len(answer.actions),
        "confidence": round(examination.confidence, 3),
        "generation": assistant.index.manifest.generation,
        "model": answer.model,
        "timings_ms": {**answer.timings_ms, "waited": round(waited_ms, 1)},
    }
    if usage.calls:
        fields |= {
            "calls": usage.calls,
            "tokens_in": usage.tokens_in,
            "tokens_out": usage.tokens_out,
            "cost": round(usage.cost, 6),
            "dropped": len(examination.dropped),
            "failed": bool(examination.failure),
        }
    if assistant.settings.log_questions:
        fields["question"] = without_personal(answer.question)
    emit("answer", **fields)

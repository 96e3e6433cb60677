"""``python -m evals writing``: what the checker lets through of true and of altered sentences.

For each question of a set that is answered, the sentences of the extractive answer are reworded honestly
and altered by rules (``rewording``); the checker sees them against the passages that a model would get.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from assistant.assistant import Assistant
from assistant.embedding import load_encoder
from assistant.index import Index
from assistant.reading import GroundingChecker
from assistant.settings import PARIS, Settings
from assistant.types import Passage, Turn
from assistant.writing import PASSAGES, Material
from evals.claims.rewording import altered, honest
from evals.running.run_folder import RESULTS
from evals.running.runner import make_folder
from evals.scoring.metrics import Estimate, estimate
from evals.sets.questions import load_questions
from evals.words.display import follow, show_table
from evals.words.wording import percent, percent_interval

SEED = 20150215
TRUE = "vraie, dite autrement"
VERBATIM = "vraie, mot pour mot"
_SENTENCES = 2
_SHORTEST = 6


@dataclass(frozen=True, slots=True)
class Judged:
    """One written sentence and what the checker said.

    Attributes:
        kind: ``TRUE``, ``VERBATIM``, or the fact that was altered.
    """

    kind: str
    source: str
    text: str
    passed: bool
    score: float
    problems: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Whether a true sentence passed or an altered one was stopped."""
        return self.passed == (self.kind in (TRUE, VERBATIM))


def judge(
    sentence: str, passages: Sequence[Passage], assistant: Assistant, checker: GroundingChecker, seed: str
) -> Iterator[Judged]:
    """A sentence of the corpus, reworded and altered, as the checker sees it among its passages."""
    material = Material.of(passages, assistant.index)
    texts = [s for c in material.cited for s in (c.context, *c.sentences)]
    rng = random.Random(f"{SEED}{seed}")  # nosec B311 # a run that can be made again, no secret
    written = {
        VERBATIM: sentence,
        TRUE: honest(sentence, assistant.glossary, rng),
        **altered(sentence, texts, rng),
    }
    for kind, text in written.items():
        verdict = checker.check(text, material.cited)
        yield Judged(kind, sentence, text, verdict.supported, round(verdict.score, 4), verdict.problems)


def measure_writing(sets: Sequence[Path], settings: Settings, out: Path | None, every: int = 1) -> None:
    """Measures over question sets, writes each sentence with its verdict, and shows the shares.

    Raises:
        AssistantError: a set or the index cannot be used.
    """
    encoder = load_encoder(settings)
    extractive = settings.model_copy(update={"llm_model": "", "llm_base_url": ""})
    assistant = Assistant(Index.open(settings.index, settings.vector_server()), encoder, extractive)
    checker = GroundingChecker(encoder, assistant.glossary)
    questions = [q for path in sets for q in load_questions(path) if q.answerable][::every]
    judged: list[Judged] = []
    for question in follow(questions, len(questions), "Phrases"):
        turns = [Turn(m.role, m.content) for m in question.history]
        seen = assistant.examine(question.question, history=turns, today=question.today)
        passages = [h.passage for h in seen.hits[:PASSAGES]]
        held = {s.text for p in passages for s in p.sentences}
        texts = [s.text for s in seen.answer.sentences if s.text in held and len(s.text.split()) >= _SHORTEST]
        for text in texts[:_SENTENCES]:
            judged += judge(text, passages, assistant, checker, question.id)
    folder = out or Path("evals/runs") / f"writing-{datetime.now(PARIS):%Y%m%d-%H%M%S}"
    _publish(judged, folder)


def shares(judged: Sequence[Judged]) -> dict[str, Estimate]:
    """Share judged right by kind, then over all altered ones."""
    kinds = dict.fromkeys(j.kind for j in judged)
    found = {k: estimate([float(j.right) for j in judged if j.kind == k]) for k in kinds}
    every = estimate([float(j.right) for j in judged if j.kind not in (TRUE, VERBATIM)])
    return {k: e for k, e in {**found, "altérées, ensemble": every}.items() if e is not None}


def _publish(judged: Sequence[Judged], folder: Path) -> None:
    make_folder(folder)
    lines = (json.dumps(asdict(j), ensure_ascii=False) + "\n" for j in judged)
    (folder / RESULTS).write_text("".join(lines), encoding="utf-8")
    found = shares(judged)
    values = json.dumps({k: e.to_dict() for k, e in found.items()}, ensure_ascii=False, indent=2)
    (folder / "summary.json").write_text(values + "\n", encoding="utf-8")
    rows = [(_label(k), percent(e.value), percent_interval(e), str(e.n)) for k, e in found.items()]
    show_table("Phrases écrites", ("Phrase", "Bien jugées", "Intervalle à 95 %", "Nombre"), rows, folder)


def _label(kind: str) -> str:
    return f"{kind} : passe" if kind in (TRUE, VERBATIM) else f"{kind} : arrêtée"

"""Corpora made larger: what is measured of them, on a few records."""

import gzip
import json
from contextlib import closing
from pathlib import Path

import pytest

from assistant.embedding import SentenceEncoder
from assistant.errors import AssistantError
from assistant.index import Index
from assistant.search import HybridRetriever
from assistant.settings import Settings
from evals.bench import scale
from evals.commands.scale import Grown, rows_of, run_scale
from evals.sets.jsonl import DatasetError, read_text

RECORDS = [
    {
        "_id": "a",
        "title": "Article 1",
        "text": "Le conseil citoyen donne son avis. Il se réunit 4 fois par an.",
    },
    {
        "_id": "b",
        "title": "Article 2",
        "text": "Le préfet nomme le délégué. La commune l’accueille en mairie.",
    },
]
QUESTIONS = ["Qui nomme le délégué ?", "Combien de fois se réunit le conseil citoyen ?"]


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, RECORDS)).encode()))
    return path


def test_a_corpus_is_indexed_changed_multiplied_and_asked(
    articles: Path, tmp_path: Path, user_settings: Settings, encoder: SentenceEncoder
) -> None:
    corpus, index, large = tmp_path / "corpus", tmp_path / "index", tmp_path / "large"
    assert scale.write_articles(articles, corpus) == 2
    made = scale.indexed(corpus, index, user_settings, encoder)
    (corpus / "documents" / "note.md").write_text("# Note\n\nLa commune exemple ouvre un lieu d’accueil.\n")
    changed = scale.indexed(corpus, index, user_settings, encoder)
    assert (made.pages, changed.pages) == (2, 3)
    with closing(Index.open(index)) as source:
        again = scale.multiplied(source, large, 3 * source.manifest.sentences, encoder)
        assert again.pages == 9
        with closing(Index.open(large)) as opened:
            assert opened.manifest.sentences == 3 * source.manifest.sentences
            assert opened.vectors.ids() == set(range(opened.manifest.sentences))
            [best, *_] = HybridRetriever(index=opened, encoder=encoder).search(QUESTIONS[0])
            assert best.passage.document.startswith("b-")
            copies = {p.text for p in opened.passages if p.document.startswith("a-")}
            assert len(copies) == 3  # none is like another
    small = scale.measured(index, user_settings, QUESTIONS, answers=True)
    big = scale.measured(large, user_settings, QUESTIONS, answers=False)
    assert small.answers
    assert {"encode", "retrieve"} == set(big.search.stages)
    rows = dict(rows_of(Grown(small, made, changed, small, again, big)))
    assert rows["articles"] == "3 documents, 3 passages, 5 phrases"
    assert rows["phrases multipliées"].startswith("9 documents, 9 passages, 15 phrases")
    assert "phrases multipliées : réponse, p50 / p95" not in rows


def test_a_damaged_archive_is_named(articles: Path) -> None:
    articles.write_bytes(articles.read_bytes()[:40])
    with pytest.raises(DatasetError, match=r"articles\.jsonl\.gz est endommagé"):
        read_text(articles)


def test_a_folder_that_cannot_be_written_is_told(articles: Path, tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(AssistantError, match="n’ont pas pu être écrits"):
        run_scale(settings, articles, 0, 50, tmp_path / "absent", tmp_path / "out.json", "", as_json=False)

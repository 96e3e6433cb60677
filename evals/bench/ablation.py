"""What each part of the retriever is worth, beside the alternatives that were not taken.

Every line ranks the same passages of a BEIR folder for the same queries: single signals, fusions of
ranks and of scores, then late interaction on the first passages (``python -m evals ablation``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.embedding import load_encoder
from assistant.index import Index, field_grams, field_stems
from assistant.search import HybridRetriever, min_max
from assistant.settings import Settings
from assistant.terminal import stage_bars
from evals.corpora.beir import Judgements, Query, index_corpus, load_judgements, load_queries
from evals.scoring.metrics import ndcg_at_k, recall_at_k
from evals.words.display import follow, show_table
from evals.words.wording import decimal

_RANKED = 10
_RRF = 60
Scores = NDArray[np.float32]


def run_ablation(folder: Path, settings: Settings, every: int) -> None:
    """Measures every variant on a BEIR folder and shows the table.

    Args:
        every: use one query out of so many.
    """
    queries = load_queries(folder / "queries.jsonl")[::every]
    judgements = load_judgements(folder / "qrels.tsv")
    with stage_bars() as progress:
        path = index_corpus(folder, settings, progress)
    retriever = HybridRetriever(index=Index.open(path), encoder=load_encoder(settings))
    rankings: dict[str, list[list[str]]] = {}
    passages = _passage_vectors(retriever)
    for query in follow(iter(queries), len(queries), "Questions"):
        for name, ranking in _variants(query.text, retriever, passages).items():
            rankings.setdefault(name, []).append(ranking)
    rows = [(name, *_figures(found, queries, judgements)) for name, found in rankings.items()]
    show_table(f"Recherche : {folder.resolve().name}", ("Classement", "nDCG@10", "R@1", "R@5"), rows, folder)


def _figures(rankings: Sequence[list[str]], queries: Sequence[Query], judged: Judgements) -> tuple[str, ...]:
    pairs = [(found, judged[query.id]) for found, query in zip(rankings, queries, strict=True)]
    measures: tuple[Callable[[list[str], Mapping[str, int]], float], ...] = (
        lambda found, right: ndcg_at_k(found, right, 10),
        lambda found, right: recall_at_k(found, right, 1),
        lambda found, right: recall_at_k(found, right, 5),
    )
    return tuple(decimal(float(np.mean([measure(*pair) for pair in pairs]))) for measure in measures)


def _passage_vectors(retriever: HybridRetriever) -> Scores:
    """One vector a passage, of its title and whole text, shape (passages, d)."""
    index = retriever.index
    texts = [f"{index.documents[p.document].title} — {p.text}" for p in index.passages]
    return retriever.encoder.encode(texts, kind="passage")


def _variants(text: str, retriever: HybridRetriever, passages: Scores) -> dict[str, list[str]]:
    index = retriever.index
    query = retriever.query(text)
    by_stem, by_gram = index.stems.scores(field_stems(text)), index.grams.scores(field_grams(text))
    by_passage = passages @ query.vector
    by_sentence = np.maximum.reduceat(index.sentence_vectors @ query.vector, index.first_sentence[:-1])
    s, g, p, d = (min_max(x) for x in (by_stem, by_gram, by_passage, by_sentence))
    scores = {
        "vecteurs de passages": by_passage,
        "BM25, racines": by_stem,
        "BM25, 4-grammes": by_gram,
        "fusion de rangs (RRF) : racines, passages": _rrf(by_stem, by_passage),
        "meilleure phrase": by_sentence,
        "0,5 racines + 0,5 passages": 0.5 * s + 0.5 * p,
        "0,5 racines + 0,5 meilleure phrase": 0.5 * s + 0.5 * d,
        "0,3 racines + 0,2 4-grammes + 0,5 meilleure phrase": 0.3 * s + 0.2 * g + 0.5 * d,
    }
    found = {name: _documents(np.argsort(-value, kind="stable"), index) for name, value in scores.items()}
    hits = retriever.rank(query, 5 * _RANKED)
    found["le même, puis interaction tardive (retenu)"] = _documents([h.number for h in hits], index)
    return found


def _rrf(*signals: Scores) -> Scores:
    """Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009), k = 60."""
    ranks = [np.argsort(np.argsort(-signal, kind="stable"), kind="stable") for signal in signals]
    return np.asarray(sum(1.0 / (_RRF + 1 + rank) for rank in ranks), dtype=np.float32)


def _documents(passages: Sequence[int] | NDArray[np.int64], index: Index) -> list[str]:
    """The first documents of a ranking of passages, each once."""
    names = (index.passages[int(n)].document for n in passages)
    return list(dict.fromkeys(names))[:_RANKED]

"""A corpus of three short files with its index, which the tests of faults build again and again."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from assistant.embedding import SentenceEncoder, unpack_model
from assistant.errors import IndexDamagedError
from assistant.index import Index, live_generation, read_documents
from assistant.settings import Settings
from ingest.build import build
from ingest.build.generation_check import check_generation, check_quotes
from ingest.publish import generations

KNOWN = ("Un médiateur reste neutre.", "Un médiateur garde le secret.")
QUESTION = "Que fait un médiateur ?"


@dataclass
class FaultSite:
    """The corpus, its index, and a cache that holds the unpacked model and nothing but its own embeddings."""

    folder: Path
    settings: Settings
    encoder: SentenceEncoder

    @classmethod
    def make(cls, folder: Path, settings: Settings, encoder: SentenceEncoder) -> "FaultSite":
        """Builds the index twice, so that there is an earlier generation."""
        model = unpack_model(settings.cache)
        (folder / "cache").mkdir()
        (folder / "cache" / model.name).symlink_to(model)
        given = {
            "index": folder / "index",
            "cache": folder / "cache",
            "corpus": folder / "corpus",
            "data": folder / "data",
        }
        site = cls(folder, settings.model_copy(update=given), encoder)
        for sentence in KNOWN:
            site.say(sentence)
            site.complete()
        return site

    @property
    def index(self) -> Path:
        return self.settings.index

    @property
    def live(self) -> Path:
        return live_generation(self.index)

    def say(self, sentence: str) -> None:
        """Writes the corpus, with this sentence in one of its files."""
        documents = self.folder / "corpus" / "documents"
        documents.mkdir(parents=True, exist_ok=True)
        (documents / "a.md").write_text(
            "# Le conseil citoyen\n\nIl réunit des habitants.\n", encoding="utf-8"
        )
        (documents / "b.html").write_text("<h1>Info-doc</h1><p>Il répond aux demandes.</p>", encoding="utf-8")
        (documents / "c.md").write_text(f"# La médiation\n\n{sentence}\n", encoding="utf-8")

    def complete(self) -> None:
        """Runs a build to its end, in this process."""
        build(self.folder / "corpus", self.index, self.settings, encoder=self.encoder)

    def answer(self) -> str:
        """The sentence of the live index that is nearest to a question about mediators."""
        vector = self.encoder.encode([QUESTION], kind="query")[0]
        with closing(Index.open(self.index)) as index:
            number = int(index.nearest_sentences(vector, 1)[0])
            return [s.text for p in index.passages for s in p.sentences][number]

    def other(self) -> str:
        """The known sentence that the live index does not hold."""
        return KNOWN[self.answer() == KNOWN[0]]

    def must_serve(self, *sentences: str) -> None:
        """The live index is whole and holds one of these sentences."""
        check_generation(self.live)
        check_quotes(self.live)
        assert self.answer() in sentences

    def must_complete(self, sentence: str) -> None:
        """The next build ends, and nothing is left over."""
        self.complete()
        self.must_serve(sentence)
        left = leftovers(self.index)
        assert left == set()


def leftovers(index: Path) -> set[str]:
    """What is in an index folder besides the builds kept, what points to them and their originals.

    A build that was damaged may be kept as the one before; the originals stay as long as it does not say
    which are its own.
    """
    pointer = index / "previous"
    named = pointer.read_text().split() if pointer.exists() else []
    kept = {*generations(index), *(name for name in named if (index / name).is_dir())}
    assert 2 <= len(kept) <= Settings().generations_kept
    try:
        originals = {d.sha256 for name in kept for d in read_documents(index / name).values()}
    except IndexDamagedError:
        originals = {path.stem for path in (index / "files").iterdir()}
    own = {*kept, "current", "previous", "history", "files", ".lock", "last-build.json"}
    found = {path.name for path in index.iterdir()} - own
    return found | {path.name for path in (index / "files").iterdir() if path.stem not in originals}

"""The plain LangChain pipeline that the assistant is measured beside.

Pages read by pypdf (what ``PyPDFLoader`` does; ``langchain-community``, which holds it, is no longer
maintained), ``RecursiveCharacterTextSplitter``, the same embedding model through sentence-transformers with
its default settings, similarity search in Chroma.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter
from pypdf import PdfReader
from sentence_transformers import SentenceTransformer

CHUNK, OVERLAP = 1_000, 200
"""Characters of a chunk and shared by two: those of LangChain's own tutorials."""
FOUND = 4


class PlainEmbeddings(Embeddings):
    """A sentence-transformers folder, as it comes."""

    def __init__(self, folder: Path) -> None:
        self._model = SentenceTransformer(str(folder))

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The vectors of texts."""
        vectors: list[list[float]] = self._model.encode(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return self.embed_documents([text])[0]


def pages_of(files: Sequence[Path]) -> Iterator[Document]:
    """The pages of PDF files, one document each."""
    for path in files:
        for number, page in enumerate(PdfReader(path).pages):
            yield Document(page.extract_text(), metadata={"source": str(path), "page": number})


def index_of(documents: Sequence[Document], embeddings: PlainEmbeddings, folder: Path) -> Chroma:
    """A new Chroma store of the chunks of these documents."""
    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP)
    chunks = splitter.split_documents(documents)
    store = Chroma(embedding_function=embeddings, persist_directory=str(folder))
    step = 1_000
    for start in range(0, len(chunks), step):
        store.add_documents(chunks[start : start + step])
    return store


def search(store: Chroma, question: str, k: int = FOUND) -> list[Document]:
    """The chunks nearest to a question, best first."""
    return store.similarity_search(question, k=k)

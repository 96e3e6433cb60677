"""The retriever in a LangChain program: its standard tests, and a vector store that takes the documents."""

from typing import Any

import pytest
from langchain_chroma import Chroma
from langchain_core.retrievers import BaseRetriever
from langchain_tests.integration_tests import RetrieversIntegrationTests

from assistant.assistant import Assistant
from assistant.embedding import SentenceEncoder
from assistant.search import HybridRetriever

PAGED = "Combien de demandes le service Info-doc a-t-il traitées en 2014 ?"
UNPAGED = "À quoi sert un conseil citoyen ?"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.anyio
class TestHybridRetriever(RetrieversIntegrationTests):
    @pytest.fixture(autouse=True)
    def _index_and_model(self, assistant: Assistant) -> None:
        self._parts = {"index": assistant.index, "encoder": assistant.retriever.encoder}

    @property
    def retriever_constructor(self) -> type[BaseRetriever]:
        return HybridRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return self._parts

    @property
    def retriever_query_example(self) -> str:
        return UNPAGED


def test_metadata_hold_no_list_and_nothing_unknown(assistant: Assistant) -> None:
    documents = [*assistant.retriever.invoke(PAGED), *assistant.retriever.invoke(UNPAGED)]
    assert {type(value) for d in documents for value in d.metadata.values()} <= {str, int, float, bool}
    assert any("pages" in d.metadata for d in documents)
    assert any("pages" not in d.metadata for d in documents)


def test_pages_are_given_as_the_first_and_as_text(assistant: Assistant) -> None:
    [document] = assistant.retriever.invoke(PAGED, k=1)
    assert document.metadata["document"] == "programme-actions-2015"
    assert (document.metadata["page"], document.metadata["pages"]) == (15, "15")


def test_a_vector_store_takes_the_documents(assistant: Assistant, encoder: SentenceEncoder) -> None:
    documents = [*assistant.retriever.invoke(PAGED, k=4), *assistant.retriever.invoke(UNPAGED, k=4)]
    store = Chroma.from_documents(documents, encoder, ids=[d.id or "" for d in documents])
    try:
        [stored] = store.similarity_search(documents[0].page_content, k=1)
        assert stored.metadata == documents[0].metadata
    finally:
        store.delete_collection()

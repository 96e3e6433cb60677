"""The played model of ``evals run --played`` knows what it is sent, over its real endpoint, and no more."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.settings import Settings
from assistant.types import Turn
from assistant.writing import NO_ANSWER, Call, Prompt, load_language_model
from assistant.writing.prompts import repair_prompt, rewrite_prompt, write_prompt
from evals.models.played_model import played

PASSAGES = [
    (
        "Le conseil citoyen",
        ["Il réunit des habitants du quartier.", "Les élus ne sont pas membres du conseil citoyen."],
    ),
    ("La médiation", ["Un médiateur social reste toujours neutre."]),
]


Says = Callable[[Prompt], str]


@pytest.fixture(scope="module")
def says(corpus_index: Path, user_settings: Settings) -> Iterator[Says]:
    """The model as a client has it: a prompt in, its text out."""
    with played(user_settings.model_copy(update={"index": corpus_index})) as settings:
        model = load_language_model(settings)
        assert model is not None
        yield lambda prompt: model.complete(prompt, Call(), model.budget().deadline)


@pytest.mark.parametrize(
    ("before", "question", "alone"),
    [
        (
            "Qu’est-ce qu’un atelier santé ville ?",
            "Qui le finance ?",
            "Qui le finance, un atelier santé ville ?",
        ),
        ("Qu’est-ce qu’une marche ?", "Qui la finance ?", "Qui la finance, une marche ?"),
        ("Que prévoyez-vous sur le logement ?", "et sur la santé ?", "Que prévoyez-vous sur la santé ?"),
    ],
)
def test_it_rewrites_from_the_conversation_that_it_is_sent(
    says: Says, before: str, question: str, alone: str
) -> None:
    prompt = rewrite_prompt(question, [Turn("user", before), Turn("assistant", "Voici.")])
    assert says(prompt) == alone


def test_it_writes_sentences_of_the_passages_with_their_numbers(says: Says) -> None:
    prompt = write_prompt("Les élus sont-ils membres du conseil citoyen ?", PASSAGES)
    first, *_ = says(prompt).splitlines()
    assert first == "Les élus ne sont pas membres du conseil citoyen [1]."


def test_it_gives_up_what_is_sent_back(says: Says) -> None:
    prompt = repair_prompt(write_prompt("Qui est membre ?", PASSAGES), [("Faux.", ["nombre absent"])])
    assert says(prompt) == NO_ANSWER

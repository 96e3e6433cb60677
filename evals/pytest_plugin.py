"""A pytest plugin: a question set as parametrised tests of another project.

    pytest -p evals.pytest_plugin --question-set questions.jsonl --assistant-index data/index

Each question becomes a test ``questions.jsonl::p-012``, which fails with what was expected beside what was
shown. Both options may also be set in the ini file (``question_sets``, ``assistant_index``); a set that is
named on the command line as a file to test is collected too. Nothing is loaded until a set is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from evals.sets.questions import Question

_ASSISTANT = pytest.StashKey["Assistant"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the options."""
    group = parser.getgroup("question sets")
    group.addoption(
        "--question-set", action="append", default=[], metavar="FILE", help="a set of questions, JSON Lines"
    )
    group.addoption("--assistant-index", metavar="DIR", help="the index that the questions are asked of")
    parser.addini("question_sets", "question sets to run", type="paths", default=[])
    parser.addini("assistant_index", "the index that the questions are asked of", type="string", default="")


def pytest_configure(config: pytest.Config) -> None:
    """Adds the sets to what is collected, and those alone when nothing else was named."""
    sets = [str(Path(name)) for name in _sets(config)]
    if sets and config.args_source is not pytest.Config.ArgsSource.ARGS:
        config.args = sets if config.getoption("--question-set") else [*config.args, *sets]
    elif sets:
        config.args = [*config.args, *sets]


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collects a file that is a question set."""
    chosen = {Path(name).resolve() for name in _sets(parent.config)}
    if file_path.resolve() not in chosen:
        return None
    return QuestionSet.from_parent(parent, path=file_path)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Closes the index."""
    assistant = config.stash.get(_ASSISTANT, None)
    if assistant is not None:
        assistant.index.close()


def _sets(config: pytest.Config) -> list[Any]:
    return [*config.getoption("--question-set"), *config.getini("question_sets")]


class QuestionSet(pytest.File):
    """One file of questions."""

    def collect(self) -> Iterator[pytest.Item]:
        """A test a question."""
        from evals.sets.jsonl import DatasetError
        from evals.sets.questions import load_questions

        try:
            questions = load_questions(self.path)
        except DatasetError as error:
            raise self.CollectError(str(error)) from error
        for question in questions:
            yield QuestionTest.from_parent(self, name=question.id, question=question)


class UnexpectedAnswerError(Exception):
    """An answer is not what was expected; the message says why."""


class QuestionTest(pytest.Item):
    """One question, asked of the index."""

    def __init__(self, *, question: Question, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.question = question
        for tag in question.tags:
            self.extra_keyword_matches.add(tag)

    def runtest(self) -> None:
        """Asks the question; an answer that is not the one expected is a failure."""
        from evals.running.faults import faults
        from evals.running.runner import ask_one
        from evals.scoring.scoring import shown_text

        assistant = _assistant(self.config)
        result = ask_one(self.question, assistant, assistant.index.page_text)
        if result.outcome != "ok":
            shown = shown_text(result.answer) if result.answer else ""
            reasons = "\n".join(faults(self.question, result))
            raise UnexpectedAnswerError(f"{self.question.question}\n{reasons}\nMontré : {shown}")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The reasons alone, without a traceback, when the answer is not the one expected."""
        from assistant.errors import AssistantError

        if isinstance(excinfo.value, UnexpectedAnswerError | AssistantError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the question is."""
        return self.path, None, self.name


def _assistant(config: pytest.Config) -> Assistant:
    """The assistant of the session, opened when the first question is asked."""
    if _ASSISTANT not in config.stash:
        from assistant.assistant import Assistant
        from assistant.settings import load_settings

        named = config.getoption("--assistant-index") or config.getini("assistant_index")
        settings = load_settings().for_measures()
        chosen = settings.model_copy(update={"index": Path(named)}) if named else settings
        config.stash[_ASSISTANT] = Assistant.open(chosen)
    return config.stash[_ASSISTANT]

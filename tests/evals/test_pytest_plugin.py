"""The pytest plugin, in the tests of a project that has a question set and an index."""

import json

import pytest
from corpora import Build, MakeCorpus

from assistant.settings import Settings

pytest_plugins = ["pytester"]

LINES = [
    {
        "id": "q-1",
        "question": "Qui réunit le conseil citoyen ?",
        "answerable": True,
        "facts": [["des habitants"]],
        "tags": ["chiffre"],
    },
    {"id": "q-2", "question": "Que fait le service Info-doc ?", "answerable": True, "facts": [["12 chars"]]},
    {"id": "q-3", "question": "Qui a peint la Joconde ?", "answerable": False},
]


def write(pytester: pytest.Pytester, *lines: object) -> str:
    text = "\n".join(map(json.dumps, lines))
    return str(pytester.makefile(".jsonl", questions=text))


def run(pytester: pytest.Pytester, *arguments: object) -> pytest.RunResult:
    return pytester.runpytest_inprocess("-p", "evals.pytest_plugin", *map(str, arguments))


def test_each_question_is_a_test(
    pytester: pytest.Pytester, small_corpus: MakeCorpus, build: Build, settings: Settings
) -> None:
    small_corpus()
    build()
    file = write(pytester, *LINES)
    result = run(pytester, "-v", "--question-set", file, "--assistant-index", settings.index)
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(
        ["*questions.jsonl::q-1 PASSED*", "*q-2 FAILED*", "*q-3 PASSED*", "Fait absent : « 12 chars »."]
    )
    result.stdout.no_fnmatch_line("*Traceback*")


def test_questions_are_chosen_by_tag_and_beside_other_tests(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_own="def test_chiffre(): pass")
    file = write(pytester, *LINES)
    result = run(pytester, "--collect-only", "-q", "-k", "chiffre", "--question-set", file, "test_own.py")
    result.stdout.fnmatch_lines(["test_own.py::test_chiffre", "questions.jsonl::q-1", "2/4 tests*"])


def test_without_a_set_nothing_changes(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_own(): pass")
    write(pytester, *LINES)
    run(pytester).assert_outcomes(passed=1)


def test_a_malformed_set_is_one_error_that_names_the_line(pytester: pytest.Pytester) -> None:
    result = run(pytester, "--question-set", write(pytester, LINES[0], {"id": "q-2"}))
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*questions.jsonl, ligne 2, champ « question » : champ absent*"])


def test_an_index_that_is_not_there_is_said(pytester: pytest.Pytester) -> None:
    result = run(pytester, "--question-set", write(pytester, LINES[2]), "--assistant-index", "rien")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*Aucun index*"])

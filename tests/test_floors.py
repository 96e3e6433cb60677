"""What the house promises: no circle, no arrow up, packages behind their faces (``docs/architecture.md``)."""

import ast
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import house
import pytest

HEAVY = (
    "torch",
    "transformers",
    "chromadb",
    "sqlalchemy",
    "alembic",
    "streamlit",
    "langchain_openai",
    "docx",
)
PACKAGES = sorted(house.packages() - house.halls())
OUTSIDE = (house.ROOT / "app.py", *(house.ROOT / "docs").glob("*.py"), *(house.ROOT / "corpus").glob("*.py"))


def crossing() -> list[tuple[house.Import, str]]:
    """Each name taken from another room, with that room; what the pages' entry and the scripts take, too."""
    taken = [*house.imports(), *(found for path in OUTSIDE for found in house.imports_of(path))]
    ends = [(one, one.source if one.path in OUTSIDE else house.room_of(one.source)) for one in taken]
    return [(one, house.room_of(one.module)) for one, room in ends if house.room_of(one.module) != room]


def place(found: house.Import) -> str:
    return f"{found.path.relative_to(house.ROOT)}:{found.line} {found.module} {found.name or ''}".strip()


def exported(package: str) -> list[str]:
    """``__all__`` as it is written."""
    for node in ast.parse(house.modules()[package].read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return list(ast.literal_eval(node.value))
    return []


def test_every_room_has_its_line_and_every_line_its_room() -> None:
    order = house.written_order()
    assert len(order) == len(set(order))
    assert set(order) == house.rooms()


def test_no_arrow_goes_up() -> None:
    height = {room: -line for line, room in enumerate(house.written_order())}
    upwards = {ends: taken for ends, taken in house.arrows().items() if height[ends[0]] <= height[ends[1]]}
    assert upwards == {}, "\n".join(place(one) for taken in upwards.values() for one in taken)


def test_no_circle_between_rooms_nor_between_modules() -> None:
    between = {(one.source, one.module) for one in house.imports() if one.source != one.module}
    assert house.circles(house.graph_of(set(house.arrows()))) == []
    assert house.circles(house.graph_of(between)) == []


def test_the_assistant_knows_neither_ingestion_nor_evaluation() -> None:
    known = {one.module.split(".")[0] for one in house.imports() if one.source.split(".")[0] == "assistant"}
    assert known == {"assistant"}


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_says_what_it_is_and_gives_each_name_it_promises(package: str) -> None:
    face = import_module(package)
    assert face.__doc__
    for name in exported(package):
        assert hasattr(face, name)


def test_other_rooms_come_in_by_the_face() -> None:
    behind = [place(one) for one, room in crossing() if one.module != room]
    assert behind == []


@pytest.mark.parametrize("package", PACKAGES)
def test_a_face_shows_what_others_use_and_nothing_else(package: str) -> None:
    used = {one.name for one, room in crossing() if room == package and one.name}
    assert set(exported(package)) == used


def test_the_tree_in_the_readme_names_every_package() -> None:
    """Indented names of folders, as the tree shows them: ``  language/   French text…``."""
    tree = re.search(r"^## The tree\n+```\n(.*?)^```", (house.ROOT / "README.md").read_text(), re.S | re.M)
    assert tree
    stack: list[str] = []
    shown = set()
    for indent, name, words in re.findall(r"^( *)([\w.]+)/ +(\S.*)?$", tree[1], re.M):
        stack[len(indent) // 2 :] = [name]
        if words:
            shown.add(".".join(stack))
    assert house.packages() <= shown
    assert {name for name in shown if name.split(".")[0] in house.TOPS} - house.packages() <= {
        "assistant.fitted"
    }


def test_asking_loads_no_library_that_it_does_not_need() -> None:
    code = f"import sys, assistant.commands; print([name for name in {HEAVY!r} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_circles_and_floors_are_seen(tmp_path: Path) -> None:
    """On a small house of three rooms, of which two import each other."""
    for name, text in {
        "__init__": '"""House."""\n',
        "cellar/__init__": '"""Cellar."""\n',
        "cellar/coal": "from assistant.attic.wind import blow\n",
        "attic/__init__": '"""Attic."""\n',
        "attic/wind": "from assistant.cellar import coal\n",
        "roof": "from assistant.attic.wind import blow\n",
    }.items():
        path = tmp_path / "assistant" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    graph = house.graph_of(set(house.arrows(tmp_path)))
    assert house.rooms(tmp_path) == {"assistant.cellar", "assistant.attic", "assistant.roof"}
    assert house.circles(graph) == [["assistant.attic", "assistant.cellar"]]
    assert house.floors(graph) == 2

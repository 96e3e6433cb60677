"""Versions below which a library has a known flaw, in what is asked for and in what is installed."""

import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
FLOORS = {
    "pypdf": "7.1",
    "langchain-core": "1.3.3",
    "transformers": "5.3",
    "streamlit": "1.54",
    "lxml": "6.1",
    "safetensors": "0.8",
}
BROUGHT = {"lxml"}
"""By another library, which asks for a version that is sound itself."""


def requirements() -> dict[str, Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {r.name: r for r in map(Requirement, project["dependencies"])}


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("==") for line in lines if "==" in line)
    return {canonicalize_name(name): pin for name, pin in pairs}


@pytest.mark.parametrize("name", FLOORS)
def test_floors_hold(name: str) -> None:
    floor = Version(FLOORS[name])
    assert Version(version(name)) >= floor
    assert Version(pins()[name]) >= floor
    if name not in BROUGHT:
        asked = [Version(s.version) for s in requirements()[name].specifier if s.operator in (">=", "==")]
        assert max(asked) >= floor


def test_every_requirement_has_a_floor_and_a_pin() -> None:
    pinned = pins()
    for name, requirement in requirements().items():
        assert [s for s in requirement.specifier if s.operator in (">=", "==")], name
        assert pinned[canonicalize_name(name)] in requirement.specifier

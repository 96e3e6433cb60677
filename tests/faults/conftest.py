"""Where the long runs of faults put their figures."""

from collections.abc import Iterator

import pytest
from fault_measures import Measures


@pytest.fixture(scope="session")
def measures(pytestconfig: pytest.Config) -> Iterator[Measures]:
    """The table of all faults but the kills."""
    folder = pytestconfig.getoption("--measures")
    table = Measures(folder / "faults.json" if folder else None, "Pannes provoquées")
    yield table
    table.write()


@pytest.fixture(scope="session")
def kill_measures(pytestconfig: pytest.Config) -> Iterator[Measures]:
    """The table of the kills."""
    folder = pytestconfig.getoption("--measures")
    table = Measures(folder / "kills.json" if folder else None, "Constructions tuées (SIGKILL)")
    yield table
    table.write()

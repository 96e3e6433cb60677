"""Where the long runs of faults put their figures."""

from collections.abc import Iterator

import pytest
from fault_measures import Measures


@pytest.fixture(scope="module")
def measures(request: pytest.FixtureRequest, pytestconfig: pytest.Config) -> Iterator[Measures]:
    """The table of the tests of one file, which gives its name and its title (``TABLE``)."""
    name, title = request.module.TABLE
    folder = pytestconfig.getoption("--measures")
    table = Measures(folder / f"{name}.json" if folder else None, title)
    yield table
    table.write()

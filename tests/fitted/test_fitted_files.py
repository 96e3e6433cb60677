"""Fitted files: refused when damaged, fitted on other features, or with another embedding model."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from assistant.assistant import Assistant
from assistant.embedding import SentenceEncoder, load_encoder, unpack_model
from assistant.embedding.embedded_model import NAME
from assistant.errors import SettingsError
from assistant.fitted import CLAIMS, REFUSAL, Logistic, data_digests, load_fitted, write_fitted
from assistant.index import Index
from assistant.operations import HealthState, check_health
from assistant.reading import Decision, GroundingChecker, Strength, load_decision
from assistant.settings import Settings, load_settings
from assistant.ui.shell import encoder as page_encoder
from ingest.build import pipeline

ROOT = Path(__file__).parents[2]
COMMAND = "python -m evals fit ../shared/data/refusal"
OPEN = Decision(Logistic.unfitted(len(Strength.names())), threshold=0.0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, user_settings: Settings) -> Path:
    """The embedded model in a folder, where it has another name."""
    copy = tmp_path_factory.mktemp("model") / "autre-modele"
    shutil.copytree(unpack_model(user_settings.cache), copy, copy_function=lambda a, b: Path(b).symlink_to(a))
    return copy


@pytest.fixture(scope="module")
def other(folder: Path, user_settings: Settings) -> SentenceEncoder:
    """A model that nothing was fitted with."""
    return load_encoder(user_settings.model_copy(update={"embedding_model": str(folder)}))


@pytest.fixture(scope="module")
def elsewhere(
    tmp_path_factory: pytest.TempPathFactory, user_settings: Settings, folder: Path, other: SentenceEncoder
) -> Settings:
    """The settings of a service with the other model and its own index."""
    place = tmp_path_factory.mktemp("elsewhere")
    corpus = place / "corpus"
    (corpus / "documents").mkdir(parents=True)
    (corpus / "documents" / "a.md").write_text("# La médiation\n\nUn médiateur reste neutre.\n", "utf-8")
    update = {"index": place / "index", "corpus": corpus, "data": place / "data"}
    settings = user_settings.model_copy(update={**update, "embedding_model": str(folder)})
    pipeline.build(corpus, settings.index, settings, encoder=other)
    return settings


def refit(path: Path, target: Path, **values: object) -> Path:
    write_fitted(target, json.loads(path.read_text("utf-8")) | values)
    return target


def test_what_is_shipped_was_fitted_with_the_embedded_model(encoder: SentenceEncoder) -> None:
    assert encoder.name == NAME
    assert 0 < load_decision(NAME).threshold < load_decision(NAME).sure < 1
    assert GroundingChecker(encoder).threshold > 0


@pytest.mark.parametrize("path", [REFUSAL, CLAIMS], ids=lambda p: p.name)
def test_a_fitted_file_names_its_data_and_its_command(path: Path) -> None:
    values = json.loads(path.read_text("utf-8"))
    assert values["command"].startswith("python -m evals fit")
    assert len(values["data"]) >= 2
    assert all(data["folder"] for data in values["data"])
    assert all(len(data["sha256"]) == 64 for data in values["data"])


def test_a_digest_tells_one_file_from_another(tmp_path: Path) -> None:
    for name, content in (("a", b"1"), ("b", b"2")):
        (tmp_path / name).write_bytes(content)
    first, second = data_digests([tmp_path / "a", tmp_path / "b"])
    assert (first["folder"], second["folder"]) == (tmp_path.name, tmp_path.name)
    assert first["sha256"] != second["sha256"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param({"features": ["autre"]}, "d’autres mesures", id="features"),
        pytest.param({"embedding_model": "autre"}, "« autre », pas avec « embedded:", id="model"),
        pytest.param({"weights": [0.5]}, "ne se lit pas", id="length"),
        pytest.param({"threshold": None, "weights": "x"}, "ne se lit pas", id="type"),
    ],
)
def test_a_file_that_does_not_fit_is_one_sentence_with_the_command(
    tmp_path: Path, change: dict[str, object], said: str
) -> None:
    path = refit(REFUSAL, tmp_path / "refusal.json", **change)
    with pytest.raises(SettingsError, match=said) as told:
        load_decision(NAME, path)
    assert f"« {path} »" in str(told.value)
    assert "python -m evals fit" in str(told.value)


@pytest.mark.parametrize("content", [None, "", "[]", "{"], ids=["missing", "empty", "list", "cut"])
def test_a_file_that_does_not_parse_is_one_sentence_with_the_command(
    tmp_path: Path, content: str | None
) -> None:
    path = tmp_path / "refusal.json"
    if content is not None:
        path.write_text(content, "utf-8")
    with pytest.raises(SettingsError, match=r"ne se lit pas.*python -m evals fit DOSSIER"):
        load_fitted(path, features=[], embedding_model=None, command="python -m evals fit DOSSIER")


def test_the_claim_checker_is_refused_with_another_model(other: SentenceEncoder) -> None:
    with pytest.raises(SettingsError, match=r"claims\.json.*python -m evals fit-claims"):
        GroundingChecker(other)


def test_the_assistant_refuses_to_start_with_another_model(elsewhere: Settings) -> None:
    with pytest.raises(SettingsError) as told:
        Assistant.open(elsewhere)
    assert str(REFUSAL) in str(told.value)
    assert str(told.value).endswith(COMMAND)


def test_with_a_decision_of_its_own_another_model_answers(
    elsewhere: Settings, other: SentenceEncoder
) -> None:
    """What ``evals fit`` does, in order to fit it."""
    with closing(Index.open(elsewhere.index)) as index:
        answer = Assistant(index, other, elsewhere, OPEN).ask("Un médiateur reste-t-il neutre ?")
    assert "neutre" in answer.sentences[0].text


@pytest.fixture
def served(elsewhere: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The other model in the environment, for commands and pages."""
    for name in ("index", "data", "embedding_model"):
        monkeypatch.setenv(f"ASSISTANT_{name.upper()}", str(getattr(elsewhere, name)))
    monkeypatch.chdir(ROOT)
    load_settings.cache_clear()
    page_encoder.clear()
    yield
    load_settings.cache_clear()
    page_encoder.clear()


def test_ask_says_it_and_ends_with_an_error(served: None) -> None:
    command = [sys.executable, "-m", "assistant", "ask", "Un médiateur reste-t-il neutre ?"]
    told = subprocess.run(command, capture_output=True, text=True, timeout=280, check=False)
    assert told.returncode == 1
    assert COMMAND in " ".join(told.stderr.split())


def test_the_health_says_it(elsewhere: Settings, other: SentenceEncoder) -> None:
    seen = check_health(elsewhere, encoder=lambda: other)
    model = next(check for check in seen.checks if check.name == "model")
    assert not seen.healthy
    assert model.state is HealthState.FAILED
    assert COMMAND in model.detail


def test_the_page_says_it(served: None) -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    app = app.chat_input[0].set_value("Un médiateur reste-t-il neutre ?").run()
    assert not app.exception
    assert any(COMMAND in error.value.replace("\\", "") for error in app.error)


def test_one_logistic_regression_gives_probabilities() -> None:
    model = Logistic((1.0,), (2.0,), (3.0,), 0.0)
    assert model.probability([1.0]) == 0.5
    assert model.probability([3.0]) == pytest.approx(0.952574, abs=1e-6)
    with pytest.raises(ValueError, match="argument"):
        model.probability([1.0, 2.0])

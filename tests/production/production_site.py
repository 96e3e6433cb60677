"""An environment that holds the wheel with what it declares, and an empty folder to work in."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Production:
    """What serves, apart from this project's own environment.

    Attributes:
        python: of the environment.
        folder: where it runs; nothing of the source tree is there.
    """

    python: Path
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """The variables of what is run there."""
        return {
            "PATH": "/usr/bin:/bin",
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "HF_HUB_OFFLINE": "1",
            "ASSISTANT_INDEX": str(self.folder / "index"),
            "ASSISTANT_DATA": str(self.folder / "data"),
            "ASSISTANT_CACHE": str(self.folder / "cache"),
            "ASSISTANT_TODAY": "2015-02-15",
        }

    def run(self, *arguments: str) -> str:
        """What Python prints there; it must end well."""
        done = subprocess.run(
            [self.python, *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

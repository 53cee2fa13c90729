"""The folder of an installation: its keys, its database where that is SQLite, its files."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "LUOSHU_HOME"
_DEFAULT = "luoshu-office"


@dataclass(frozen=True, slots=True)
class Home:
    """Where an installation keeps what is its own, readable by its owner alone."""

    root: Path

    @classmethod
    def of_environment(cls) -> Home:
        return cls(Path(os.environ.get(VARIABLE) or _DEFAULT).resolve())

    @property
    def database(self) -> Path:
        return self.root / "office.sqlite3"

    @property
    def files(self) -> Path:
        """Uploaded workbooks, snapshots, results."""
        return self.root / "files"

    @property
    def library(self) -> Path:
        """The policies that are published here, as documents."""
        return self.root / "library"

    def prepare(self) -> Home:
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (self.files, self.library):
            folder.mkdir(exist_ok=True)
        return self

    def secret(self, name: str) -> str:
        """A key by its name, made once. An environment variable (`LUOSHU_SESSION_KEY`) takes its place.

        `session-key` signs sessions and may be changed; without `field-key`, what is encrypted cannot be read again.
        """
        given = os.environ.get(f"LUOSHU_{name.upper().replace('-', '_')}")
        if given:
            return given
        path = self.root / name
        if not path.exists():
            self.prepare()
            try:
                with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
                    file.write(secrets.token_urlsafe(48))
            except FileExistsError:  # another process was first
                pass
        return path.read_text(encoding="ascii").strip()

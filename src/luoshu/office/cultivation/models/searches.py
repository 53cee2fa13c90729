"""The search for who is near, done in the background."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from django.db import models

from luoshu.office.cultivation.models.aims import Aim
from luoshu.office.register.models import Snapshot, Work


class Search(Work):
    """Who of a snapshot is near an aim on a date. `result` holds the counts and the conditions; files hold the rows."""

    aim = models.ForeignKey(Aim, models.PROTECT, related_name="searches")
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="searches")
    on = models.DateField()
    result = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.aim} {self.on}"

    @property
    def found(self) -> Path:
        """The database of what was found."""
        return self.folder / "found.duckdb"

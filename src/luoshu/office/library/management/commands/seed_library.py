"""Takes the policies that come with the software into the library. It may be run again at any time."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from luoshu.office.library.actions.seed import seed


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(str(seed()))

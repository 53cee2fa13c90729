"""Asks for everything that was under way when the office stopped: imports, snapshots, runs."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from luoshu.office.register.working import carry_on_all


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(str(carry_on_all()))

"""Asks for what is done once a day, if nobody has; `luoshu serve` calls it when it starts."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from luoshu.office.accounts.actions.keep_daily import ask_for_next


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(str(ask_for_next()))

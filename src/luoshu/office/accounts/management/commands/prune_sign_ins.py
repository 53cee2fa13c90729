"""Removes entries of the log of signing in that are older than the house rules say; for a daily timer."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from luoshu.office.accounts.actions.prune_sign_ins import prune_sign_ins


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(str(prune_sign_ins()))

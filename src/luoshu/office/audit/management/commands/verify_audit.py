"""Sees that no record of the audit was changed or removed; the last line tells the digest to keep elsewhere."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from luoshu.office.audit.models import Record
from luoshu.office.audit.recording import broken


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(broken())
        if found:
            raise CommandError(f"changed, or others missing before: {', '.join(map(str, found[:20]))}")
        last = Record.objects.order_by("-number").first()
        self.stdout.write(f"{last.number} {last.digest}" if last else "0")

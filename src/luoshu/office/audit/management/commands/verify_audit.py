"""Sees that no record of the audit was changed or removed; the last line tells what to keep elsewhere: a number and its
digest. Given those of an earlier day, it sees too that nothing was cut off the end or written anew since."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from luoshu.office.audit.models import Record
from luoshu.office.audit.recording import broken


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kept", nargs=2, metavar=("NUMBER", "DIGEST"), help="what it told on an earlier day")

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(broken())
        if found:
            raise CommandError(f"changed, or others missing before: {', '.join(map(str, found[:20]))}")
        if kept := options["kept"]:
            of_digest = Record.objects.filter(digest=kept[1]).values_list("number", flat=True).first()
            if str(of_digest) != kept[0]:
                raise CommandError(f"there is no record {' '.join(kept)} any more")
        last = Record.objects.order_by("-number").first()
        self.stdout.write(f"{last.number} {last.digest}" if last else "0")

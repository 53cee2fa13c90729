"""Makes the first administrator of an installation, and the zone's office; prints a link to set the password with.

python -m luoshu.office first_administrator USERNAME --name NAME --office 高新区管理委员会
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from luoshu.office.accounts.actions.first_administrator import first_administrator


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", default="管理员")
        parser.add_argument("--office", default="园区管理委员会", help="what the zone's office is called")
        parser.add_argument("--site", default="http://127.0.0.1:8000", help="where the office is reached")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            token = first_administrator(options["username"], options["name"], options["office"])
        except ValidationError as refused:
            raise CommandError("; ".join(refused.messages)) from refused
        self.stdout.write(options["site"].rstrip("/") + reverse("invitation", args=[token]))

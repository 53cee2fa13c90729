"""Seals every personal identifier anew with the present key, and its digest: after `LUOSHU_FIELD_KEY` has changed.

The former key stands in `LUOSHU_FORMER_FIELD_KEYS` while this runs, and may go afterwards.
"""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction

from luoshu.office.accounts.adapters import resealed
from luoshu.office.shell.sealing import DigestField, SealedField

_ROWS = 500


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        for model in apps.get_models():
            names = [field.name for field in model._meta.fields if isinstance(field, SealedField | DigestField)]
            if names:
                rows = self._resealed(model, names)
                self.stdout.write(f"{model._meta.label_lower}: {rows}")
        for each in Authenticator.objects.all():
            each.data = resealed(each.data)
            each.save(update_fields=["data"])

    def _resealed(self, model: Any, names: list[str]) -> int:
        done = 0
        for key in model._default_manager.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=_ROWS):
            with transaction.atomic():
                model._default_manager.select_for_update().get(pk=key).save(update_fields=names)
            done += 1
        return done

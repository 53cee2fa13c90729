"""Whom people belong to."""

from __future__ import annotations

from typing import ClassVar

import stdnum.cn.uscc
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from luoshu.office.shell.language import here
from luoshu.problems import Text


class Kind(models.TextChoices):
    BUREAU = "bureau"
    ENTERPRISE = "enterprise"
    AGENCY = "agency"
    INSTITUTION = "institution"

    @property
    def text(self) -> Text:
        return _KINDS[self]


_KINDS = {
    Kind.BUREAU: Text("园区管理机构", "Zone office"),
    Kind.ENTERPRISE: Text("企业", "Enterprise"),
    Kind.AGENCY: Text("服务机构", "Service agency"),
    Kind.INSTITUTION: Text("机构", "Institution"),
}


def credit_code(value: str) -> None:
    """A unified social credit code with the right check character (GB 32100-2015), in capitals."""
    if value != value.upper() or not stdnum.cn.uscc.is_valid(value):
        raise ValidationError(
            here(
                "统一社会信用代码应为 18 位，且校验码正确，请对照营业执照核对。",
                "A credit code has 18 characters, the last of which checks the others: compare it with the licence.",
            )
        )


class Organisation(models.Model):
    """The zone's office or a bureau, an enterprise, an agency that serves enterprises, an institution.

    `identifier` is the unified social credit code: an enterprise always has one, others may.
    """

    kind = models.CharField(max_length=20, choices=Kind.choices)
    name = models.CharField(max_length=120, db_index=True)
    identifier = models.CharField(max_length=18, null=True, blank=True, unique=True, validators=[credit_code])
    closed_on = models.DateField(null=True, blank=True)  # nobody acts for it from this day on

    class Meta:
        ordering = ("name", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(name="accounts_organisation_kind", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="accounts_enterprise_has_identifier", condition=~Q(kind="enterprise") | Q(identifier__isnull=False)
            ),
            models.CheckConstraint(
                name="accounts_identifier_18",
                condition=Q(identifier__isnull=True) | Q(Exact(Length("identifier"), 18)),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_text(self) -> Text:
        return Kind(self.kind).text

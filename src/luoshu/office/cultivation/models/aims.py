"""What entities are cultivated for: that a policy's decision says yes, or a rung of a ladder."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from luoshu.problems import Text


class Aim(models.Model):
    """A yes-or-no decision of a policy; of a rung it is its condition, and `titles` are those that it stands for."""

    policy = models.CharField(max_length=160)  # its id
    decision = models.CharField(max_length=160, blank=True)
    ladder = models.CharField(max_length=160, blank=True)
    rung = models.CharField(max_length=160, blank=True)
    kind = models.CharField(max_length=40)  # 企业: whom it is about
    titles = models.JSONField(default=list)  # as the title register calls them
    zh = models.CharField(max_length=300)
    en = models.CharField(max_length=300)

    class Meta:
        ordering = ("zh", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["policy", "decision", "ladder", "rung"], name="cultivation_aim_once"),
            models.CheckConstraint(
                condition=(~Q(decision="") & Q(ladder="", rung="")) | (Q(decision="") & ~Q(ladder="") & ~Q(rung="")),
                name="cultivation_aim_is_a_decision_or_a_rung",
            ),
        ]

    def __str__(self) -> str:
        return self.zh

    @property
    def label(self) -> Text:
        return Text(self.zh, self.en)

"""What the office holds about a person: every app says what it has, how to give it out, and what must stay.

    personal.register(
        Holding(
            key="cases",
            name=Text("办件", "Cases"),
            export=lambda user: list(user.cases.values("number", "opened_at")),
            erase=None,                          # or a function that erases, and tells how many rows went
            basis=Text("…必须保存的依据", "why it must be kept"),
        )
    )

Called in `AppConfig.ready`. Export answers article 45 of the Personal Information Protection Law (a copy for the
person), erasure article 47; what a law or a running matter still needs is kept, and its basis is said (article 47 (2)).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from luoshu.office.accounts.models import User
from luoshu.problems import Text

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of data about a person. Rows are plain: texts, numbers, days."""

    key: str
    name: Text
    export: Callable[[User], list[Row]]
    erase: Callable[[User], int] | None  # None: it must stay
    basis: Text

    @property
    def stays(self) -> bool:  # templates ask this: they would call `erase`
        return self.erase is None


def parts_of(rows: QuerySet[Any], user: User, parts: Mapping[str, str]) -> list[tuple[Any, str]]:
    """Each row that names somebody, once for each part that they had in it: `{"made_by": "booked"}`."""
    named = Q(pk__in=())
    for field in parts:
        named |= Q(**{field: user})
    return [
        (row, part)
        for row in rows.filter(named).order_by("pk")
        for field, part in parts.items()
        if getattr(row, f"{field}_id") == user.pk
    ]


_HOLDINGS: dict[str, Holding] = {}


def register(holding: Holding) -> None:
    _HOLDINGS[holding.key] = holding


def holdings() -> list[Holding]:
    return list(_HOLDINGS.values())

"""A list a page at a time: `rows(request, queryset)`, then `{% include "shell/paging.html" %}` under the table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from django.db import models
from django.http import HttpRequest

from luoshu.office.shell.queries import number_asked

SIZE = 50
M = TypeVar("M", bound=models.Model)
Row_co = TypeVar("Row_co", bound=models.Model, covariant=True)


class Listed(Protocol[Row_co]):
    """What is listed a page at a time: a query set, or what counts and cuts as one."""

    def count(self) -> int: ...

    def __getitem__(self, part: slice, /) -> Iterable[Row_co]: ...


@dataclass(frozen=True, slots=True)
class Rows(Generic[M]):
    """What stands on one page of a list."""

    items: list[M]
    number: int
    total: int

    def __iter__(self) -> Any:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def pages(self) -> int:
        return pages_of(self.total)

    @property
    def first(self) -> int:
        return (self.number - 1) * SIZE + 1

    @property
    def last(self) -> int:
        return self.first + len(self.items) - 1

    @property
    def before(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None


def pages_of(total: int) -> int:
    return max(1, -(-total // SIZE))


def part_of(number: int) -> slice:
    """What stands on a page, of a whole list."""
    return slice((number - 1) * SIZE, number * SIZE)


def page_number(request: HttpRequest, total: int) -> int:
    """The page that `?page=` asks for: the last, where it is past the end; the first, where it is no number."""
    return min(max(number_asked(request.GET.get("page", "")) or 1, 1), pages_of(total))


def rows(request: HttpRequest, found: Listed[M]) -> Rows[M]:
    """The page that `?page=` asks for, in two queries; one past the end is the last."""
    total = found.count()
    number = page_number(request, total)
    return Rows(list(found[part_of(number)]), number, total)

"""What every template knows of who is reading: `who`, an `Acting`."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from luoshu.office.accounts.acting import acting


def who(request: HttpRequest) -> dict[str, Any]:
    return {"who": SimpleLazyObject(lambda: acting(request))}

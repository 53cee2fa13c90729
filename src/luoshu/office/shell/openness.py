"""What is said of a view that anyone may see; all others stand under a rule (luoshu.office.accounts.guard)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpResponseBase

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def public(view: View) -> View:
    """Anyone may see this, signed in or not."""
    view.rule = None  # type: ignore[attr-defined]
    return view

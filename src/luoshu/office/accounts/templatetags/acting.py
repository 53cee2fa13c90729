"""`{% csrf_token %}` of every form, with for whom it was opened: what is sent is never taken for somebody else's."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from luoshu.office.accounts.acting import OPENED_FOR, Acting

register = template.Library()


@register.simple_tag(takes_context=True)
def csrf_token(context: dict[str, Any]) -> SafeString:
    """Django's own tag, and the organisation that the reader acts for where they might act for another."""
    token = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', context["csrf_token"])
    who: Acting | None = context.get("who")
    if who is None or who.organisation is None or len(who.choices) < 2:
        return token
    return token + format_html('<input type="hidden" name="{}" value="{}">', OPENED_FOR, who.organisation.pk)

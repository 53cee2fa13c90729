"""`{% load filing %}`: kinds, states and steps of applications as people read them."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from luoshu.office.filing import saying
from luoshu.office.filing.models import Application, Step
from luoshu.office.shell.language import language
from luoshu.office.shell.templatetags.words import marked

register = template.Library()


@register.filter
def application_kind(kind: str) -> str:
    return saying.KINDS[Application.Kind(kind)].say(language())


@register.filter
def application_state(application: Application) -> SafeString:
    shape, colour = saying.MARKS[Application.State(application.state)]
    return marked(shape, f"state {colour}", saying.state_of(application))


@register.filter
def step_kind(step: Step) -> str:
    return saying.STEPS[Step.Kind(step.kind)].say(language())


@register.filter
def megabytes(size: int) -> str:
    """1.2 MB, or 340 KB."""
    return f"{size / (1 << 20):.1f} MB" if size >= 1 << 20 else f"{max(1, size >> 10)} KB"

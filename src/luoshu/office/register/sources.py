"""The sources that every office has."""

from __future__ import annotations

from luoshu.office.register.models import Source

OWN = {
    Source.Kind.OFFICE: "办理人更正",
    Source.Kind.DECLARED: "企业申报",
    Source.Kind.CHECKED: "核查",
    Source.Kind.IMPORTED: "导入",
}


def own_source(kind: Source.Kind) -> Source:
    """The office's own source of a kind, made when it is first needed."""
    return Source.objects.get_or_create(name=OWN[kind], defaults={"kind": kind})[0]

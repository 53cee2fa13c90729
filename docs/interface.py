"""The page of the office's interface for programs, from its own description (OpenAPI)."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator

from docs.packs import GENERATED


def page() -> Iterator[str]:
    """Every operation with what it takes and gives, by part."""
    import django

    with tempfile.TemporaryDirectory(prefix="luoshu-docs-") as home:
        os.environ["LUOSHU_HOME"] = home  # where an office would keep its keys
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshu.office.settings")
        django.setup()
        yield from _page()


def _page() -> Iterator[str]:
    from luoshu.office.accounts.models import TokenScope
    from luoshu.office.api import DESCRIPTION
    from luoshu.office.described import Told, parts, types

    yield from ["# The interface for programs", "", GENERATED, ""]
    for paragraph in DESCRIPTION:
        yield from [paragraph.en, ""]
    yield from ["## Scopes of tokens", "", "| scope | what it is for | 中文 |", "|---|---|---|"]
    yield from (f"| `{each.value}` | {each.text.en} | {each.text.zh} |" for each in TokenScope)

    def fields(title: str, some: tuple[Told, ...], *, sent: bool = True) -> Iterator[str]:
        told = [f"`{each.name}{'?' if sent and not each.needed else ''}: {each.kind}`" for each in some]
        if told:
            yield from [f"{title}: {', '.join(told)}", ""]

    for part in parts():
        yield from ["", f"## {part.title.en}", ""]
        for each in part.operations:
            yield from [f"### `{each.method} {each.path}`", "", f"{each.title.en}. {each.title.zh}。", ""]
            yield from [" ".join(text.en for text in each.about), ""]
            yield from fields("Parameters", each.parameters)
            yield from fields("Sent", each.body)
            yield from fields("A list of" if each.a_list else "Answer", each.gives, sent=False)
    yield from ["", "## Types", ""]
    for kind in types():
        yield from fields(f"**{kind.name}**", kind.fields, sent=False)

"""What a program is told when something is wrong: problem details (RFC 9457), in Chinese and in English.

`answered(422, "invalid", Text(…), errors)`; what the office raises for people becomes `Error`s by
`errors_of_validation` and `errors_of_problems`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.utils import translation
from ninja import Field, Schema
from pydantic import WithJsonSchema

from luoshu.problems import Problem, Text

MEDIA_TYPE = "application/problem+json"
TYPES = "urn:luoshu:problem:"


def one_of(values: Iterable[str]) -> WithJsonSchema:
    """`Annotated[State, one_of(State)]`: the values stand where they are asked for; several enumerations are called
    State, and the description has one place a name."""
    return WithJsonSchema({"type": "string", "enum": [str(value) for value in values]})


class Words(Schema):
    """The same in Chinese and in English."""

    zh: str = Field(examples=["研发费用"])
    en: str = Field(examples=["R&D expenditure"])

    @classmethod
    def of(cls, text: Text) -> Words:
        return cls(zh=text.zh, en=text.en)


class Error(Schema):
    """One thing that is wrong, and where: a field of what was sent, or a place in a document or file."""

    field: str = Field(default="", examples=["until"], description="所在的字段 / the field; empty: the whole")
    zh: str = Field(examples=["结束日期已经过去"])
    en: str = Field(examples=["This day has passed"])
    file: str | None = Field(default=None, description="所在的文件 / the file")
    line: int | None = Field(default=None, description="所在的行 / the line")
    column: int | str | None = Field(default=None, description="所在的列 / the column")


class ProblemDetails(Schema):
    """RFC 9457."""

    type: str = Field(examples=[f"{TYPES}invalid"], description="问题的种类 / what kind of problem")
    title: str = Field(examples=["填写有误"], description="中文 / in Chinese")
    title_en: str = Field(examples=["Something that was sent is wrong"], description="英文 / in English")
    status: int = Field(examples=[422])
    errors: list[Error] = Field(default_factory=list, description="逐项说明 / one by one")


def answered(
    status: int, kind: str, title: Text, errors: Iterable[Error] = (), headers: dict[str, str] | None = None
) -> JsonResponse:
    told = ProblemDetails(type=f"{TYPES}{kind}", title=title.zh, title_en=title.en, status=status, errors=list(errors))
    return JsonResponse(
        told.model_dump(),
        status=status,
        content_type=MEDIA_TYPE,
        headers=headers or {},
        json_dumps_params={"ensure_ascii": False},
    )


def errors_of_problems(problems: Iterable[Problem], field: str = "") -> list[Error]:
    found = []
    for each in problems:
        place, hint = each.place, each.hint
        found.append(
            Error(
                field=field,
                zh=f"{each.text.zh}；{hint.zh}" if hint else each.text.zh,
                en=f"{each.text.en}; {hint.en}" if hint else each.text.en,
                file=place.file if place else None,
                line=place.line if place else None,
                column=place.column if place else None,
            )
        )
    return found


def errors_of_validation(wrong: ValidationError) -> list[Error]:
    """Of a form's, a model's or an action's."""
    by_field = getattr(wrong, "error_dict", None)
    if by_field is None:
        return [_error("", each) for each in wrong.error_list]
    return [_error("" if name == "__all__" else name, each) for name, some in by_field.items() for each in some]


def _error(field: str, wrong: ValidationError) -> Error:
    text = both(wrong.message, wrong.params)
    return Error(field=field, zh=text.zh, en=text.en)


def both(message: Any, params: Any = None) -> Text:
    """A message in both languages: what `here` said, what waits until it is read, or Django's own."""
    known = getattr(message, "text", None)
    if isinstance(known, Text):
        return known
    return Text(*_in_each(message, params))


def _in_each(message: Any, params: Any) -> Iterator[str]:
    for language in ("zh-hans", "en"):
        with translation.override(language):
            yield str(message) % params if params else str(message)

"""Fields for values of facts, and the form that is made of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from luoshu.facts.units import unit_said
from luoshu.facts.vocabulary import Fact as Word
from luoshu.facts.vocabulary import Kind
from luoshu.office.register.models import Entity
from luoshu.office.register.values import EntryError, entered
from luoshu.office.register.words import text_of, words
from luoshu.office.shell.forms import choices
from luoshu.office.shell.language import Said, here, language, lazily
from luoshu.problems import Text


def value_field(word: Word) -> forms.CharField | forms.ChoiceField:
    """A field for what somebody enters: a choice where the vocabulary lists the values."""
    hint = _hint(word)
    unknown = Text("不知道", "not known")
    if word.kind is Kind.BOOLEAN:
        said = [("是", Text("是", "yes")), ("否", Text("否", "no"))]
        return forms.ChoiceField(choices=choices(said, unknown), required=False, help_text=hint)
    if word.values:
        values = [(value, Text(value, value)) for value in word.values]
        return forms.ChoiceField(choices=choices(values, unknown), required=False, help_text=hint)
    return forms.CharField(required=False, max_length=500, help_text=hint)


def _hint(word: Word) -> str:
    english = unit_said(word.unit, 2, "en")
    unit_zh = f"单位：{word.unit}。" if word.unit else ""
    unit_en = f"Unit: {english}. " if english else ""
    examples = {
        Kind.MONEY: ("可写 1200万、2亿。", "1200万 and 2亿 are understood. "),
        Kind.RATE: ("可写 30%。", "30% is understood. "),
        Kind.DATE: ("可写 2025-06-30、3 月 5 日。", "2025-06-30 and 3月5日 are understood. "),
    }
    zh, en = examples.get(word.kind, ("", ""))
    return lazily(f"{unit_zh}{zh}{word.note}", f"{unit_en}{en}")


def clean_value(word: Word, text: str) -> str:
    """The text, where it is a value of the fact. Raises ValidationError with what is wrong."""
    if text.strip():
        try:
            entered(word, text)
        except EntryError as error:
            told, hint = error.text, error.hint
            if hint:
                told = Text(f"{told.zh}；{hint.zh}", f"{told.en}; {hint.en}")
            raise ValidationError(Said(told)) from None
        if word.kind is Kind.REFERENCE and not _is_registered(word.target, text.strip()):
            kind = words().label(word.target)
            unknown = Text(f"“{kind.zh}”里没有这个号码", f"nothing is registered under this number among {kind.en}")
            raise ValidationError(Said(unknown))
    return text.strip()


def _is_registered(kind: str, identifier: str) -> bool:
    return Entity.objects.filter(kind=kind, identifier=identifier).exists()


def field_name(word: Word) -> str:
    """What a form calls the field of a fact: by its name, for which facts are asked may change while somebody types."""
    return f"fact-{word.name}"


class FactsForm(forms.Form):
    """A field for each of some facts, annual ones of `year`. `needed` must be filled in; `known` are kept values, with
    which the fields begin."""

    def __init__(
        self,
        asked: Iterable[Word],
        year: int,
        *args: Any,
        needed: Collection[str] = (),
        known: Mapping[str, str] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.words = {field_name(word): word for word in asked}
        for name, word in self.words.items():
            field = value_field(word)
            label = text_of(word).say(language())
            field.label = here(f"{year} 年{label}", f"{label}, {year}") if word.annual else label
            field.initial = _as_typed(word, (known or {}).get(word.name, ""))
            field.required = word.name in needed
            self.fields[name] = field

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name, word in self.words.items():
            try:
                data[name] = clean_value(word, data.get(name) or "")
            except ValidationError as error:
                self.add_error(name, error)
        return data

    def stated(self) -> dict[str, str]:
        """What was entered, by fact."""
        return {word.name: text for name, word in self.words.items() if (text := self.cleaned_data.get(name, ""))}


def _as_typed(word: Word, value: str) -> str:
    """A kept value as somebody would enter it."""
    if word.kind is Kind.BOOLEAN:
        return {"true": "是", "false": "否"}.get(value, "")
    return value

"""What a program states of some facts, each a value of it; and what it is told of values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import forms
from django.core.exceptions import ValidationError
from ninja import Schema

from luoshu.facts.vocabulary import Fact as Word
from luoshu.office.register.fields import clean_value
from luoshu.office.register.schemas import Value, typed, value_of
from luoshu.office.register.values import shown
from luoshu.office.register.words import text_of, words
from luoshu.office.shell.language import here
from luoshu.office.shell.problem_details import Words


def stated_value(word: Word, value: bool | int | str, field: str) -> str:
    """As it is kept. Raises ValidationError, for that field, where it is no value of the fact."""
    try:
        return clean_value(word, typed(value))
    except forms.ValidationError as wrong:
        raise ValidationError({field: wrong}) from None


def stated(known: Iterable[Word], given: Mapping[str, bool | int | str]) -> dict[str, str]:
    """By fact, what was sent as `facts`; what is empty is left out.

    Raises:
        ValidationError: there is no such fact among those, or it has no such value; field by field.
    """
    facts = {word.name: word for word in known}
    unknown = [name for name in given if name not in facts]
    if unknown:
        message = here("这里没有这一项", "There is no such fact here")
        raise ValidationError({f"facts.{name}": message for name in unknown})
    told = {name: stated_value(facts[name], value, f"facts.{name}") for name, value in given.items()}
    return {name: text for name, text in told.items() if text}


class FactValue(Schema):
    """A fact and a value of it."""

    name: str
    label: Words
    unit: str
    year: int | None
    value: Value
    shown: Words

    @classmethod
    def of(cls, word: Word, value: str, year: int | None = None) -> FactValue:
        return cls(
            name=word.name,
            label=Words.of(text_of(word)),
            unit=word.unit,
            year=year or None,
            value=value_of(word, value),
            shown=Words(zh=shown(word, value, "zh"), en=shown(word, value, "en")),
        )


def values_of(kind: str, facts: Iterable[tuple[str, str]]) -> list[FactValue]:
    """Facts of an entity's kind with their values; what the vocabulary does not have any more is left out."""
    record = words().record(kind)
    return [FactValue.of(record.facts[name], value) for name, value in facts if record and name in record.facts]

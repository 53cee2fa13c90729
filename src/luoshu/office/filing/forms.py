"""The forms of applications: made of a register's facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from luoshu.facts.vocabulary import Fact as Word
from luoshu.facts.vocabulary import Kind
from luoshu.office.filing.papers import ACCEPTED, MOST_BYTES
from luoshu.office.filing.registers import Kept
from luoshu.office.register.asking import clean_value, value_field
from luoshu.office.register.words import text_of
from luoshu.office.shell.language import here, language, lazily


class FactsForm(forms.Form):
    """A field for each of some facts. `known` are kept values, which the fields begin with."""

    def __init__(
        self,
        words: list[Word],
        needed: frozenset[str],
        year: int,
        *args: Any,
        known: Mapping[str, str] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.words = {f"fact-{number}": word for number, word in enumerate(words)}
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
            except forms.ValidationError as error:
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


class ApplicationForm(FactsForm):
    """What an applicant states; of a change also why."""

    def __init__(self, kept: Kept, year: int, *args: Any, changes: bool = False, **options: Any) -> None:
        super().__init__(kept.asked, kept.needed, year, *args, **options)
        if changes:
            self.fields["reason"] = _reason(lazily("变更原因", "Why it changes"))

    def reason(self) -> str:
        return str(self.cleaned_data.get("reason", ""))


class CancelForm(forms.Form):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"] = _reason(lazily("注销原因", "Why it is cancelled"))

    def reason(self) -> str:
        return str(self.cleaned_data.get("reason", ""))

    def stated(self) -> dict[str, str]:
        return {}


def _reason(label: str) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": 3}), min_length=2, max_length=1000)


class PaperForm(forms.Form):
    file = forms.FileField(
        label=lazily("附上材料", "Attach a paper"),
        help_text=lazily(
            f"PDF、图片或 Word、Excel、PowerPoint 文件，不超过 {MOST_BYTES >> 20} MB。",
            f"PDF, a picture or an office file, {MOST_BYTES >> 20} MB at most.",
        ),
        widget=forms.FileInput(attrs={"accept": ",".join(ACCEPTED)}),
    )


class AskForm(forms.Form):
    said = forms.CharField(
        label=lazily("要补正什么", "What is lacking"),
        help_text=lazily("申请单位会看到这段话。", "Who applies reads this."),
        widget=forms.Textarea(attrs={"rows": 3}),
        min_length=2,
        max_length=1000,
    )


class GiveForm(forms.Form):
    said = forms.CharField(
        label=lazily("补正说明", "What was done"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=1000,
    )


class RefuseForm(forms.Form):
    grounds = forms.CharField(
        label=lazily("不予登记的理由", "Why it is refused"),
        help_text=lazily(
            "写明依据哪一条、差在哪里，申请单位会看到。", "Name the article and what lacks: who applies reads it."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        min_length=2,
        max_length=2000,
    )


class RegisterForm(FactsForm):
    """What an officer fills in on registering; of a new entry also its number."""

    def __init__(self, kept: Kept, year: int, number: str | None, *args: Any, **options: Any) -> None:
        super().__init__(kept.decided, frozenset(), year, *args, **options)
        if number is not None:
            self.fields["number"] = forms.CharField(
                label=lazily("登记编号", "Number of registration"), max_length=80, initial=number
            )
        self.fields["note"] = forms.CharField(
            label=lazily("说明", "Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=1000
        )
        self.order_fields(["number", *self.words, "note"])

"""The forms of applications: made of a register's facts."""

from __future__ import annotations

from typing import Any

from django import forms

from luoshu.office.filing.papers import ACCEPTED, MOST_BYTES
from luoshu.office.filing.registers import Kept
from luoshu.office.register.fields import FactsForm
from luoshu.office.shell.language import lazily


class ApplicationForm(FactsForm):
    """What an applicant states; of a change also why."""

    def __init__(self, kept: Kept, year: int, *args: Any, changes: bool = False, **options: Any) -> None:
        super().__init__(kept.asked, year, *args, needed=kept.needed, **options)
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
        super().__init__(kept.decided, year, *args, **options)
        if number is not None:
            self.fields["number"] = forms.CharField(
                label=lazily("登记编号", "Number of registration"), max_length=80, initial=number
            )
        self.fields["note"] = forms.CharField(
            label=lazily("说明", "Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=1000
        )
        self.order_fields(["number", *self.words, "note"])

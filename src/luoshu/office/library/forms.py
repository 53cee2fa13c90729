"""The forms of those who work on policies."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from luoshu.facts.typed import read_typed
from luoshu.facts.vocabulary import Fact, Kind
from luoshu.office.library.drafting import MOST, with_our_ends
from luoshu.office.library.models import ReviewKind
from luoshu.office.shell.forms import SeeingForm
from luoshu.office.shell.language import Said, here, lazily
from luoshu.problems import ProblemError

_DAY = Fact("day", Kind.DATE)
_LARGEST = 1_000_000  # bytes of an upload


class DayField(forms.CharField):
    """A day as people type it: 3 月 5 日."""

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        try:
            return read_typed(_DAY, typed, timezone.localdate())
        except ProblemError as error:
            raise forms.ValidationError(Said(error.problems[0].text)) from None


class LinesField(forms.CharField):
    """Some lines. A browser sends two signs for each end of a line, of which it counts one while one types."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class QuestionForm(forms.Form):
    """A question about one of some articles, or about the whole policy."""

    article = forms.CharField(
        label=lazily("关于哪一条", "About which article"), max_length=200, required=False, widget=forms.Select
    )
    text = LinesField(
        label=lazily("您的问题", "Your question"),
        help_text=lazily(
            "不要写姓名、电话、证件号。工作人员答复后在政策页公开。",
            "No names, telephone or identity numbers, please. It is shown on the page of the policy once it is "
            "answered.",
        ),
        max_length=500,
        error_messages={
            "max_length": lazily(
                "最多 500 字，现在有 %(show_value)d 字，请写短一些。",
                "500 signs at most, and these are %(show_value)d: please make it shorter.",
            ),
        },
    )

    def __init__(self, articles: Iterable[str], *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"auto_id": "question_%s", **options})
        whole = ("", here("整个政策", "the whole policy"))
        self.fields["article"].widget.choices = [whole, *((each, each) for each in articles)]


class AnswerForm(SeeingForm):
    """`seen` is of which moment the answer is that the page shows."""

    answer = forms.CharField(label=lazily("答复", "Answer"), max_length=4000, widget=forms.Textarea)
    shown = forms.BooleanField(
        label=lazily("在政策页上公开问题和答复", "Show question and answer on the page of the policy"),
        required=False,
        initial=True,
    )


class TextForm(forms.Form):
    """A document, typed or uploaded."""

    body = forms.CharField(label=lazily("政策文件", "The document"), required=False, max_length=MOST, strip=False)
    file = forms.FileField(label=lazily("或上传 .md 文件", "or upload a .md file"), required=False)
    base = forms.CharField(required=False, widget=forms.HiddenInput)  # the hash of the text on which it was written

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        upload = cleaned.get("file")
        if upload:
            if upload.size > _LARGEST or not upload.name.endswith(".md"):
                self.add_error("file", here("须是不超过 1 MB 的 .md 文件", "must be a .md file of at most 1 MB"))
            else:
                try:
                    cleaned["body"] = upload.read().decode("utf-8-sig")
                except UnicodeDecodeError:
                    self.add_error("file", here("须是 UTF-8 编码的文本", "must be text in UTF-8"))
        body = with_our_ends(cleaned.get("body", ""))
        cleaned["body"] = body
        if not body.strip() and not self.errors:
            self.add_error("body", here("请写入或上传文件", "write a document, or upload one"))
        return cleaned


_DAY_HINT = lazily("例如 3 月 5 日、2026-03-05", "Such as 5 March or 2026-03-05")


class ReviewForm(forms.Form):
    kind = forms.ChoiceField(choices=[(each.value, each.value) for each in ReviewKind], widget=forms.HiddenInput)
    reviewer = forms.CharField(label=lazily("审查人", "Reviewer"), max_length=80)
    on = DayField(label=lazily("日期", "Day"), max_length=40, help_text=_DAY_HINT)
    conclusion = forms.CharField(label=lazily("结论", "Conclusion"), max_length=400)

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > timezone.localdate():
            zh, en = (
                f"{on} 还没有到；如果是往年，请写上年份",
                f"{on} is yet to come; of a past year, write the year too",
            )
            raise forms.ValidationError(here(zh, en))
        return on


class ReasonForm(forms.Form):
    reason = forms.CharField(label=lazily("理由", "Reason"), max_length=400)


class RepealForm(ReasonForm):
    last = DayField(label=lazily("最后施行的一天", "Last day in force"), max_length=40, help_text=_DAY_HINT)
    field_order = ("last", "reason")

"""The forms of bookings."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from luoshu.facts.vocabulary import Fact as Word
from luoshu.facts.vocabulary import Kind
from luoshu.office.booking.models import Booking
from luoshu.office.register.values import EntryError, entered
from luoshu.office.shell.forms import DayField, choices
from luoshu.office.shell.language import Said, here, lazily
from luoshu.problems import Text


class BookForm(forms.Form):
    purpose = forms.CharField(
        label=lazily("用来做什么", "What for"),
        help_text=lazily("设施所在单位据此准备。", "Who keeps the facility prepares for it."),
        min_length=2,
        max_length=200,
    )


class UseForm(forms.Form):
    """How a booking turned out."""

    came = forms.ChoiceField(
        label=lazily("结果", "What came of it"),
        choices=choices(
            [(Booking.State.USED, Text("用了", "it was used")), (Booking.State.MISSED, Text("没有来", "nobody came"))]
        ),
    )
    hours = forms.DecimalField(
        label=lazily("实际用了几小时", "Hours of use"),
        help_text=lazily("写到半小时、六分钟都可以，如 2.5。没有来的不填。", "Such as 2.5; none where nobody came."),
        required=False,
        min_value=Decimal("0.1"),
        max_value=24,
        max_digits=4,
        decimal_places=1,
    )
    quantity = forms.DecimalField(
        label=lazily("做了多少", "How much was done"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        help_text=lazily("如 12 个样品、3 批。", "Such as 12 samples, 3 batches."),
    )
    unit = forms.CharField(label=lazily("单位", "Unit"), required=False, max_length=20)
    note = forms.CharField(label=lazily("说明", "Note"), required=False, max_length=300)

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if data.get("came") == Booking.State.USED and not data.get("hours") and "hours" not in self.errors:
            self.add_error("hours", here("请填写用了几小时。", "Enter the hours of use."))
        if data.get("quantity") is not None and not data.get("unit"):
            self.add_error("unit", here("请写明单位。", "Name the unit."))
        return data


class ClosureForm(forms.Form):
    first = DayField(label=lazily("从", "From"))
    last = DayField(label=lazily("到（含）", "Until (included)"))
    reason = forms.CharField(
        label=lazily("原因", "Why"),
        help_text=lazily("预约的人会看到，如：年度检修。", "Who books reads this, such as: yearly maintenance."),
        min_length=2,
        max_length=200,
    )


class AskForm(forms.Form):
    wanted = forms.CharField(
        label=lazily("要做什么", "What is wanted"),
        help_text=lazily("写清样品、数量、要求和希望的时间。", "Samples, how many, what they need, and until when."),
        widget=forms.Textarea(attrs={"rows": 4}),
        min_length=2,
        max_length=2000,
    )


class SaidForm(forms.Form):
    """What one side tells the other; `needed` where it must say why."""

    said = forms.CharField(
        label=lazily("说明", "Note"),
        help_text=lazily("对方会看到这段话。", "The other side reads this."),
        widget=forms.Textarea(attrs={"rows": 3}),
        min_length=2,
        max_length=1000,
    )

    def __init__(self, needed: bool, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["said"].required = needed


class ReportForm(forms.Form):
    done_on = DayField(label=lazily("完成日期", "Done on"))
    quantity = forms.DecimalField(
        label=lazily("服务量", "Volume"),
        min_value=Decimal("0.01"),
        max_digits=12,
        decimal_places=2,
    )
    unit = forms.CharField(
        label=lazily("计量单位", "Counted in"),
        help_text=lazily("与服务目录一致，如批次、小时、件。", "As the catalogue does: batches, hours, pieces."),
        max_length=20,
    )
    amount = forms.CharField(
        label=lazily("金额", "Amount"), help_text=lazily("单位：元。可写 1.2万。", "In yuan; 1.2万 is understood.")
    )
    said = forms.CharField(
        label=lazily("说明", "Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=1000
    )

    def clean_amount(self) -> Decimal:
        try:
            amount = Decimal(entered(_AMOUNT, self.cleaned_data["amount"]))
        except EntryError as error:
            raise forms.ValidationError(Said(error.text)) from None
        if not 0 <= amount < 10**16:
            raise forms.ValidationError(here("金额不对。", "That is no such amount."))
        return amount


_AMOUNT = Word("金额", Kind.MONEY, unit="元")

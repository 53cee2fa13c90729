"""The forms of the list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from luoshu.office.accounts.models import User
from luoshu.office.cultivation import queries, saying
from luoshu.office.cultivation.aims import Offered, offered
from luoshu.office.cultivation.models import Entry, Search
from luoshu.office.cultivation.queries import may_advise
from luoshu.office.register.models import Snapshot, Work
from luoshu.office.shell.forms import DayField, choices
from luoshu.office.shell.language import here, language, lazily
from luoshu.problems import Text


class SearchForm(forms.Form):
    """What to be near to, over which snapshot, on which day."""

    aim = forms.ChoiceField(
        label=lazily("目标", "Aim"),
        help_text=lazily("梯次的一级，或一项政策的结论。", "A rung of a ladder, or a policy's conclusion."),
    )
    snapshot = forms.ModelChoiceField(
        label=lazily("快照", "Snapshot"), queryset=Snapshot.objects.filter(state=Work.State.DONE), empty_label=None
    )
    on = DayField(
        label=lazily("评价日期", "Date"),
        initial=timezone.localdate,
        help_text=lazily("用这一天施行的政策。", "By the policies in force on that day."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        found = offered()
        self.fields["aim"].choices = [  # type: ignore[attr-defined]
            (here("梯次", "Ladders"), [(each.value, each.label.say(language())) for each in found if each.ladder]),
            (here("政策", "Policies"), [(each.value, each.label.say(language())) for each in found if not each.ladder]),
        ]
        self.found = {each.value: each for each in found}

    def chosen(self) -> Offered:
        return self.found[self.cleaned_data["aim"]]

    def search(self) -> Search:
        """What is asked for; not kept yet, but for its aim."""
        data = self.cleaned_data
        return Search(aim=self.chosen().aim(), snapshot=data["snapshot"], on=data["on"])


class AdviserChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic for the checker alone
    """A person by name and where they work."""

    def label_from_instance(self, person: User) -> str:
        works = next((str(each.organisation) for each in person.memberships.all() if not each.over), "")
        return f"{person} · {works}" if works else str(person)


class AdviserForm(forms.Form):
    adviser = AdviserChoice(
        label=lazily("辅导员", "Adviser"),
        queryset=User.objects.none(),
        required=False,
        help_text=lazily("经办人员，或服务机构的工作人员。", "An officer, or somebody of an agency."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["adviser"]
        assert isinstance(field, AdviserChoice)
        field.queryset = may_advise().prefetch_related("memberships__organisation")
        field.empty_label = here("（没有）", "(nobody)")


class TaskForm(forms.Form):
    what = forms.CharField(label=lazily("做什么", "What is to be done"), max_length=200)
    condition = forms.ChoiceField(label=lazily("为了哪个条件", "Which condition it serves"), required=False)
    doer = forms.ChoiceField(label=lazily("由谁做", "Who does it"), choices=choices(saying.DOERS.items()))
    due = DayField(label=lazily("期限", "Due"))

    def __init__(self, entry: Entry, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        lacks = entry.reading.lacks.all() if entry.reading else ()
        conditions = dict.fromkeys(lack.condition for lack in lacks)
        every = [("", Text("不限于一个条件", "no one condition")), *queries.asked_by(conditions).items()]
        self.fields["condition"].choices = choices(every)  # type: ignore[attr-defined]


class OutcomeForm(forms.Form):
    outcome = forms.CharField(
        label=lazily("做了什么，结果如何", "What was done, and what came of it"),
        widget=forms.Textarea(attrs={"rows": 3}),
        min_length=2,
        max_length=300,
    )


class NoteForm(forms.Form):
    on = DayField(label=lazily("日期", "Day"), initial=timezone.localdate)
    text = forms.CharField(
        label=lazily("走访记录", "Note of the visit"),
        widget=forms.Textarea(attrs={"rows": 4}),
        min_length=2,
        max_length=2000,
        help_text=lazily("企业看不到这一栏。", "The enterprise does not see this."),
    )


class EndForm(forms.Form):
    end = forms.ChoiceField(label=lazily("结果", "How it ends"), choices=choices(saying.ENDS.items()))
    on = DayField(label=lazily("日期", "Day"), initial=timezone.localdate)
    reason = forms.CharField(
        label=lazily("原因", "Reason"),
        min_length=2,
        max_length=300,
        help_text=lazily(
            "必填，按原因统计。同一原因请用同样的说法。",
            "Required, and counted: use the same words for the same reason.",
        ),
    )
    document = forms.CharField(
        label=lazily("证书编号或文号", "Number of the title, or document"),
        required=False,
        max_length=200,
        help_text=lazily("达成时必填。", "Required where it was reached."),
    )

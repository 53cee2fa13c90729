"""The forms of the register."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from luoshu.facts.vocabulary import Fact as Word
from luoshu.office.register import saying
from luoshu.office.register.actions.record_check import checked_facts
from luoshu.office.register.actions.tell_event import told_of
from luoshu.office.register.authorised import lapsed_sources
from luoshu.office.register.fields import clean_value, value_field
from luoshu.office.register.models import Snapshot, Source, Work
from luoshu.office.register.models.entities import BETWEEN
from luoshu.office.register.words import text_of
from luoshu.office.shell.forms import DayField, SeeingForm, choices
from luoshu.office.shell.language import here, language, lazily
from luoshu.policy.settings import as_they_are
from luoshu.problems import Text


class SourceChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic for the checker alone
    """A source by its name and kind."""

    def label_from_instance(self, source: Source) -> str:
        kind = saying.SOURCES[Source.Kind(source.kind)].say(language())
        name = saying.source_called(source).say(language())
        return name if name == kind else f"{name} · {kind}"


class ImportForm(forms.Form):
    file = forms.FileField(
        label=lazily("文件", "File"),
        help_text=lazily(
            "工作簿（.xlsx，每张表一个工作表）、CSV，或装有它们的 .zip；表名和列名用词汇表里的名称。",
            "A workbook (.xlsx, a sheet a table), CSV, or a .zip of them; tables and columns go by the vocabulary.",
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.zip"}),
    )
    on = DayField(
        label=lazily("数据截止日", "As of"),
        help_text=lazily(
            "没有写年度的年度数据，按这一天的上一年理解。", "Yearly facts without a year are of the year before."
        ),
        initial=timezone.localdate,
    )
    source = SourceChoice(
        label=lazily("数据来源", "Source"),
        queryset=Source.objects.none(),
        required=False,
        empty_label=lazily("导入", "import"),
        help_text=lazily(
            "授权数据须先登记来源，写明范围、用途和期限。",
            "Authorised data need a source with scope, purpose and term.",
        ),
    )
    purpose = forms.CharField(label=lazily("用途", "Purpose"), max_length=200, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["source"].queryset = Source.objects.exclude(pk__in=lapsed_sources())  # type: ignore[attr-defined]


class SourceForm(forms.ModelForm):  # type: ignore[type-arg]
    kind = forms.ChoiceField(label=lazily("种类", "Kind"), choices=choices(saying.SOURCES.items()))
    name = forms.CharField(label=lazily("名称", "Name"), max_length=120)
    scope = forms.CharField(
        label=lazily("授权范围", "Scope"),
        required=False,
        help_text=lazily("授权数据必填：可以看哪些数据、哪些企业。", "Of authorised data: which facts, of whom."),
    )
    purpose = forms.CharField(label=lazily("授权用途", "Purpose"), required=False)
    expires = DayField(label=lazily("有效期至", "Until"), required=False)

    class Meta:
        model = Source
        fields = ("kind", "name", "scope", "purpose", "expires")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == Source.Kind.AUTHORISED:
            for name in ("scope", "purpose", "expires"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, here("授权数据必须写明。", "Authorised data must say so."))
        return data


class FactForm(forms.Form):
    """A value of one fact, and why."""

    value = forms.CharField(label=lazily("更正为", "Correct to"), required=False, max_length=500)
    reason = forms.CharField(
        label=lazily("依据", "On what ground"),
        help_text=lazily("如：审计报告、社保记录、电话核实。", "Such as an audit report, social security, a call."),
        min_length=2,
        max_length=300,
    )

    def __init__(self, word: Word, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.word = word
        field = value_field(word)
        field.label = lazily("更正为", "Correct to")
        self.fields["value"] = field

    def clean_value(self) -> str:
        return clean_value(self.word, self.cleaned_data["value"])


class CorrectForm(FactForm, SeeingForm):
    """What an officer says instead; `seen` is the key of the value that the page shows."""


class RedeclareForm(FactForm):
    """Another value of a fact that the enterprise declared itself, and why."""

    def __init__(self, word: Word, *args: Any, **options: Any) -> None:
        super().__init__(word, *args, **options)
        self.fields["value"].required = True
        self.fields["reason"].label = lazily("原因", "Why")
        self.fields["reason"].help_text = ""

    def cleaned(self) -> dict[str, str]:
        return {"text": self.cleaned_data["value"], "reason": self.cleaned_data["reason"]}


class DisputeForm(forms.Form):
    proposed = forms.CharField(
        label=lazily("应当是", "It should be"),
        required=False,
        help_text=lazily("不清楚可以不填。", "Leave it empty if not known."),
    )
    reason = forms.CharField(
        label=lazily("理由", "Why"), widget=forms.Textarea(attrs={"rows": 3}), min_length=2, max_length=1000
    )


class EventForm(forms.Form):
    kind = forms.ChoiceField(label=lazily("事项", "What"))
    on = DayField(label=lazily("日期", "Day"), initial=timezone.localdate)
    after = forms.CharField(
        label=lazily("变更后的名称或控制人", "New name or controller"),
        required=False,
        max_length=200,
        help_text=lazily("更名、实际控制人变更时填写。", "Where it was renamed, or came under another's control."),
    )
    other = forms.CharField(
        label=lazily("对方的代码", "Identifier of the other"),
        required=False,
        max_length=80,
        help_text=lazily(
            "并入、分立、重新认定时填写：台账里的号码。",
            "Where it merged, split or was approved again: the number in the register.",
        ),
    )
    document = forms.CharField(label=lazily("依据文件", "Document"), max_length=200)

    def __init__(self, kind: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        told = choices((each, saying.EVENTS[each]) for each in told_of(kind))
        self.fields["kind"].choices = told  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") in BETWEEN and not data.get("other"):
            self.add_error("other", here("请填写对方的代码。", "Enter the identifier of the other."))
        return data


class TakeBackForm(forms.Form):
    why = forms.CharField(
        label=lazily("为什么撤回", "Why it is taken back"),
        help_text=lazily("如：记到了别的企业名下。", "Such as that it was told of the wrong firm."),
        min_length=2,
        max_length=300,
    )


class CheckForm(forms.Form):
    name = forms.ChoiceField(label=lazily("核查什么", "What was looked up"))
    on = DayField(label=lazily("核查日期", "Day"), initial=timezone.localdate)
    found = forms.TypedChoiceField(
        label=lazily("结果", "Result"),
        choices=choices([("no", Text("没有（否）", "not so")), ("yes", Text("有（是）", "it is so"))]),
        coerce=lambda value: value == "yes",
        empty_value=None,
    )
    proof = forms.FileField(
        label=lazily("凭证", "Proof"),
        help_text=lazily(
            "网页截图或文件：PDF、PNG、JPG，不超过 10 MB。", "A picture or paper: PDF, PNG, JPG, 10 MB at most."
        ),
    )

    def __init__(self, kind: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        facts = checked_facts(kind)
        self.fields["name"].choices = choices((fact.name, text_of(fact)) for fact in facts)  # type: ignore[attr-defined]


class SnapshotForm(forms.Form):
    on = DayField(
        label=lazily("评价日期", "Date of evaluation"),
        help_text=lazily("年度数据按这一天的上一年取。", "Yearly facts are taken of the year before."),
        initial=timezone.localdate,
    )
    as_of = forms.DateTimeField(
        label=lazily("数据截至", "Known by"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "moment"}),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"],
        help_text=lazily(
            "不填就是现在。按当时已知的数据切取。", "Now, where nothing is entered. What was known then is taken."
        ),
    )
    purpose = forms.CharField(label=lazily("用途", "Purpose"), max_length=200)


class SnapshotChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic for the checker alone
    """A snapshot by when it was known, its day and what it is for."""

    def label_from_instance(self, snapshot: Snapshot) -> str:
        return f"{snapshot} · {snapshot.on} · {snapshot.purpose}"


class TrialForm(forms.Form):
    snapshot = forms.ModelChoiceField(
        label=lazily("快照", "Snapshot"), queryset=Snapshot.objects.filter(state=Work.State.DONE), empty_label=None
    )
    on = DayField(label=lazily("评价日期", "Date"), initial=timezone.localdate)
    policies = forms.MultipleChoiceField(
        label=lazily("政策", "Policies"),
        widget=forms.CheckboxSelectMultiple,
        choices=lambda: policy_choices(),  # noqa: PLW0108  it stands below
    )
    setting = forms.CharField(
        label=lazily("改一个参数试试", "With another parameter"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "parameters"}),
        help_text=lazily(
            "只选一项政策时可用：从列表里选一个参数，再改它的值，如：租金补贴比例=40%。结果与不改时并列。",
            "With one policy: choose one of the list and change its value, such as 租金补贴比例=40%. The result stands "
            "beside that without it.",
        ),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("setting") and len(data.get("policies") or ()) != 1:
            self.add_error("setting", here("改参数时请只选一项政策。", "Choose one policy to change a parameter of."))
        return data


class DraftTrialForm(forms.Form):
    """Over which snapshot, and on which day, a draft is tried."""

    snapshot = SnapshotChoice(
        label=lazily("快照", "Snapshot"), queryset=Snapshot.objects.filter(state=Work.State.DONE), empty_label=None
    )
    on = DayField(
        label=lazily("评价日期", "Date of evaluation"),
        help_text=lazily(
            "数据按这一天取；条款和参数取草稿施行后离它最近的一天。",
            "Facts are taken of this day; the text and its parameters of the nearest day on which it is in force.",
        ),
    )


def parameter_choices() -> list[tuple[str, str]]:
    """The parameters of these as they are today, each with the title of its policy."""
    from luoshu.office.register.policies import runnable_policies

    today = timezone.localdate()
    return [
        (setting, policy.title.say(language()))
        for policy in runnable_policies()
        for setting in as_they_are(policy, today)
    ]


def policy_choices() -> list[tuple[str, str]]:
    """The policies that can be run, by title."""
    from luoshu.office.register.policies import runnable_policies

    return [(policy.id, policy.title.say(language())) for policy in runnable_policies()]


class DayForm(forms.Form):
    """A day, and whether what has become known since counts too."""

    on = DayField(label=lazily("日期", "Date"), required=False)
    known = forms.CharField(required=False)

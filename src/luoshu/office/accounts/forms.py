"""What is asked for on the pages of accounts."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as forms_of_account
from allauth.mfa.base import forms as forms_of_factors
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms

from luoshu.office.accounts.models import Kind, Organisation, Role, Scope, TokenScope, User
from luoshu.office.accounts.models.house_rules import LEAST_MONTHS
from luoshu.office.accounts.models.memberships import ROLES_OF
from luoshu.office.accounts.models.organisations import credit_code
from luoshu.office.shell.forms import DayField, choices
from luoshu.office.shell.language import here, lazily

_NAME: dict[str, Any] = {"label": lazily("姓名", "Name"), "max_length": 80}
_UNTIL: dict[str, Any] = {
    "label": lazily("到哪一天为止", "Until"),
    "help_text": lazily("含当天；不填即长期有效。", "That day included; empty: until it is ended."),
    "required": False,
}


def _password(**options: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    hint = lazily(
        "至少 10 位，不能全是数字，不要用常见密码。", "10 characters or more, not only digits, none that many use."
    )
    return forms.CharField(
        **{"label": lazily("密码", "Password"), "widget": widget, "strip": False, "help_text": hint, **options}
    )


_WORDS = {  # of allauth's fields
    "login": lazily("登录名", "Name to sign in with"),
    "password": lazily("密码", "Password"),
    "oldpassword": lazily("现在的密码", "The password you have"),
    "password1": lazily("新密码", "New password"),
    "password2": lazily("再输入一次新密码", "The new password again"),
    "code": lazily("验证码", "Code"),
}
_HINTS = {
    "password1": lazily(
        "至少 10 位，不能全是数字，不要用常见密码。", "10 characters or more, not only digits, none that many use."
    )
}


class _InOurWords:
    """A form of allauth's: our labels, and nothing that stands in a field as if it were filled in."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = _WORDS.get(name, field.label)
            field.help_text = _HINTS.get(name, "")
            field.widget.attrs.pop("placeholder", None)


class SignInForm(_InOurWords, forms_of_account.LoginForm):  # type: ignore[misc]
    pass


class ChangePasswordForm(_InOurWords, forms_of_account.ChangePasswordForm):  # type: ignore[misc]
    pass


class SetPasswordForm(_InOurWords, forms_of_account.SetPasswordForm):  # type: ignore[misc]
    pass


class PasswordAgainForm(_InOurWords, forms_of_account.ReauthenticateForm):  # type: ignore[misc]
    pass


class CodeForm(_InOurWords, forms_of_factors.AuthenticateForm):  # type: ignore[misc]
    pass


class CodeAgainForm(_InOurWords, forms_of_factors.ReauthenticateForm):  # type: ignore[misc]
    pass


class FirstCodeForm(_InOurWords, ActivateTOTPForm):  # type: ignore[misc]
    pass


class OwnDataForm(forms.Form):
    name = forms.CharField(**_NAME)
    phone = forms.CharField(
        label=lazily("手机号", "Mobile number"),
        help_text=lazily(
            "加密保存，页面上只显示一部分。不改请留空。", "Kept encrypted, shown in part. Empty: no change."
        ),
        required=False,
        max_length=20,
    )
    identity_number = forms.CharField(
        label=lazily("身份证号", "Identity number"),
        help_text=lazily(
            "加密保存，页面上只显示一部分。不改请留空。", "Kept encrypted, shown in part. Empty: no change."
        ),
        required=False,
        max_length=18,
    )


class JoinForm(forms.Form):
    """A new account, out of an invitation."""

    name = forms.CharField(**_NAME)
    username = forms.CharField(
        label=lazily("登录名", "Name to sign in with"),
        help_text=lazily("字母、数字或汉字，以后不能改。", "Letters, digits; it cannot be changed later."),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    password = _password()


class NewPasswordForm(forms.Form):
    password = _password(label=lazily("新密码", "New password"))


class OperatorForm(forms.Form):
    """Whom a legal representative invites."""

    name = forms.CharField(**_NAME)
    until = DayField(**_UNTIL)


class InvitationForm(OperatorForm):
    """Whom an administrator invites into an organisation: its roles are those of its kind."""

    role = forms.ChoiceField(label=lazily("角色", "Role"), widget=forms.RadioSelect)
    field_order = ("name", "role", "until")

    def __init__(self, organisation: Organisation, *args: Any) -> None:
        super().__init__(*args)
        roles = ROLES_OF[Kind(organisation.kind)]
        self.fields["role"].choices = choices((role.value, role.text) for role in roles)  # type: ignore[attr-defined]


class EnrolForm(forms.Form):
    organisation = forms.CharField(
        label=lazily("单位", "Organisation"),
        help_text=lazily("全称或统一社会信用代码。", "Its full name or credit code."),
        max_length=120,
    )
    role = forms.ChoiceField(
        label=lazily("角色", "Role"),
        choices=choices((role.value, role.text) for role in Role if role is not Role.AGENT),
    )
    since = DayField(label=lazily("从哪一天起", "From"), required=False)
    until = DayField(**_UNTIL)

    def clean_organisation(self) -> Organisation:
        asked = self.cleaned_data["organisation"].strip()
        by_code = Organisation.objects.filter(identifier=asked.upper())
        found = list(by_code or Organisation.objects.filter(name=asked)[:2])
        if len(found) != 1:
            raise forms.ValidationError(
                lazily("没有找到唯一的单位，请核对", "No single organisation is found: check it")
            )
        return found[0]


class OrganisationForm(forms.Form):
    kind = forms.ChoiceField(
        label=lazily("类别", "Kind"),
        choices=choices((kind.value, kind.text) for kind in Kind),
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=lazily("全称", "Full name"), max_length=120)
    identifier = forms.CharField(
        label=lazily("统一社会信用代码", "Credit code"),
        help_text=lazily("企业必填，18 位。", "18 characters; an enterprise must have one."),
        required=False,
        max_length=18,
        validators=[credit_code],
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        code_was_wrong = "identifier" in self.errors
        if given.get("kind") == Kind.ENTERPRISE and not given.get("identifier") and not code_was_wrong:
            self.add_error("identifier", here("请填写企业的统一社会信用代码", "An enterprise has a credit code"))
        return given


class OrganisationChangeForm(forms.Form):
    name = forms.CharField(label=lazily("全称", "Full name"), max_length=120)
    closed_on = DayField(
        label=lazily("停用日期", "Closed from"),
        help_text=lazily("从这一天起，任何人不能再代表它办理。", "From this day on nobody acts for it."),
        required=False,
    )


class AuthorisationForm(forms.Form):
    receiver = forms.CharField(
        label=lazily("授权给谁", "Whom"),
        help_text=lazily(
            "服务机构的全称或统一社会信用代码，或者个人的登录名。",
            "The full name or credit code of an agency, or the name that a person signs in with.",
        ),
        max_length=150,
    )
    scope = forms.ChoiceField(
        label=lazily("可以做什么", "What they may do"),
        choices=choices((scope.value, scope.text) for scope in Scope),
        widget=forms.RadioSelect,
    )
    since = DayField(label=lazily("从哪一天起", "From"))
    until = DayField(
        label=lazily("到哪一天为止", "Until"), help_text=lazily("含当天，最长三年。", "Three years at most.")
    )


class TokenForm(forms.Form):
    name = forms.CharField(
        label=lazily("名称", "Name"),
        help_text=lazily("用在哪个程序里，例如“财务系统同步”。", "What uses it, such as 'accounting'."),
        max_length=80,
    )
    scopes = forms.MultipleChoiceField(
        label=lazily("可以做什么", "What it is for"), widget=forms.CheckboxSelectMultiple
    )
    until = DayField(label=lazily("到哪一天为止", "Until"), help_text=lazily("含当天，最长一年。", "A year at most."))

    def __init__(self, offered: list[TokenScope], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["scopes"].choices = choices((each.value, each.text) for each in offered)  # type: ignore[attr-defined]


class StandInForm(forms.Form):
    membership = forms.ChoiceField(label=lazily("谁休假（角色）", "Who is away, and in which role"))
    user = forms.CharField(
        label=lazily("由谁代理", "Who stands in"),
        help_text=lazily(
            "代理人的登录名；须是同一单位的人员（园区管理机构可以跨单位），审计人员除外。",
            "The name that they sign in with; one of the same organisation (or of any bureau, for one), no auditor.",
        ),
        max_length=150,
    )
    since = DayField(label=lazily("从哪一天起", "From"))
    until = DayField(label=lazily("到哪一天为止", "Until"), help_text=lazily("含当天，最长一年。", "A year at most."))

    def __init__(self, memberships: list[tuple[str, str]], *args: Any) -> None:
        super().__init__(*args)
        self.fields["membership"].choices = memberships  # type: ignore[attr-defined]

    def clean_user(self) -> User:
        found = User.objects.filter(username__iexact=self.cleaned_data["user"].strip(), is_active=True).first()
        if found is None:
            raise forms.ValidationError(lazily("没有这个登录名", "Nobody signs in with this name"))
        return found


class CalendarForm(forms.Form):
    source = forms.CharField(label=lazily("依据", "Notice"), max_length=120)
    lines = forms.CharField(
        label=lazily("与平常不同的日子", "Days that are not as usual"),
        help_text=lazily(
            "每行一天或一段：日期（或 起/止）、“休”或“班”、名称，例如 2025-10-01/2025-10-08 休 国庆节。",
            "A line a day or a span: date (or first/last), 休 for a holiday or 班 for a day worked, its name: "
            "2025-10-01/2025-10-08 休 国庆节.",
        ),
        widget=forms.Textarea(attrs={"rows": 14}),
        required=False,
    )


class HouseRulesForm(forms.Form):
    log_months = forms.IntegerField(
        label=lazily("登录日志保存几个月", "Months for which the log of signing in is kept"),
        help_text=lazily(
            "不少于 6 个月（《网络安全法》）。到期自动删除。",
            "Six at least (Cybersecurity Law). They go by themselves.",
        ),
        min_value=LEAST_MONTHS,
        max_value=600,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    second_factor = forms.BooleanField(
        label=lazily("园区管理机构的人员必须启用两步验证", "People of the zone office must use a second factor"),
        required=False,
    )
    trial_before_approval = forms.BooleanField(
        label=lazily("政策审批前必须有本文本的测算", "A policy is approved only after a trial of its text"),
        help_text=lazily(
            "不勾选时，没有测算只在清单上提示。", "Otherwise the checklist only says that there was none."
        ),
        required=False,
    )

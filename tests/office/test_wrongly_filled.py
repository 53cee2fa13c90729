"""What is wrong in a form is said in our words, in both languages: Django's own are nowhere left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import get_resolver
from django.utils import translation
from tests.office.people import CODE, cast, enterprise, signed_in

from luoshu.office.accounts.models import HouseRules, Organisation
from luoshu.office.shell.problem_details import errors_of_validation

OURS = {"请填写。", "请选择。", "请选择文件。"}


@pytest.mark.parametrize(
    ("field", "value", "zh", "en"),
    [
        (forms.CharField(), "", "请填写。", "Please fill this in."),
        (forms.CharField(max_length=3), "12345", "最多 3 个字，现在有 5 个。", "Characters: 3 at most; it has 5."),
        (forms.CharField(min_length=3), "1", "至少 3 个字，现在有 1 个。", "Characters: 3 at least; it has 1."),
        (forms.ChoiceField(choices=[("a", "A")]), "", "请选择。", "Please choose."),
        (forms.ChoiceField(choices=[("a", "A")]), "b", "没有这个选项", "There is no such choice"),
        (forms.MultipleChoiceField(choices=[("a", "A")]), ["b"], "没有这个选项", "There is no such choice"),
        (forms.IntegerField(), "x", "请填写整数。", "Write a whole number."),
        (forms.IntegerField(min_value=6), "3", "不能小于 6。", "6 at least."),
        (forms.DecimalField(), "x", "请填写数字", "Write a number"),
        (forms.DecimalField(decimal_places=1), "1.25", "小数点后最多 1 位。", "Digits after the point: 1 at most."),
        (forms.FileField(), None, "请选择文件。", "Please choose a file."),
    ],
)
def test_what_a_field_has_against_what_it_is_given(field: forms.Field, value: Any, zh: str, en: str) -> None:
    for language, said in (("zh-hans", zh), ("en", en)):
        with translation.override(language), pytest.raises(ValidationError) as refused:
            field.clean(value)
        with translation.override(language):
            assert refused.value.messages[0].startswith(said)
    (told,) = errors_of_validation(refused.value)  # as a program is told it
    assert told.zh.startswith(zh)
    assert told.en.startswith(en)


def declared(form: type[forms.BaseForm]) -> Iterator[type[forms.BaseForm]]:
    for each in form.__subclasses__():
        if each.__module__.startswith("luoshu.office."):
            yield each
        yield from declared(each)


def test_every_form_was_declared_after_the_words_were_there() -> None:
    get_resolver().url_patterns  # noqa: B018  # with them all apps are read
    fields = [field for form in declared(forms.BaseForm) for field in getattr(form, "base_fields", {}).values()]
    assert len(fields) > 50
    assert {str(field.error_messages["required"]) for field in fields} <= OURS


@pytest.mark.django_db
def test_models_say_it_likewise() -> None:
    enterprise()
    twice = Organisation(kind="enterprise", name="又一家", identifier=CODE)
    with pytest.raises(ValidationError) as refused:
        twice.full_clean()
    assert refused.value.message_dict == {"identifier": ["已有同样的登记，不能重复。"]}
    with pytest.raises(ValidationError, match="不能小于 6"):
        HouseRules(log_months=3).clean_fields()
    with pytest.raises(ValidationError, match="请核对"):
        Organisation(kind="enterprise", name="没有代码").validate_constraints()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "said"),
    [("zh", "“洛书精工有限公司”已经登记了这个代码"), ("en", "洛书精工有限公司 is entered with this code already")],
)
def test_a_code_that_is_there_is_told_with_whose_it_is(client: Client, language: str, said: str) -> None:
    administrator = signed_in(cast().administrator)
    given = {"kind": "enterprise", "name": "又一家", "identifier": CODE}
    page = administrator.post("/account/house/organisations/new", given, headers={"Accept-Language": language})
    assert (page.status_code, said in page.text) == (422, True)

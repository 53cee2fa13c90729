"""What is wrong with what was filled in, in our words: instead of Django's own, for all forms and models.

What only one form can say better (which day, whose code) it says itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core import validators
from django.db import models

from luoshu.office.shell.language import lazily

_FILL = lazily("请填写。", "Please fill this in.")
_CHOOSE = lazily("请选择。", "Please choose.")
_NO_CHOICE = lazily("没有这个选项，请重新选择。", "There is no such choice: choose one that is offered.")
_NUMBER = lazily("请填写数字，例如 12.5。", "Write a number, such as 12.5.")
_NO_FILE = lazily("没有收到文件，请重新选择。", "No file has arrived: choose it again.")
_DAY = lazily("日期请写成 2025-06-30。", "Write the day as 2025-06-30.")
_TIME = lazily("时间请写成 2025-06-30 09:30。", "Write the time as 2025-06-30 09:30.")
_DIGITS = lazily("总共最多 %(max)s 位数字。", "Digits in all: %(max)s at most.")
_PLACES = lazily("小数点后最多 %(max)s 位。", "Digits after the point: %(max)s at most.")
_WHOLE = lazily("小数点前最多 %(max)s 位。", "Digits before the point: %(max)s at most.")

_OF_FIELDS: Mapping[type[Any], Mapping[str, str]] = {
    forms.Field: {"required": _FILL},
    forms.IntegerField: {"invalid": lazily("请填写整数。", "Write a whole number.")},
    forms.FloatField: {"invalid": _NUMBER},
    forms.DecimalField: {"invalid": _NUMBER},
    forms.DateField: {"invalid": _DAY},
    forms.DateTimeField: {"invalid": _TIME},
    forms.ChoiceField: {"required": _CHOOSE, "invalid_choice": _NO_CHOICE},
    forms.MultipleChoiceField: {"invalid_choice": _NO_CHOICE, "invalid_list": _CHOOSE},
    forms.ModelChoiceField: {"required": _CHOOSE, "invalid_choice": _NO_CHOICE},
    forms.FileField: {
        "required": lazily("请选择文件。", "Please choose a file."),
        "invalid": _NO_FILE,
        "missing": _NO_FILE,
        "empty": lazily("文件是空的。", "The file is empty."),
        "max_length": lazily(
            "文件名最多 %(max)d 个字，现在有 %(length)d 个。",
            "The name of a file has %(max)d characters at most; this one has %(length)d.",
        ),
    },
    models.Field: {
        "null": _FILL,
        "blank": _FILL,
        "invalid_choice": _NO_CHOICE,
        "unique": lazily("已有同样的登记，不能重复。", "There is one like it already."),
    },
}
_OF_VALIDATORS: Mapping[type[Any], str] = {
    validators.MaxLengthValidator: lazily(
        "最多 %(limit_value)d 个字，现在有 %(show_value)d 个。",
        "Characters: %(limit_value)d at most; it has %(show_value)d.",
    ),
    validators.MinLengthValidator: lazily(
        "至少 %(limit_value)d 个字，现在有 %(show_value)d 个。",
        "Characters: %(limit_value)d at least; it has %(show_value)d.",
    ),
    validators.MaxValueValidator: lazily("不能大于 %(limit_value)s。", "%(limit_value)s at most."),
    validators.MinValueValidator: lazily("不能小于 %(limit_value)s。", "%(limit_value)s at least."),
    validators.ProhibitNullCharactersValidator: lazily(
        "含有不能保存的字符，请删去后重新填写。", "It holds a sign that cannot be kept: type it again."
    ),
    validators.RegexValidator: lazily("写法不对，请核对。", "It is not written as it should be: check it."),
}


def use_our_words() -> None:
    """Before any form or model of ours is there: a field takes its messages when it is made."""
    for field, said in _OF_FIELDS.items():
        field.default_error_messages = {**field.default_error_messages, **said}
    for validator, message in _OF_VALIDATORS.items():
        validator.message = message
    validators.DecimalValidator.messages |= {
        "invalid": _NUMBER,
        "max_digits": _DIGITS,
        "max_decimal_places": _PLACES,
        "max_whole_digits": _WHOLE,
    }
    models.BaseConstraint.default_violation_error_message = lazily(
        "与已有的登记重复，或几项之间相抵触，请核对。", "It repeats what is there, or contradicts itself: check it."
    )

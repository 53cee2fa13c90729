from typing import Any

from django.apps import AppConfig

from luoshu.office.shell.wrongly_filled import use_our_words


class ShellConfig(AppConfig):
    name = "luoshu.office.shell"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        use_our_words()  # now: no app has read its models yet, whose constraints and fields take them as they are made

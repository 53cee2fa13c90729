from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "luoshu.office.shell"

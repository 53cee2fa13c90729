from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "luoshu.office.register"

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "luoshu.office.register"

    def ready(self) -> None:
        from luoshu.office.register.places import declare

        declare()

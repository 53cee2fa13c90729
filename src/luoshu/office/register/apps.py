from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "luoshu.office.register"

    def ready(self) -> None:
        from luoshu.office.library.checklist import add
        from luoshu.office.register.drafts import FURTHER
        from luoshu.office.register.places import declare

        declare()
        add(FURTHER)

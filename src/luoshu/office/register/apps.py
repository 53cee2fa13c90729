from importlib.resources import files

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "luoshu.office.register"

    def ready(self) -> None:
        from luoshu.office.register.places import declare
        from luoshu.office.shell.style import add_sheet

        add_sheet(
            "register", lambda: files("luoshu.office.register").joinpath("register.css").read_text(encoding="utf-8")
        )
        declare()

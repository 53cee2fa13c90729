from importlib.resources import files

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "luoshu.office.register"

    def ready(self) -> None:
        from luoshu.office.accounts import daily
        from luoshu.office.library.checklist import add
        from luoshu.office.register import deeds
        from luoshu.office.register.actions.export_list import remove_old_exports
        from luoshu.office.register.drafts import FURTHER
        from luoshu.office.register.places import declare
        from luoshu.office.shell.style import add_sheet
        from luoshu.problems import Text

        add_sheet(
            "register", lambda: files("luoshu.office.register").joinpath("register.css").read_text(encoding="utf-8")
        )
        declare()
        deeds.declare()
        add(FURTHER)
        text = Text("保存期满的导出文件", "exported files kept long enough")
        daily.add(daily.Chore("exports", text, remove_old_exports))

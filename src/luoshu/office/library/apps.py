from importlib.resources import files

from django.apps import AppConfig
from django.http import HttpRequest


class LibraryConfig(AppConfig):
    name = "luoshu.office.library"

    def ready(self) -> None:
        from luoshu.engine.page.html import sheet
        from luoshu.office.accounts.guard import may
        from luoshu.office.library.deeds import declare
        from luoshu.office.library.holdings import register_all
        from luoshu.office.library.rules import reads_questions, works_on_policies
        from luoshu.office.shell.places import Group, Place, add
        from luoshu.office.shell.style import add_sheet
        from luoshu.problems import Text

        def _works(request: HttpRequest) -> bool:
            return may(request, works_on_policies)

        def _reads_questions(request: HttpRequest) -> bool:
            return may(request, reads_questions)

        add_sheet("library", lambda: files("luoshu.office.library").joinpath("library.css").read_text(encoding="utf-8"))
        add_sheet("document", sheet)
        register_all()
        declare()
        add(
            Place("policies", Text("政策", "Policies"), group=Group.POLICIES),
            Place("calculator", Text("政策计算器", "Calculator"), group=Group.POLICIES),
            Place("publishing", Text("发布", "Publishing"), _works, Group.POLICIES),
            Place("questions", Text("提问", "Questions"), _reads_questions, Group.POLICIES),
        )

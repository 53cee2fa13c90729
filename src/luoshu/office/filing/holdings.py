"""What applications hold about the people who file and decide them."""

from __future__ import annotations

from luoshu.office.accounts.models import User
from luoshu.office.accounts.personal import Holding, Row, parts_of, register
from luoshu.office.filing.models import Application, Paper, Step
from luoshu.problems import Text

_BASIS = Text(
    "谁提交、谁决定属于登记档案，须随登记保存",
    "who filed and who decided is part of the record of the registration, and kept with it",
)


def _steps(user: User) -> list[Row]:
    steps = Step.objects.filter(by=user).select_related("application")
    return [
        {"application": step.application.reference, "step": str(step.kind), "at": step.at.isoformat()} for step in steps
    ]


def _begun(user: User) -> list[Row]:
    return [
        {"application": each.reference, "part": part, "at": each.made_at.isoformat()}
        for each, part in parts_of(Application.objects.all(), user, {"made_by": "begun"})
    ]


def _papers(user: User) -> list[Row]:
    papers = Paper.objects.filter(by=user).select_related("application")
    return [
        {"application": each.application.reference, "paper": each.name, "at": each.at.isoformat()} for each in papers
    ]


def declare() -> None:
    register(Holding("applications-begun", Text("起草的申请", "Applications begun"), _begun, None, _BASIS))
    register(Holding("papers", Text("附上的申请材料", "Papers attached to applications"), _papers, None, _BASIS))
    register(Holding("applications", Text("申请登记中的办理记录", "Steps of applications"), _steps, None, _BASIS))

"""What the audit calls what happens to applications."""

from __future__ import annotations

from luoshu.office.audit.words import call
from luoshu.problems import Text

ACTIONS = {
    "filing.drafted": Text("开始申请登记", "Application begun"),
    "filing.filled-in": Text("填写申请", "Application filled in"),
    "filing.dropped": Text("删除申请草稿", "Draft dropped"),
    "filing.attached": Text("附上材料", "Paper attached"),
    "filing.left-out": Text("去掉材料", "Paper left out"),
    "filing.paper-read": Text("查看申请材料", "Paper of an application read"),
    "filing.submitted": Text("提交申请", "Application submitted"),
    "filing.asked": Text("通知补正", "Supplement asked for"),
    "filing.given": Text("补正", "Supplement given"),
    "filing.registered": Text("予以登记", "Application registered"),
    "filing.refused": Text("不予登记", "Application refused"),
    "filing.withdrawn": Text("撤回申请", "Application withdrawn"),
}


def declare() -> None:
    call(ACTIONS)

"""What the audit calls what happens to policies and questions."""

from __future__ import annotations

from luoshu.office.audit.words import call
from luoshu.problems import Text

ACTIONS = {
    "library.seeded": Text("收入随软件发布的政策", "Policies of the software taken in"),
    "library.written": Text("起草或修改政策文本", "Text of a policy written"),
    "library.reviewed": Text("记录政策审查", "Review of a policy noted"),
    "library.submitted": Text("提交政策审批", "Policy submitted"),
    "library.sent-back": Text("退回政策", "Policy sent back"),
    "library.approved": Text("审批政策", "Policy approved"),
    "library.published": Text("发布政策", "Policy published"),
    "library.repealed": Text("废止政策", "Policy repealed"),
    "library.asked": Text("群众提问", "Question asked"),
    "library.answered": Text("答复提问", "Question answered"),
}


def declare() -> None:
    call(ACTIONS)

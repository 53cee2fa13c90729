"""How kinds, states and steps of applications are called, with the shape that goes with the colour."""

from __future__ import annotations

from luoshu.office.filing.models import Application, Step
from luoshu.problems import Text

KINDS = {
    Application.Kind.NEW: Text("新登记", "new entry"),
    Application.Kind.CHANGE: Text("变更", "change"),
    Application.Kind.CANCEL: Text("注销", "cancellation"),
}
STATES = {
    Application.State.DRAFT: Text("草稿", "draft"),
    Application.State.SUBMITTED: Text("待决定", "to be decided"),
    Application.State.OWED: Text("待补正", "supplement asked for"),
    Application.State.REGISTERED: Text("已登记", "registered"),
    Application.State.REFUSED: Text("未予登记", "refused"),
    Application.State.WITHDRAWN: Text("已撤回", "withdrawn"),
}
# Where a change or a cancellation was decided for, "registered" would not say what happened.
DONE = {
    Application.Kind.NEW: STATES[Application.State.REGISTERED],
    Application.Kind.CHANGE: Text("已变更", "changed"),
    Application.Kind.CANCEL: Text("已注销", "cancelled"),
}
MARKS = {
    Application.State.DRAFT: ("◌", ""),
    Application.State.SUBMITTED: ("◐", "unknown"),
    Application.State.OWED: ("◇", "unknown"),
    Application.State.REGISTERED: ("●", "yes"),
    Application.State.REFUSED: ("○", "no"),
    Application.State.WITHDRAWN: ("○", ""),
}
STEPS = {
    Step.Kind.SUBMITTED: Text("提交申请", "submitted"),
    Step.Kind.ASKED: Text("通知补正", "supplement asked for"),
    Step.Kind.GIVEN: Text("补正", "supplement given"),
    Step.Kind.REGISTERED: Text("予以登记", "registered"),
    Step.Kind.REFUSED: Text("不予登记", "refused"),
    Step.Kind.WITHDRAWN: Text("撤回申请", "withdrawn"),
}


def state_of(application: Application) -> Text:
    if application.state == Application.State.REGISTERED:
        return DONE[Application.Kind(application.kind)]
    return STATES[Application.State(application.state)]

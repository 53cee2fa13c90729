"""How states, sources and events are called on the screen, with the shape that goes with the colour."""

from __future__ import annotations

from luoshu.engine.figures import show_date
from luoshu.office.register.models import Dispute, Entity, Event, Import, Source, Work
from luoshu.office.register.sources import OWN
from luoshu.problems import Text

STATES = {
    Entity.State.ACTIVE: Text("在册", "registered"),
    Entity.State.MOVED: Text("已迁出", "moved out"),
    Entity.State.MERGED: Text("已合并", "merged"),
    Entity.State.SUCCEEDED: Text("已重新认定", "approved again"),
    Entity.State.DEREGISTERED: Text("已注销", "deregistered"),
    Entity.State.WITHDRAWN: Text("误录，已撤销", "recorded by mistake"),
}
EVENTS = {
    Event.Kind.RENAMED: Text("更名", "renamed"),
    Event.Kind.MOVED_IN: Text("迁入", "moved in"),
    Event.Kind.MOVED_OUT: Text("迁出", "moved out"),
    Event.Kind.MERGED: Text("并入", "merged into"),
    Event.Kind.SPLIT: Text("分立自", "split from"),
    Event.Kind.REAPPROVED: Text("重新认定为", "approved again as"),
    Event.Kind.DEREGISTERED: Text("注销", "deregistered"),
    Event.Kind.CONTROLLER: Text("实际控制人变更", "another controller"),
    Event.Kind.WITHDRAWN: Text("撤销误录", "withdrawn: recorded by mistake"),
    Event.Kind.RESTORED: Text("重新登记", "registered again"),
}
SOURCES = {
    Source.Kind.DECLARED: Text("企业申报", "declared by the enterprise"),
    Source.Kind.STATISTICS: Text("统计", "statistics"),
    Source.Kind.AUTHORISED: Text("授权数据（税务等）", "authorised data (tax and the like)"),
    Source.Kind.IMPORTED: Text("导入", "import"),
    Source.Kind.CHECKED: Text("核查", "check"),
    Source.Kind.OFFICE: Text("办理人更正", "correction by an officer"),
}
DISPUTES = {
    Dispute.State.OPEN: Text("待答复", "to be answered"),
    Dispute.State.CORRECTED: Text("已更正", "corrected"),
    Dispute.State.CONFIRMED: Text("维持原值", "confirmed as it stands"),
}
_WORK = {
    Work.State.WAITING: Text("排队", "waiting"),
    Work.State.RUNNING: Text("进行中", "under way"),
    Work.State.DONE: Text("完成", "done"),
    Work.State.REFUSED: Text("有误，没有做", "refused: something is wrong"),
    Work.State.CANCELLED: Text("已停止", "stopped"),
    Work.State.FAILED: Text("没有完成", "not finished"),
}
_STAGES = {
    Import.Stage.READ: Text("读取", "reading"),
    Import.Stage.APPLY: Text("记入", "recording"),
    Import.Stage.UNDO: Text("撤销", "undoing"),
}
_IMPORTS = {
    (Import.Stage.READ, Work.State.DONE): Text("待确认", "to be confirmed"),
    (Import.Stage.READ, Work.State.REFUSED): Text(
        "有误，请改正后重新上传", "has errors: correct it and upload it again"
    ),
    (Import.Stage.READ, Work.State.CANCELLED): Text("已放弃", "dropped"),
    (Import.Stage.APPLY, Work.State.DONE): Text("已记入", "recorded"),
    (Import.Stage.APPLY, Work.State.CANCELLED): Text("记入了一部分，已停止", "recorded in part, then stopped"),
    (Import.Stage.UNDO, Work.State.DONE): Text("已撤销", "undone"),
    (Import.Stage.UNDO, Work.State.REFUSED): Text("没有撤销：后来又有更正", "not undone: corrected since"),
}
_MARKS = {
    Work.State.WAITING: ("◌", ""),
    Work.State.RUNNING: ("◐", "unknown"),
    Work.State.DONE: ("●", "yes"),
    Work.State.REFUSED: ("○", "no"),
    Work.State.CANCELLED: ("○", ""),
    Work.State.FAILED: ("○", "no"),
}


def source_called(source: Source) -> Text:
    """A source's name: what every office has is called in both languages, what the house named as it named it."""
    kind = Source.Kind(source.kind)
    return SOURCES[kind] if OWN.get(kind) == source.name else Text(source.name, source.name)


def lapsed(source: Source) -> Text:
    """In place of what a source said whose authorisation has ended."""
    assert source.expires is not None
    return Text(
        f"授权已于 {show_date(source.expires, 'zh')}到期，不再显示",
        f"not shown: authorised until {show_date(source.expires, 'en')}",
    )


def state_of(work: Work) -> Text:
    """What a work is at, in words."""
    if isinstance(work, Import):
        known = _IMPORTS.get((Import.Stage(work.stage), Work.State(work.state)))
        stage = _STAGES[Import.Stage(work.stage)]
        said = _WORK[Work.State(work.state)]
        return known or Text(f"{stage.zh}：{said.zh}", f"{stage.en}: {said.en}")
    return _WORK[Work.State(work.state)]


def mark_of(work: Work) -> tuple[str, str]:
    """A shape, and the class of its colour."""
    if isinstance(work, Import) and work.stage == Import.Stage.READ and work.state == Work.State.DONE:
        return "◐", "unknown"
    return _MARKS[Work.State(work.state)]

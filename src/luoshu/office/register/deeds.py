"""What the audit calls what happens in the register."""

from __future__ import annotations

from luoshu.office.audit.words import call
from luoshu.problems import Text

ACTIONS = {
    "register.entered": Text("登记主体", "Entity registered"),
    "register.event-told": Text("登记主体变更", "Event of an entity told"),
    "register.event-taken-back": Text("撤回主体变更", "Event of an entity taken back"),
    "register.checked": Text("记录核查", "Check recorded"),
    "register.proof-read": Text("查看核查凭证", "Proof of a check read"),
    "register.declared": Text("企业填报数据", "Facts declared by an enterprise"),
    "register.fact-corrected": Text("更正数据", "Fact corrected"),
    "register.fact-agreed": Text("记下另一来源说法相同", "Noted that another source says the same"),
    "register.redeclared": Text("企业更正自己填报的数据", "Own declaration corrected"),
    "register.fact-confirmed": Text("确认数据", "Fact confirmed"),
    "register.fact-disputed": Text("对数据提出异议", "Fact disputed"),
    "register.source-told": Text("登记数据来源", "Source registered"),
    "register.import-brought": Text("上传导入文件", "File brought for import"),
    "register.import-confirmed": Text("确认导入", "Import confirmed"),
    "register.import-applied": Text("导入记入", "Import recorded"),
    "register.import-undo-asked": Text("要求撤销导入", "Undo of an import asked for"),
    "register.import-undone": Text("撤销导入", "Import undone"),
    "register.snapshot-asked": Text("要求切取快照", "Snapshot asked for"),
    "register.snapshot-cut": Text("切取快照", "Snapshot cut"),
    "register.trial-asked": Text("要求测算", "Trial asked for"),
    "register.trial-run": Text("测算", "Trial run"),
    "register.draft-trial-asked": Text("要求测算政策草稿", "Trial of a draft asked for"),
    "register.draft-tried": Text("测算政策草稿", "Draft tried"),
    "register.exported": Text("导出清单", "List exported"),
    "register.export-asked": Text("要求在后台导出清单", "Export of a list asked for"),
    "register.export-written": Text("写出导出文件", "Export of a list written"),
    "register.export-fetched": Text("下载导出文件", "Exported file fetched"),
    "register.work-cancelled": Text("停止后台工作", "Background work stopped"),
}


def declare() -> None:
    call(ACTIONS)

"""Made-up contracts for an office to look around in: one application in each state, some of them overdue."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from luoshu.office.accounts.models import Organisation, User
from luoshu.office.filing.actions.decide import refuse, register
from luoshu.office.filing.actions.draft import draft
from luoshu.office.filing.actions.submit import submit
from luoshu.office.filing.actions.supplement import ask_supplement
from luoshu.office.filing.models import Application
from luoshu.office.filing.queries import next_number, usual_dates
from luoshu.office.filing.registers import Kept, registers

CONTRACTS = "技术合同"
_SAID = {
    "书面合同": "是",
    "由卖方申请": "是",
    "向所在地申请": "是",
    "曾经登记": "否",
    "载明两项金额": "是",
}
# What, of which kind, for whom, for how much, how much of it technical; how many days ago it came in.
_MADE_UP = (
    ("主轴热误差补偿技术开发", "技术开发", "瀍河重工（虚构）", 1_200_000, 1_000_000, 52),
    ("轴承在线检测系统开发", "技术开发", "周山轨道（虚构）", 2_600_000, 2_100_000, 41),
    ("高温合金粉末工艺转让", "技术转让", "伊川新材（虚构）", 5_000_000, 5_000_000, 26),
    ("减速器寿命试验服务", "技术服务", "孟津装备（虚构）", 380_000, 350_000, 20),
    ("伺服控制算法许可", "技术许可", "偃师电气（虚构）", 900_000, 900_000, 12),
    ("产线数字化改造咨询", "技术咨询", "新安机床（虚构）", 260_000, 260_000, 5),
    ("磨削工艺数据库开发", "技术开发", "洛宁工具（虚构）", 1_500_000, 1_350_000, 1),
)


def demo(officer: User, operator: User, firm: Organisation) -> None:
    """Files what is made up for a firm, and decides some; nothing where no document in force keeps contracts."""
    kept = registers().get(CONTRACTS)
    if kept is None or not kept.files:
        return
    late, later, done, refused, owed, new, begun = _MADE_UP
    for each in (late, later, new):
        _filed(operator, firm, kept, each)
    made = _filed(operator, firm, kept, done)
    filled_in = {name: day for name, day in usual_dates(made, kept).items() if name in kept.register.decided}
    register(officer, made.pk, next_number(kept), filled_in | _outcome(kept, "予以登记"), "演示数据")
    refuse(officer, _filed(operator, firm, kept, refused).pk, "服务内容是常规检测，不含技术性工作（演示数据）。")
    ask_supplement(officer, _filed(operator, firm, kept, owed).pk, "请补上许可期限和地域范围的约定（演示数据）。")
    _begun(operator, firm, kept, begun)
    entry = Application.objects.get(pk=made.pk).entry
    change = draft(
        operator,
        firm,
        kept,
        made.stated | _amounts(5_600_000, 5_600_000),
        kind=Application.Kind.CHANGE,
        entry=entry,
        reason="双方签订补充协议，追加一条产线（演示数据）",
    )
    submit(operator, change.pk)


def _filed(operator: User, firm: Organisation, kept: Kept, made_up: tuple[str, str, str, int, int, int]) -> Application:
    return submit(operator, _begun(operator, firm, kept, made_up).pk, timezone.now() - timedelta(days=made_up[-1]))


def _begun(operator: User, firm: Organisation, kept: Kept, made_up: tuple[str, str, str, int, int, int]) -> Application:
    name, kind, buyer, total, technical, days = made_up
    stated = {
        "合同名称": name,
        "合同类型": kind,
        "卖方": firm.name,
        "买方": buyer,
        "签订日期": (timezone.localdate() - timedelta(days=days + 20)).isoformat(),
        **_SAID,
        **_amounts(total, technical),
    }
    return draft(operator, firm, kept, stated)


def _amounts(total: int, technical: int) -> dict[str, str]:
    return {"合同交易总额": str(total), "设备材料等金额": str(total - technical), "载明技术交易额": str(technical)}


def _outcome(kept: Kept, outcome: str) -> dict[str, str]:
    return {name: outcome for name in kept.register.decided if outcome in kept.record.facts[name].values}

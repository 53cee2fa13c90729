"""Applications as tests need them."""

from __future__ import annotations

from luoshu.office.accounts.models import Organisation, User
from luoshu.office.filing.actions.decide import register
from luoshu.office.filing.actions.draft import draft
from luoshu.office.filing.actions.submit import submit
from luoshu.office.filing.models import Application
from luoshu.office.filing.registers import Kept, registers

STATED = {
    "合同名称": "主轴热误差补偿",
    "合同类别": "技术开发",
    "买方名称": "瀍河重工",
    "合同总额": "120万",
    "技术金额": "100万",
    "书面": "是",
    "履行金额": "30万",
}


def kept() -> Kept:
    return registers()["试验合同"]


def drafted(by: User, firm: Organisation, **changes: str) -> Application:
    return draft(by, firm, kept(), STATED | changes)


def submitted(by: User, firm: Organisation, **changes: str) -> Application:
    return submit(by, drafted(by, firm, **changes).pk)


def registered(by: User, firm: Organisation, officer: User, number: str = "2026-0001", **changes: str) -> Application:
    made = submitted(by, firm, **changes)
    return register(officer, made.pk, number, {"登记结论": "予以登记"})

"""What the tests of the register share."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field

import openpyxl
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from luoshu.office.register.authorised import Look

LOOK = Look(None, "测试", "tests")  # in which tests read what somebody would; what it was at is noted nowhere
CODES = ("91990000MA0000115E", "91990000MA00GPTB4M", "91990000MA012GLM3E", "91990000MA01K9F02A")
FIRM = ("统一社会信用代码", "企业名称", "成立日期", "查账征收", "研发人员数")


def work_off() -> int:
    """Does what waits, as the worker would; how many tasks there were."""
    worker = Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="tests",
        excluded_queue_names=[],
    )
    count = 0
    while (task := DBTaskResult.objects.ready().first()) is not None:
        task.claim("tests")
        worker.run_task(task)
        task.refresh_from_db()
        assert task.status == TaskResultStatus.SUCCESSFUL, task.traceback
        count += 1
    return count


Row = dict[str, object]


@dataclass
class SmallZone:
    """Three firms with two years and some rights; a test changes what it likes."""

    firms: list[Row] = field(
        default_factory=lambda: [
            dict(zip(FIRM, row, strict=True))
            for row in (
                (CODES[0], "洛川精密", "2016-10-24", "是", 19),
                (CODES[1], "伊滨材料", "2019-03-05", "否", ""),
                (CODES[2], "瀍河软件", "2021-12-06", "", 7),
            )
        ]
    )
    years: list[Row] = field(
        default_factory=lambda: [
            {"统一社会信用代码": code, "年度": year, "销售收入": 1000_0000 + 100 * number, "研发费用": 80_0000.5}
            for number, code in enumerate(CODES[:3])
            for year in (2023, 2024)
        ]
    )
    rights: list[Row] = field(
        default_factory=lambda: [
            {"企业": CODES[0], "编号": "ZL1", "类别": "I类", "有效": "是"},
            {"企业": CODES[0], "编号": "ZL2", "类别": "II类", "有效": "是"},
            {"企业": CODES[1], "编号": "ZL3", "类别": "I类", "有效": "否"},
        ]
    )

    @property
    def tables(self) -> dict[str, list[Row]]:
        return {"企业": self.firms, "企业年度": self.years, "知识产权": self.rights}

    def workbook(self) -> bytes:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in self.tables.items():
            sheet = book.create_sheet(name)
            for row in _lines(rows):
                sheet.append(list(row))
        content = io.BytesIO()
        book.save(content)
        return content.getvalue()

    def archive(self) -> bytes:
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            for name, rows in self.tables.items():
                archive.writestr(f"{name}.csv", as_csv(rows))
        return content.getvalue()


def as_csv(rows: Sequence[Row]) -> bytes:
    content = io.StringIO()
    csv.writer(content).writerows(_lines(rows))
    return content.getvalue().encode("utf-8-sig")


def _lines(rows: Sequence[Row]) -> list[Sequence[object]]:
    names = list(dict.fromkeys(name for row in rows for name in row))
    return [names, *([row.get(name, "") for name in names] for row in rows)]

"""The first sheet of a template: what it is for, how it is filled in, and everything that is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from luoshu.facts.sources import Role, sheet_name
from luoshu.facts.template.sheets import Column, Sheet
from luoshu.facts.template.words import allowed, say_years, when_empty, years_of
from luoshu.problems import Text

TITLE = Text("填表说明", "How to fill in this workbook")
HEADINGS = ("工作表", "数据项", "English", "可填的内容", "年度", "定义与出处", "用在哪里")


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy that the facts are for, as a reader knows it; `period` is when it is in force."""

    id: str
    title: Text
    number: str
    period: str


@dataclass(frozen=True, slots=True)
class Guide:
    """`then` is what to do with the workbook once it is filled in; `unknown` are the lists of the sheets that the data
    does not have."""

    on: date
    policies: tuple[Policy, ...]
    then: Text
    sheets: tuple[Sheet, ...]
    unknown: frozenset[str] = frozenset()

    def name_of(self, sheet: Sheet) -> str:
        """What a sheet is called here. A list that is not known has a name by which it is not read: without rows it
        would say that there are none."""
        return sheet_name(f"{sheet.shape.name}（未知）") if sheet.shape.name in self.unknown else sheet.name

    def rules(self) -> Iterator[Text]:
        """How it is filled in, a rule a line."""
        first = self.sheets[0]
        yield Text(
            f"每个{first.shape.entity}在“{first.name}”表里占一行，先填编号。各表第一行是列名，请不要改动。",
            f"A row in '{first.name}' for each; its identifier first. The first row of a sheet names its columns: "
            "leave it as it is.",
        )
        yield Text(
            "不知道的格子留空。留空就是不知道，不会当作 0，也不会当作“否”。",
            "Leave a cell empty where the value is not known. Empty is not known; it is never taken as 0 or as no.",
        )
        yield Text(
            "只写数字，按列名批注里的单位，不写“万”“亿”。日期写作 2025-06-30。",
            "Figures only, in the unit that the note at the heading gives, without 万 or 亿. Dates as 2025-06-30.",
        )
        for sheet in self.sheets:
            if sheet.shape.role is Role.ANNUAL:
                yield Text(
                    f"“{sheet.name}”每年一行，只看 {say_years(sheet.years)}。",
                    f"'{sheet.name}' has a row a year; looked at are {', '.join(map(str, sheet.years))}.",
                )
        yield from self._lists()
        yield Text(f"填好以后：{self.then.zh}", f"When it is filled in: {self.then.en}")

    def _lists(self) -> Iterator[Text]:
        lists = [sheet for sheet in self.sheets if sheet.shape.role is Role.LIST]
        if lists:
            zh = "、".join(f"“{sheet.name}”" for sheet in lists)
            en = ", ".join(f"'{sheet.name}'" for sheet in lists)
            yield Text(
                f"{zh}每项一行。一个{lists[0].shape.entity}没有行，就是没有。没有核查过的，请删去整张表，就按不知道处理。",
                f"{en}: a row an item. No rows for one means that it has none. Where nobody has checked, delete the "
                "whole sheet: it is then not known.",
            )
        for sheet in lists:
            if sheet.shape.name in self.unknown:
                yield Text(
                    f"数据里没有“{sheet.name}”，或者不全，按不知道处理。核查以后，把“{self.name_of(sheet)}”改名为“{sheet.name}”。",
                    f"The data has no '{sheet.name}', or not the whole: it is not known. When it has been checked, "
                    f"rename '{self.name_of(sheet)}' as '{sheet.name}'.",
                )

    def table(self) -> Iterator[Sequence[str]]:
        """Everything that is asked for, a row a fact, under HEADINGS."""
        for sheet in self.sheets:
            for column in sheet.columns:
                yield self._row(sheet, column)

    def _row(self, sheet: Sheet, column: Column) -> Sequence[str]:
        fact = column.fact
        meaning = "\n".join(line for line in (fact.note, when_empty(fact)) if line)
        uses = "\n".join(use.zh for use in column.uses)
        return self.name_of(sheet), fact.name, fact.english, allowed(fact, sheet.shape), years_of(column), meaning, uses

"""Which guard rows a table gets, and which tables become something else."""

from __future__ import annotations

from datetime import date

from tests.policy.documents import document, read

from luoshu.dmn.model import Context, Decision, DecisionTable, Literal
from luoshu.policy.exchange.export import Exported, export

ON = date(2024, 6, 30)
TWO_INPUTS = "| F | 人数 | 收入 | **结果** |\n|---|---|---|---|\n"


def exported(body: str) -> Exported:
    return export(read(document(body)), ON)


def logic(found: Exported, name: str = "结果") -> object:
    (decision,) = (each for each in found.model.elements if each.name == name)
    assert isinstance(decision, Decision)
    return decision.expression


def rows(body: str) -> list[str]:
    table = logic(exported(body))
    assert isinstance(table, DecisionTable)
    cells = [[each.text for each in (*rule.tests, *rule.outputs)] for rule in table.rules]
    return [table.hit_policy.value, *(" | ".join(row) for row in cells)]


def test_after_a_group_of_rows_with_one_output_what_leaves_it_open() -> None:
    body = f"{TWO_INPUTS}| 1 | > 1 | > 2 | 1 |\n| 2 | > 5 | - | 1 |\n| 3 | - | - | 0 |\n"
    assert rows(body) == [
        "F", "> 1 | > 2 | 1", "> 5 | - | 1", "null | > 2, null | null", "> 1, null | null | null", "null | - | null",
        "- | - | 0",
    ]  # fmt: skip


def test_before_a_row_what_leaves_one_above_open_where_an_output_comes_again() -> None:
    body = f"{TWO_INPUTS}| 1 | < 5 | - | 0 |\n| 2 | - | >= 8 | 1 |\n| 3 | - | - | 0 |\n"
    assert rows(body) == ["F", "< 5 | - | 0", "null | >= 8 | null", "- | >= 8 | 1", "- | null | null", "- | - | 0"]


def test_an_input_that_may_fail_has_a_flag() -> None:
    body = "| F | 费用 / 收入 | **结果** |\n|---|---|---|\n| 1 | >= 6% | true |\n| 2 | - | false |\n"
    assert rows(body) == ["F", ">= 0.06 | - | true", "- | true | null", "- | - | false"]


def test_a_negation_is_false_of_null() -> None:
    body = '| F | 等级 | **结果** |\n|---|---|---|\n| 1 | not("甲") | true |\n| 2 | - | false |\n'
    assert rows(body) == ["F", 'not("甲", null) | true', "null | null", "- | false"]


def test_the_best_first() -> None:
    body = "| C> | 人数 | **结果** |\n|---|---|---|\n| 1 | - | 0 |\n| 2 | > 5 | 2 |\n| 3 | > 1 | 1 |\n"
    assert rows(body) == ["F", "> 5 | 2", "null | null", "> 1 | 1", "- | 0"]


def test_a_unique_table_needs_no_guards() -> None:
    body = "| U | 人数 | **结果** |\n|---|---|---|\n| 1 | > 5 | 2 |\n| 2 | <= 5 | 1 |\n"
    assert rows(body) == ["U", "> 5 | 2", "<= 5 | 1"]


def test_a_sum_is_guarded_by_a_context() -> None:
    found = logic(exported("| C+ | 人数 | **结果** |\n|---|---|---|\n| 1 | > 5 | 2 |\n| 2 | > 1 | 0 |\n"))
    assert isinstance(found, Context)
    assert [variable.name if variable else "" for variable, _ in found.entries] == ["本表结果", "本表缺数据", ""]
    guards = found.entries[1][1]
    assert isinstance(guards, DecisionTable)
    assert [[each.text for each in (*rule.tests, *rule.outputs)] for rule in guards.rules] == [
        ["null", "true"],  # the row that adds 0 matters to nobody
        ["-", "false"],
    ]


def test_a_table_that_no_guard_can_say_is_a_formula_and_told() -> None:
    found = exported("| F | 费用 | **结果** |\n|---|---|---|\n| 1 | > 收入 | 1 |\n| 2 | - | 0 |\n")
    assert isinstance(logic(found), Literal)
    assert [problem.text.en for problem in found.rewritten] == ["the table '结果' is a formula in the model"]

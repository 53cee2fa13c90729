"""The columns of decisions.parquet, their types and values, do not depend on who computed them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from luoshu.engine.run import run
from luoshu.facts.snapshot import Snapshot
from luoshu.policy.graph import Step, names
from luoshu.policy.model import Policy
from luoshu.problems import ProblemError
from luoshu.sql.program import Layers
from luoshu.sql.refusal import refuse

from . import documents as make
from .words import ON, POOR, firms, formulas, read, snapshot


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return snapshot(tmp_path_factory.mktemp("full"), firms(25, seed=5))


def columns(policy: Policy, frozen: Snapshot, out: Path) -> tuple[dict[str, str], list[tuple[object, ...]]]:
    """The types of the columns, and the rows."""
    run([policy], frozen.path, out, on=ON, report=False)
    path = str(out / policy.id / "decisions.parquet")
    with duckdb.connect() as connection:
        described = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [path]).fetchall()
        rows = connection.execute("SELECT * FROM read_parquet(?)", [path]).fetchall()
    return {name: type_ for name, type_, *_ in described}, rows


def refuse_everything(layers: Layers, step: Step) -> None:
    layers._need(names(step.value, step.reasons))
    raise refuse("试验", "a trial")


def interpreted(policy: Policy, frozen: Snapshot, out: Path) -> tuple[dict[str, str], list[tuple[object, ...]]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Layers, "_step", refuse_everything)
        return columns(policy, frozen, out)


def assert_alike(body: str, frozen: Snapshot, out: Path) -> None:
    try:
        policy = read(body)
        by_sql = columns(policy, frozen, out)
    except ProblemError:
        assume(False)
    assert interpreted(policy, frozen, out) == by_sql, body


@settings(max_examples=max(8, settings.default.max_examples // 6), suppress_health_check=list(HealthCheck))
@given(texts=st.lists(st.one_of(make.numbers(2), make.booleans(2), make.strings()), min_size=6, max_size=10))
def test_formulas(texts: list[str], frozen: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> None:
    body = formulas(make.EARLIER | {f"值{index}": text for index, text in enumerate(texts, 1)})
    assert_alike(body, frozen, tmp_path_factory.mktemp("out"))


@settings(max_examples=max(4, settings.default.max_examples // 12), suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_tables(data: st.DataObject, frozen: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> None:
    kinds = {f"表{index}": kind for index, kind in enumerate(("F", "P", "C+", "C#", "C<", "C>"), 1)}
    body = "".join(data.draw(make.tables(name, kind)) for name, kind in kinds.items())
    assert_alike(body + formulas(make.EARLIER), frozen, tmp_path_factory.mktemp("out"))


TYPES = {
    "人数 * 2": "BIGINT",
    "收入 - 净利": "DECIMAL(18,2)",
    "净利 / 收入": "DECIMAL(18,6)",
    "占比 * 收入": "DECIMAL(18,8)",
    "成立 < 评价日期": "BOOLEAN",
    '成立 + duration("P1Y")': "DATE",
    "upper case(名称)": "VARCHAR",
    "count(专利[有效])": "BIGINT",
    "count(奖项)": "BIGINT",
    "modulo(人数, 7)": "BIGINT",
    "modulo(收入, 100)": "DECIMAL(18,2)",
    "count(distinct values(专利.类别))": "BIGINT",
    "sum(for 项 in 专利[有效] return 项.次数)": "BIGINT",
    "median(专利.出资)": "DECIMAL(18,3)",
    "专利[1].出资": "DECIMAL(18,2)",
    "max(for 项 in 专利 return 项.出资)": "DECIMAL(18,2)",
    "floor(sqrt(abs(净利)))": "BIGINT",
    "sqrt(abs(净利))": "DECIMAL(38,6)",
    "mean([人数, 收入])": "DECIMAL(18,6)",
    "(成立 - 评价日期).days": "BIGINT",
    "substring(名称, 1, 1)": "VARCHAR",
    "if modulo(人数, 2) = 0 then 人数 else 1": "BIGINT",
    "专利.类别": "VARCHAR",
    "专利.次数": "VARCHAR",
    "sort(专利[有效].次数)": "VARCHAR",
    "if 国有 then 专利.出资 else []": "VARCHAR",
    "for 项 in 专利 return 项.次数 * 2": "VARCHAR",
    "[人数, 收入]": "VARCHAR",
    "评价日期 - 成立": "VARCHAR",
    "date(成立.year + 1, 1, 1)": "DATE",
    "years and months duration(成立, 评价日期)": "VARCHAR",
    "max(人数, 收入, 净利)": "DECIMAL(18,2)",
    "max(专利.授权)": "DATE",
    "string(人数)": "VARCHAR",
    "[人数, 收入][1]": "BIGINT",
    "median([人数, 收入])": "DECIMAL(18,3)",
    "人数 ** -1": "DECIMAL(18,6)",
    "count(专利[次数 > count(奖项)])": "BIGINT",
}


def of_each(frozen: Snapshot, out: Path) -> Mapping[str, str]:
    policy = read(formulas({f"值{index}": text for index, text in enumerate(TYPES)}))
    found, _ = columns(policy, frozen, out)
    forced, _ = interpreted(policy, frozen, out)
    assert forced == found
    return {text: found[f"值{index}"] for index, text in enumerate(TYPES)}


def test_types(frozen: Snapshot, tmp_path: Path) -> None:
    assert of_each(frozen, tmp_path / "out") == TYPES


def test_a_list_that_the_data_lacks_leaves_the_types_alone(tmp_path: Path) -> None:
    poor = snapshot(tmp_path / "poor", firms(3, seed=5), POOR)
    numbers = {"数": "count(奖项)", "倍": "count(奖项) * 2", "和": "sum(奖项.名次)", "级": "min(奖项.名次)"}
    found, rows = columns(read(formulas(numbers)), poor, tmp_path / "out")
    assert {found[name] for name in numbers} == {"BIGINT"}
    assert {row[1:] for row in rows} == {(None,) * 4}


def test_functions_of_a_list_that_the_data_lacks_are_sql_too(tmp_path: Path) -> None:
    poor = snapshot(tmp_path / "poor", firms(3, seed=5), POOR)
    formula = {
        "少": "min(count(奖项), 5)",
        "多": "max(3, count(奖项))",
        "差": "abs(count(奖项) - 1)",
        "分": "round half up(100 * min(count(奖项) / 4, 1), 2)",
    }
    made = run([read(formulas(formula))], poor.path, tmp_path / "out", on=ON, report=False)
    assert list(made.interpreted) == []
    found, rows = columns(read(formulas(formula)), poor, tmp_path / "again")
    assert [found[name] for name in formula] == ["BIGINT", "BIGINT", "BIGINT", "DECIMAL(18,2)"]
    assert {row[1:] for row in rows} == {(None,) * 4}


ABSENT = {
    "substring(名称, count(奖项))": "VARCHAR",
    "string(count(奖项))": "VARCHAR",
    'substring before(string(count(奖项)), "1")': "VARCHAR",
    "max(名称, string(count(奖项)))": "VARCHAR",
    '成立 + count(奖项) * duration("P1M")': "DATE",
    "date(2024, count(奖项), 1)": "DATE",
    "max(成立, date(2024, count(奖项), 1))": "DATE",
    'duration("P1M") * count(奖项)': "VARCHAR",
    "人数 in [count(奖项)..9999]": "BOOLEAN",
    "before(count(奖项), 3)": "BOOLEAN",
    "includes([0..9], max(奖项.名次))": "BOOLEAN",
    "odd(count(奖项))": "BOOLEAN",
    "any([国有, count(奖项) > 1])": "BOOLEAN",
    "modulo(count(奖项), 3)": "BIGINT",
    "max([count(奖项), 3])": "BIGINT",
    "count(专利[次数 > count(奖项)])": "BIGINT",
}


def test_texts_dates_and_ranges_of_a_list_that_the_data_lacks(tmp_path: Path) -> None:
    poor = snapshot(tmp_path / "poor", firms(3, seed=5, gaps=0), POOR - {"专利.次数", "国有"})
    texts = {f"值{at}": text for at, text in enumerate(ABSENT)}
    made = run([read(formulas(texts))], poor.path, tmp_path / "out", on=ON, report=False)
    assert list(made.interpreted) == []
    found, rows = columns(read(formulas(texts)), poor, tmp_path / "again")
    assert {text: found[name] for name, text in texts.items()} == ABSENT
    *others, counted = zip(*(row[1:] for row in rows), strict=True)
    assert {value for values in others for value in values} == {None}
    assert set(counted) <= {None, 0}  # of no patents none has more


def test_lists_and_durations_are_written_as_feel(frozen: Snapshot, tmp_path: Path) -> None:
    body = formulas({"类": "专利.类别", "久": 'duration("P1Y2M")', "日": '[评价日期, date("2020-02-29")]'})
    _, rows = columns(read(body), frozen, tmp_path / "out")
    assert {row[2:] for row in rows} == {('duration("P1Y2M")', '[date("2025-06-30"), date("2020-02-29")]')}
    assert '["II类"]' in {row[1] for row in rows}

"""`luoshu near`: who fails a decision, by which condition, by how much."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luoshu.cli.console import columns, print_data_problems, print_json, progress
from luoshu.cli.language import language, say
from luoshu.cli.options import Data, Json, Lang, On, OnError, Policy

if TYPE_CHECKING:
    from luoshu.engine.conditions import Condition
    from luoshu.engine.near import NearResult

SHOWN = 20  # entities on the screen unless --limit says otherwise
MISSING_SHOWN = 5

_TITLES = (("不符合", "failing"), ("条件", "condition"), ("现有", "have"), ("需要", "need"), ("差", "gap"))

_DECISION = say("结论为是或否的决策", "a yes-or-no decision")
_LIMIT = say(
    f"最多列出多少户（默认：屏幕上 {SHOWN} 户，JSON 和文件不限）",
    f"how many entities (default: {SHOWN} on the screen, all in JSON or a file)",
)
_OUT = say("写到 .csv 或 .parquet 文件，不打印", "write to a .csv or .parquet file instead")


def example() -> str:
    return "luoshu near cn/tech-sme 符合现行评价条件 --data zone --limit 20"


def near(
    policy: Policy,
    decision: Annotated[str, typer.Argument(metavar="DECISION", help=_DECISION)],
    data: Data,
    on: On,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help=_LIMIT, show_default=False)] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help=_OUT, show_default=False)] = None,
    on_error: OnError = "refuse",
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    from luoshu.engine.near import near as find_near
    from luoshu.engine.run import open_data
    from luoshu.policy.library import Library

    document = Library().resolve(policy, on)
    most = limit if limit is not None or out is not None or as_json else SHOWN
    with TemporaryDirectory(prefix="luoshu-") as scratch:
        with progress() as advance:
            frozen = Path(scratch) / "snapshot"
            snapshot = open_data([document], data, frozen, on=on, on_error=on_error, progress=advance)
            result = find_near(document, decision, snapshot, on, most, out=out, progress=advance)
        print_data_problems(snapshot)
    if as_json:
        print_json(_as_json(result))
        return
    print("\n".join(_lines(result)))


def _as_json(result: NearResult) -> dict[str, object]:
    return {
        "policy": result.policy.id,
        "decision": result.decision,
        "english": result.policy.decisions[result.decision].english,
        "on": result.on,
        "yes": result.yes,
        "no": result.no,
        "cannot_tell": result.cannot_tell,
        "missing": result.missing,
        "interpreted": result.interpreted,
        "cut": result.measure.cut,
        "files": [str(file) for file in result.files],
        "rows": result.rows.to_pylist(),
        "unknown": result.unknown.to_pylist(),
    }


def _lines(result: NearResult) -> Iterator[str]:
    """A sentence, the nearest, then who cannot be told."""
    from luoshu.engine.gap_words import cut
    from luoshu.engine.labels import decision_label, fact_label

    name = decision_label(result.policy.decisions[result.decision])
    yield say(
        f"{name.zh}：是 {result.yes:,}，否 {result.no:,}，不能判断 {result.cannot_tell:,}",
        f"{name.en}: yes {result.yes:,}, no {result.no:,}, cannot tell {result.cannot_tell:,}",
    )
    yield from result.interpreted
    if result.measure.cut:
        yield cut(result.measure.cut).say(language())
    if rows := result.rows.to_pylist():
        yield ""
        yield from _table(rows, {each.number: each.condition for each in result.measure.measured})
    if result.missing:
        shown = list(result.missing.items())[:MISSING_SHOWN]
        facts = [f"{fact_label(fact, result.policy).say(language())} {count:,}" for fact, count in shown]
        yield ""
        yield say(f"不能判断，缺得最多的是：{'，'.join(facts)}", f"cannot tell; most often missing: {', '.join(facts)}")
    for file in result.files:
        yield say(f"已写入 {file}", f"written to {file}")


def _table(rows: list[dict[str, Any]], conditions: Mapping[int, Condition]) -> Iterator[str]:
    """A line a failing condition; the entity's identifier and count of failing conditions once."""
    key = next(iter(rows[0]))
    lines = [[key, *(say(*title) for title in _TITLES)]]
    before: object = None
    for row in rows:
        entity = [str(row[key]), str(row["failing"])] if row[key] != before else ["", ""]
        before = row[key]
        lines.append([*entity, row["condition"], *_figures(row, conditions[row["number"]])])
    return columns(lines, right=[1, 3, 4, 5])


def _figures(row: dict[str, Any], condition: Condition) -> Iterator[str]:
    """What is, what is needed, what lacks."""
    from luoshu.engine.explain import unit_of_sides
    from luoshu.engine.figures import MISSING, show
    from luoshu.engine.gap_words import lacked, needed

    lang, unit = language(), unit_of_sides(condition)
    have, need = (_value(row[side], condition.kind) for side in ("have", "need"))
    yield MISSING.say(lang) if have is None else show(have, unit, lang, need)
    several = condition.need_text  # as they are written
    yield needed(several or show(need, unit, lang, have), condition.op, condition.kind, lang)
    gap = row["gap"]
    yield "" if gap is None else lacked(show(gap, row["gap_unit"], lang, 0), condition.op, condition.kind, lang)


def _value(text: str | None, kind: str) -> Any:
    """What a column of text holds."""
    from luoshu.feel.failure import EvaluationError
    from luoshu.feel.temporal import parse_duration

    if text is None:
        return None
    with suppress(ValueError, ArithmeticError, EvaluationError):
        match kind:
            case "number":
                return Decimal(text)
            case "date":
                return date.fromisoformat(text)
            case "months" | "days":
                return parse_duration(text)
            case "boolean":
                return text == "true"
    return text

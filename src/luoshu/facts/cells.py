"""One cell: how SQL reads it, how SQL sees that it is wrong, and how a person is told why.

SQL finds the wrong cells among millions (`value_sql`, `fault_sql`); only those come to `explain`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb
import pyarrow as pa
from duckdb import sqltypes as duck
from duckdb.func import ARROW

from luoshu.facts.identifiers import CREDIT_CODE, IDENTITY_CARD, credit_codes_valid, identity_cards_valid
from luoshu.facts.ranges import show_interval
from luoshu.facts.readers import TOO_LONG, Odd, quote
from luoshu.facts.vocabulary import NUMERIC, PLACES, Fact, Interval, Kind
from luoshu.problems import Text, suggest

COLUMN_TYPE = {
    Kind.ID: "VARCHAR",
    Kind.TEXT: "VARCHAR",
    Kind.REFERENCE: "VARCHAR",
    Kind.INTEGER: "BIGINT",
    Kind.MONEY: "DECIMAL(18,2)",
    Kind.DECIMAL: "DECIMAL(18,6)",
    Kind.RATE: "DECIMAL(9,6)",
    Kind.DATE: "DATE",
    Kind.BOOLEAN: "BOOLEAN",
}
# Words that programs write for "missing": a cell is simply left empty.
NULL_WORDS = ("null", "none", "nan", "n/a")
# What spreadsheets show where a formula fails, as it stands in a CSV too.
ERROR_WORDS = (
    *("#n/a", "#div/0!", "#name?", "#null!", "#num!", "#ref!", "#value!"),
    *("#getting_data", "#spill!", "#calc!", "#field!", "#blocked!", "#connect!", "#unknown!"),
)
_NO_VALUES = (*NULL_WORDS, *ERROR_WORDS)
_LONGEST_NO_VALUE = max(map(len, _NO_VALUES))
YES, NO = ("是", "true", "1"), ("否", "false", "0")

_WHOLE = r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)"
_NUMBER = re.compile(_WHOLE + r"(?:\.[0-9]+)?")
_YEAR, _DAY = "[0-9]{4}", "[0-9]{1,2}"
_DATE = f"{_YEAR}-{_DAY}-{_DAY}|{_YEAR}/{_DAY}/{_DAY}|{_YEAR}年{_DAY}月{_DAY}日"
_UNITS = {"%": Decimal("0.01"), "万": Decimal(10**4), "亿": Decimal(10**8), "万亿": Decimal(10**12)}
_WITH_UNIT = re.compile(f"({_NUMBER.pattern})\\s*(%|万亿|万|亿)元?")
# A number of many digits as spreadsheets write it into a CSV.
_EXPONENT = "[0-9][.][0-9]+[Ee][+][0-9]{2}"
# Checks of identifiers: the fact's name, the function's name in SQL.
_CHECKS = {CREDIT_CODE: "luoshu_credit_code", IDENTITY_CARD: "luoshu_identity_card"}


def register_checks(connection: duckdb.DuckDBPyConnection) -> None:
    """Gives the connection the functions that `fault_sql` calls."""
    for fact, check in ((CREDIT_CODE, credit_codes_valid), (IDENTITY_CARD, identity_cards_valid)):
        connection.create_function(_CHECKS[fact], check, [duck.VARCHAR], duck.BOOLEAN, type=ARROW)


def check_name(fact: Fact) -> str | None:
    """The fact's name, if its values carry a check digit: only facts of these very names do."""
    return fact.name if fact.name in _CHECKS else None


# SQL


def value_sql(fact: Fact, type_: str) -> str:
    """The SQL of a cell's value, given its column's DuckDB type: null where it is missing or cannot be read."""
    cell, target = quote(fact.name), COLUMN_TYPE[fact.kind]
    if type_ == target:
        return cell
    if fact.kind in NUMERIC and _is_exact(type_):
        return f"TRY_CAST({cell} AS {target})"
    if fact.kind in NUMERIC and type_ == "DOUBLE":
        return f"TRY_CAST({_rounded(cell)} AS {target})"
    if fact.kind is Kind.DATE and type_.startswith("TIMESTAMP"):
        return f"CASE WHEN {cell} = date_trunc('day', {cell}) THEN CAST({cell} AS DATE) END"
    if target == "VARCHAR" and type_ == "DOUBLE":
        return f"regexp_replace(CAST({cell} AS VARCHAR), '[.]0$', '')"
    return _text_value_sql(fact, cell if type_ == "VARCHAR" else f"CAST({cell} AS VARCHAR)")


def _text_value_sql(fact: Fact, text: str) -> str:
    target = COLUMN_TYPE[fact.kind]
    match fact.kind:
        case Kind.INTEGER | Kind.MONEY | Kind.DECIMAL | Kind.RATE:
            plain = f"regexp_full_match({text}, '{_number_pattern(PLACES[fact.kind])}')"
            return f"CASE WHEN {plain} THEN TRY_CAST(replace({text}, ',', '') AS {target}) END"
        case Kind.DATE:
            dashes = f"replace(translate({text}, '/年月', '---'), '日', '')"
            return f"CASE WHEN regexp_full_match({text}, '{_DATE}') THEN TRY_CAST({dashes} AS DATE) END"
        case Kind.BOOLEAN:
            return f"CASE WHEN lower({text}) IN {YES} THEN true WHEN lower({text}) IN {NO} THEN false END"
        case _:
            return text


def fault_sql(fact: Fact, type_: str) -> str:
    """The SQL that is true where a cell is given and may not be so; never null."""
    cell, value = quote(fact.name), value_sql(fact, type_)
    tests = []
    if fact.kind in (Kind.ID, Kind.TEXT, Kind.REFERENCE):
        if fact.values:
            tests.append(f"{value} NOT IN ({', '.join(map(_text_literal, fact.values))})")
        elif name := check_name(fact):
            tests.append(f"NOT {_CHECKS[name]}({value})")
        else:  # the length first: it is quick to see
            tests.append(f"(strlen({value}) <= {_LONGEST_NO_VALUE} AND lower({value}) IN {_NO_VALUES})")
            if fact.kind is not Kind.TEXT:
                tests.append(f"(contains({value}, '+') AND regexp_full_match({value}, '{_EXPONENT}'))")
            tests.append(f"contains({value}, chr(0))")
        if type_ == "DOUBLE":
            tests.append(f"abs({cell}) >= {TOO_LONG}")
    else:
        tests.append(f"{value} IS NULL")
        tests += _outside(value, fact.bounds or fact.range)
    if fact.kind in NUMERIC and (_is_exact(type_) or type_ == "DOUBLE") and type_ != COLUMN_TYPE[fact.kind]:
        tests.append(f"{value} <> {_rounded(cell) if type_ == 'DOUBLE' else cell}")
    return f"({cell} IS NOT NULL AND ({' OR '.join(tests)}) IS NOT false)"


def _outside(value: str, bounds: Interval | None) -> list[str]:
    if bounds is None:
        return []
    tests = []
    if bounds.low is not None:
        tests.append(f"{value} {'<' if bounds.low_closed else '<='} {_literal(bounds.low)}")
    if bounds.high is not None:
        tests.append(f"{value} {'>' if bounds.high_closed else '>='} {_literal(bounds.high)}")
    return tests


def _literal(value: Decimal | date) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else f"DATE '{value}'"


def _text_literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _is_exact(type_: str) -> bool:
    return type_.startswith("DECIMAL") or type_.endswith("INT") or type_.endswith("INTEGER")


def _rounded(cell: str) -> str:
    """A double as the decimal it stands for: the noise of binary fractions is beyond the ninth place."""
    return f"TRY_CAST({cell} AS DECIMAL(38,9))"


def _number_pattern(places: int) -> str:
    fraction = rf"(?:\.\d{{1,{places}}}0*)?" if places else r"(?:\.0+)?"
    return _WHOLE + fraction


# Words


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a cell is wrong."""

    code: str
    text: Text
    hint: Text | None = None


def explain(fact: Fact, cell: str) -> Fault:
    """Says what is wrong with a cell that `fault_sql` found."""
    if cell.casefold() in NULL_WORDS:
        text = Text(f"“{cell}”不是一个值", f"'{cell}' is no value")
        return Fault("null-word", text, Text("不知道的就留空", "leave a cell empty where the value is not known"))
    if cell.casefold() in ERROR_WORDS:
        return _explain_error(cell)
    if "\0" in cell:
        return _explain_nul(cell)
    match fact.kind:
        case Kind.INTEGER | Kind.MONEY | Kind.DECIMAL | Kind.RATE:
            return _explain_number(fact, cell)
        case Kind.DATE:
            return _explain_date(fact, cell)
        case Kind.BOOLEAN:
            text = Text(f"“{cell}”既不是“是”也不是“否”", f"'{cell}' is neither yes nor no")
            return Fault("wrong-type", text, Text("请写“是”或“否”", "write 是 or 否, or true or false"))
        case _:
            return _explain_text(fact, cell)


def explain_odd(what: Odd, shown: str) -> Fault:
    """Says what is wrong with a cell of a worksheet that is not what it shows."""
    match what:
        case Odd.ERROR:
            return _explain_error(shown)
        case Odd.NOT_COMPUTED:
            zh, en = (f"（{shown}）", f" ({shown})") if len(shown) > 1 else ("", "")
            text = Text(
                f"这一格是公式{zh}，文件里没有它的计算结果",
                f"this cell holds a formula{en}, and the file not its result",
            )
            hint = Text(
                "请用表格软件打开、计算后保存，或填入数值", "open and save it in a spreadsheet, or enter the value"
            )
            return Fault("not-computed", text, hint)
        case Odd.LONG:
            return _cut_short(shown)


def _explain_error(cell: str) -> Fault:
    text = Text(f"“{cell}”是表格软件的出错值，不是数据", f"'{cell}' is a spreadsheet's error, no value")
    hint = Text(
        "请改正公式，或填入数值；不知道的就留空",
        "correct the formula or enter the value; leave the cell empty where it is not known",
    )
    return Fault("error-value", text, hint)


def _expected(cell: str, zh: str, en: str) -> Text:
    return Text(f"“{cell}”不是{zh}", f"'{cell}' is not {en}")


def _explain_number(fact: Fact, cell: str) -> Fault:
    zh, en = {
        Kind.INTEGER: ("整数", "a whole number"),
        Kind.MONEY: ("金额", "an amount of money"),
        Kind.DECIMAL: ("数", "a number"),
        Kind.RATE: ("比率", "a rate"),
    }[fact.kind]
    if not _NUMBER.fullmatch(cell):
        return Fault("wrong-type", _expected(cell, zh, en), _number_hint(cell))
    value = Decimal(cell.replace(",", ""))
    bounds, places = fact.bounds, PLACES[fact.kind]
    if bounds is not None and not bounds.contains(value):
        text = Text(f"{cell} 超出范围 {show_interval(bounds)}", f"{cell} is out of range {show_interval(bounds)}")
        unit = Text(f"单位是{fact.unit}", f"the unit is {fact.unit}") if fact.unit else None
        return Fault("out-of-range", text, unit)
    if places == 0:
        return Fault("wrong-type", _expected(cell, zh, en))
    text = Text(f"{cell} 的小数超过 {places} 位", f"{cell} has more than {places} decimal places")
    hint = Text(f"请写到 {places} 位小数", f"write at most {places} decimal places")
    return Fault("too-precise", text, hint)


def _number_hint(cell: str) -> Text:
    plain = unicodedata.normalize("NFKC", cell).replace(" ", "")
    if match := _WITH_UNIT.fullmatch(plain):
        figure = format((Decimal(match[1].replace(",", "")) * _UNITS[match[2]]).normalize(), "f")
    elif _NUMBER.fullmatch(plain):
        figure = plain
    elif re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?[eE][+-]?[0-9]{1,2}", plain):
        figure = format(Decimal(plain), "f")
    else:
        return Text("只写数字，不带单位和符号", "write digits only, without a unit or a sign")
    return Text(f"请写成 {figure}", f"write {figure}")


def _explain_date(fact: Fact, cell: str) -> Fault:
    if match := re.fullmatch(r"([0-9]{4})[-/年]([0-9]{1,2})[-/月]([0-9]{1,2})日?", cell):
        try:
            value = date(*map(int, match.groups()))
        except ValueError:
            return Fault("wrong-type", Text(f"没有 {cell} 这一天", f"there is no day {cell}"))
        if fact.range is not None and not fact.range.contains(value):
            span = show_interval(fact.range)
            return Fault("out-of-range", Text(f"{cell} 超出范围 {span}", f"{cell} is out of range {span}"))
    hint = Text("请写成 2025-06-30、2025/6/30 或 2025年6月30日", "write it like 2025-06-30, 2025/6/30 or 2025年6月30日")
    return Fault("wrong-type", _expected(cell, "日期", "a date"), hint)


def _explain_text(fact: Fact, cell: str) -> Fault:
    if fact.values:
        zh, en = "、".join(fact.values), ", ".join(fact.values)
        text = Text(f"“{cell}”不在可填的值之中：{zh}", f"'{cell}' is not among the values: {en}")
        return Fault("unknown-value", text, suggest(cell, fact.values))
    if fault := cut_short(cell):
        return fault
    if not check_name(fact):
        return _cut_short(cell)
    if check_name(fact) == IDENTITY_CARD:
        text = Text(f"{cell} 不是有效的身份证号", f"{cell} is not a valid identity card number")
        return Fault("bad-identity-card", text, Text("请核对各位", "compare it with the card"))
    return _explain_credit_code(cell)


def _explain_nul(cell: str) -> Fault:
    """Nobody sees the character, and databases do not keep it."""
    shown = cell.replace("\0", "␀")
    text = Text(
        f"“{shown}”里有看不见的空字符（␀）", f"there is a character in '{shown}' that nobody sees (NUL, here as ␀)"
    )
    return Fault("nul", text, Text("请删去这一格，再重新输入", "empty the cell, then type it anew"))


def cut_short(cell: str) -> Fault | None:
    """A long number that went through a spreadsheet's cell of numbers: in exponents, or with noughts at its end."""
    if not re.fullmatch(r"[0-9](\.[0-9]+)?[Ee]\+?[0-9]+|[1-9][0-9]{14}0{3}", cell):
        return None
    return _cut_short(cell)


def _cut_short(cell: str) -> Fault:
    text = Text(
        f"{cell} 未必是原来的号码：它存成了数字，表格软件只保留前 15 位",
        f"{cell} may not be the number that was entered: it was kept as a number, of which spreadsheets keep 15 digits",
    )
    hint = Text("请把该列设为文本格式，再重新填写", "format the column as text, then enter the numbers again")
    return Fault("not-text", text, hint)


def _explain_credit_code(cell: str) -> Fault:
    zh, en = f"{cell} 不是有效的统一社会信用代码", f"{cell} is not a valid social credit code"
    if len(cell) != 18:
        detail = Text(f"应有 18 位，现有 {len(cell)} 位", f"it has {len(cell)} characters, not 18")
    elif credit_codes_valid(pa.array([cell.upper()]))[0].as_py():
        detail = Text(f"字母要大写：{cell.upper()}", f"its letters must be capital: {cell.upper()}")
    elif not cell[:8].isdigit() or not re.fullmatch("[0-9A-HJ-NPQRTUWXY]{18}", cell):
        detail = Text("前 8 位应是数字，且没有 I、O、S、V、Z", "8 digits come first, and I, O, S, V, Z never")
    else:
        detail = Text("校验位不符，请核对各位", "its check digit does not fit: compare it with the licence")
    return Fault("bad-credit-code", Text(zh, en), detail)

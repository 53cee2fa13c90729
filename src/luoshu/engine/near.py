"""Who fails a decision, by which conditions, and by how much: for millions, in SQL.

The decision is computed for everyone, the steps of `distance.py` for those alone who fail it, by a query of their own:
they do not rest on the decisions between the conditions and the one that is measured. What they give is materialised
once; a long table, a row a failing condition on the nearest way, is put together from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa
from sqlglot import exp

from luoshu.engine.database import connect, identifier, text
from luoshu.engine.distance import Measure, Measured, measure
from luoshu.engine.explain import chosen_decision, unit_of_sides
from luoshu.engine.fallback import cone, interpreted_table
from luoshu.engine.figures import GAP_UNITS
from luoshu.engine.slices import add_interpreted, add_views
from luoshu.facts.mishaps import writing
from luoshu.facts.snapshot import Snapshot
from luoshu.feel import tree, types
from luoshu.feel.arithmetic import text_of
from luoshu.policy.graph import Graph
from luoshu.policy.model import Policy
from luoshu.problems import Problem, ProblemError, Text
from luoshu.sql.engines import DUCKDB
from luoshu.sql.masks import mask_name
from luoshu.sql.program import Program
from luoshu.sql.query import NULL_ROWS
from luoshu.sql.reason_rows import cause_of
from luoshu.sql.source import Source
from luoshu.sql.values import column

Progress = Callable[[int, int, Text], None]
FORMATS = {".csv": "FORMAT csv, HEADER", ".parquet": "FORMAT parquet, COMPRESSION zstd"}
_NUMBER = "DECIMAL(38, 6)"
_REFUSED = "refused"


@dataclass
class NearResult:
    """`rows`: identifier, number, condition, article, have, op, need, gap, gap_unit, gap_over_need, failing, distance;
    the nearest first, a row a failing condition on the way. `op` is how what is must stand to what is needed (`>`: on
    the line is not enough). Numbers have 6 places. `unknown`: identifier, fact, cause, in the order of keys, a row a
    missing fact (or the cause of a failure). Both are empty where they were written to files.

    `yes`, `no` and `cannot_tell` count everyone; `missing` counts for how many of the last a fact is missing.
    """

    policy: Policy
    decision: str
    on: date
    measure: Measure
    yes: int = 0
    no: int = 0
    cannot_tell: int = 0
    rows: pa.Table = field(default_factory=lambda: pa.table({}))
    unknown: pa.Table = field(default_factory=lambda: pa.table({}))
    missing: dict[str, int] = field(default_factory=dict)
    interpreted: list[str] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)


def near(
    policy: Policy,
    decision: str,
    snapshot: Snapshot,
    on: date,
    limit: int | None = None,
    *,
    out: Path | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> NearResult:
    """Those whom a yes-or-no decision refuses, the nearest first: by the number of failing conditions on their
    nearest way to yes, then by distance, then by key. `limit` is of entities, those who cannot be told counted apart.

    `out`, a file of FORMATS, receives the rows; the unknown ones go beside it (`name.unknown.csv`). Raises ProblemError
    where there is no such decision, it is no yes or no, the data has not its entity, or `out` is of another format.
    """
    tell = progress or (lambda done, total, what: None)
    graph = Graph.of([policy], on)
    step = graph.of_policy(policy)[chosen_decision(policy, decision)]
    _check(policy, decision, snapshot, out)
    graph = cone(graph, [step.name]).require_parameters()
    measured = measure(step, graph)
    source = Source.of_snapshot(snapshot, policy.entity, policy.vocabulary, on)
    program = Program.compile(graph, source)
    measures = Program.compile(cone(measured.graph, measured.names), source)
    refusals = dict([*_refusals(program, measured), *_refusals(measures, measured)])
    told = [f"interpreted: {what}: {reason}" for what, reason in refusals.items()]
    result = NearResult(policy, decision, on, measured, interpreted=told)
    with TemporaryDirectory(prefix="luoshu-") as scratch, connect(Path(scratch), threads) as connection:
        add_views(connection, snapshot, policy.entity)
        if program.refused:
            tell(0, 4, Text("逐户解释 SQL 不能精确表达的条件", "interpreting what SQL cannot express exactly"))
            add_interpreted(connection, interpreted_table(program, snapshot))
        query = _Query(connection, program, measured, limit)
        query.decide()
        result.yes, result.no, result.cannot_tell = query.counts()
        tell(1, 4, Text("查明不能判断的原因", "finding what is missing"))
        query.find_reasons()
        result.missing = query.missing()
        tell(2, 4, Text("衡量差距", "measuring"))
        if measures.refused:
            add_interpreted(connection, interpreted_table(measures, snapshot))
        query.materialise(measures)
        tell(3, 4, Text("由近及远排列", "putting the nearest first"))
        if out is None:
            result.rows, result.unknown = query.table(query.rows()), query.table(query.unknown())
        else:
            result.files = [out, out.with_suffix(f".unknown{out.suffix}")]
            for path, sql in zip(result.files, (query.rows(), query.unknown()), strict=True):
                with writing(path):
                    query.write(sql, path)
        tell(4, 4, Text("完成", "done"))
    return result


def _check(policy: Policy, decision: str, snapshot: Snapshot, out: Path | None) -> None:
    problems = []
    if policy.decisions[decision].type != types.BOOLEAN:
        wrong = Text(f"“{decision}”的结果不是“是”或“否”", f"'{decision}' is no yes-or-no decision")
        problems.append(Problem("not-yes-or-no", wrong))
    if policy.about not in snapshot.files:
        problems.append(Problem("no-entity", Text(f"数据里没有“{policy.about}”", f"the data has no '{policy.about}'")))
    if out is not None and out.suffix not in FORMATS:
        known = " / ".join(FORMATS)
        problems.append(Problem("format", Text(f"{out} 须以 {known} 结尾", f"{out} must end in {known}")))
    if problems:
        raise ProblemError(problems)


def _refusals(program: Program, measured: Measure) -> Iterator[tuple[str, str]]:
    """What SQL refuses, named by the condition or the decision, with its place; and the reason."""
    conditions = {name: each.condition for each in measured.measured for name in _steps(each)}
    for name, refusal in program.refused.items():
        step = program.graph.steps[name]
        condition = conditions.get(name)
        place = condition.place if condition else step.decision.place
        what = condition.text if condition else step.decision.name
        yield f"{what} ({place.file}:{place.line})", refusal.text.en


def _steps(each: Measured) -> list[str]:
    return [name for name in (each.holds, each.have, each.need, each.gap, each.over_need) if name]


class _Query:
    """The queries of one call. Table `decided`: those who are not told yes; `base`: those who are told no, with what
    was measured."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, program: Program, measured: Measure, limit: int | None
    ) -> None:
        self.connection, self.program, self.measure, self.limit = connection, program, measured, limit
        key = program.source.entity.key
        assert key is not None
        self.key = identifier(key.name)

    def table(self, sql: str) -> pa.Table:
        found: pa.Table = self.connection.sql(sql).to_arrow_table()
        return found

    def write(self, sql: str, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.connection.execute(f"COPY ({sql}) TO {text(path)} ({FORMATS[path.suffix]})")

    # --- everyone -----------------------------------------------------------------------------------------------------

    def decide(self) -> None:
        """`decided`: the key and what was decided, false or null; `refused`: the keys of those who are told no."""
        layers = self.program.decisions
        name = self.measure.step.name
        columns = [column("_key"), exp.alias_(layers.outputs[name].sql.copy(), "decided", quoted=True)]
        query = DUCKDB.sql(layers.select(columns))
        self.connection.execute(
            f"CREATE TEMP TABLE decided AS SELECT _key, decided FROM ({query}) WHERE decided IS DISTINCT FROM true"
        )
        self.connection.execute(f"CREATE TEMP TABLE {_REFUSED} AS SELECT _key FROM decided WHERE NOT decided")

    def materialise(self, measures: Program) -> None:
        """`base`: key, the totals, and for each condition whether it fails on the way."""
        layers = measures.decisions
        steps = [layers.outputs[name] for name in self.measure.names]
        columns: list[exp.Expr] = [column("_key")]
        columns += [exp.alias_(output.sql.copy(), output.step.name, quoted=True) for output in steps]
        query = DUCKDB.sql(layers.select(columns, among=_REFUSED))
        wanted = [
            "_key",
            self.key,
            f"{identifier(self.measure.failing)} AS failing",
            f"CAST({identifier(self.measure.distance)} AS {_NUMBER}) AS distance",
        ]
        for each in self.measure.measured:
            on_way = f" AND {identifier(each.on_way)}" if each.on_way else ""
            wanted.append(f"({identifier(each.holds)} IS NOT DISTINCT FROM false{on_way}) AS fails{each.number}")
            wanted += [f"{identifier(name)}" for name in self._kept(each)]
        self.connection.execute(f"CREATE TEMP TABLE base AS SELECT {', '.join(wanted)} FROM ({query})")

    def _kept(self, each: Measured) -> list[str]:
        """The columns of a condition that its rows show: what a failing yes or no is, is known without."""
        if each.condition.kind == "boolean":
            return []
        need = [] if each.need is None or _constant(each.condition.need) is not None else [each.need]
        return [each.have, *need, *(name for name in (each.gap, each.over_need) if name)]

    def counts(self) -> tuple[int, int, int]:
        """How many got yes, no, and neither."""
        entity = identifier(self.program.source.entity.name)
        row = self.connection.execute(
            f"SELECT (SELECT count(*) FROM {entity}), count(decided), count(*) FROM decided"
        ).fetchone()
        assert row is not None
        everyone, no, others = row
        return everyone - others, no, others - no

    # --- those who fail -----------------------------------------------------------------------------------------------

    def rows(self) -> str:
        """The long table of those who fail, the nearest first."""
        limit = "" if self.limit is None else f" LIMIT {int(self.limit)}"
        self.connection.execute(
            "CREATE TEMP TABLE nearest AS SELECT *, row_number() OVER (ORDER BY failing, distance, _key) AS place "
            f"FROM base ORDER BY place{limit}"
        )
        parts = " UNION ALL ".join(self._rows_of(each) for each in self.measure.measured)
        names = "number, condition, article, have, op, need, gap, gap_unit, gap_over_need, failing, distance"
        return f"SELECT {self.key}, {names} FROM ({parts}) ORDER BY place, number"

    def _rows_of(self, each: Measured) -> str:
        gap, share = (
            "NULL" if name is None else f"CAST({identifier(name)} AS {_NUMBER})" for name in (each.gap, each.over_need)
        )
        have, need = self._sides(each)
        condition = each.condition
        return (
            f"SELECT place, {self.key}, {each.number} AS number, {text(condition.text)} AS condition, "
            f"{text(condition.article)} AS article, {have} AS have, {text(condition.op)} AS op, "
            f"{need} AS need, CAST({gap} AS {_NUMBER}) AS gap, "
            f"{text(_gap_unit(each))} AS gap_unit, "
            f"CAST({share} AS {_NUMBER}) AS gap_over_need, CAST(failing AS INTEGER) AS failing, distance "
            f"FROM nearest WHERE fails{each.number}"
        )

    def _sides(self, each: Measured) -> tuple[str, str]:
        """What is and what is needed, as text."""
        condition = each.condition
        if condition.kind == "boolean":
            needed = condition.need == tree.Boolean(True)
            return text(_word(not needed)), text(_word(needed))
        have = _as_text(each.have, condition.kind)
        if each.need is None:
            return have, text(condition.need_text)
        constant = _constant(condition.need)
        return have, text(constant) if constant is not None else _as_text(each.need, condition.kind)

    # --- those who cannot be told -------------------------------------------------------------------------------------

    def find_reasons(self) -> None:
        """`reasons_of`: for those who cannot be told, the bits of what is missing, or of what failed."""
        name = self.measure.step.name
        self.words = sorted(self.program.mask_words.get(name, ()))
        self.connection.execute(f"CREATE TEMP TABLE {NULL_ROWS} AS SELECT _key FROM decided WHERE decided IS NULL")
        told = ", ".join(["_key", self.key, *(identifier(mask_name(name, word)) for word in self.words)])
        query = DUCKDB.sql(self.program.masks_query())
        self.connection.execute(f"CREATE TEMP TABLE reasons_of AS SELECT {told} FROM ({query})")
        self.connection.register("near_leaves", self._leaves())

    def _leaves(self) -> pa.Table:
        """What the bits stand for, by fact, then cause."""
        leaves = sorted(self.program.leaves.index, key=lambda leaf: (leaf.fact, leaf.cause.en if leaf.cause else ""))
        found = [
            (rank, word, bit, leaf.fact, cause_of(leaf, self.program.source).en)
            for rank, leaf in enumerate(leaves)
            for word in self.words
            if (bit := self.program.leaves.bit(leaf, word))
        ]
        names = ("rank", "word", "bit", "fact", "cause")
        types_ = (pa.int32(), pa.int32(), pa.int64(), pa.string(), pa.string())
        columns = list(zip(*found, strict=True)) or [()] * len(names)
        arrays = [pa.array(values, type_) for values, type_ in zip(columns, types_, strict=True)]
        return pa.Table.from_arrays(arrays, names=list(names))

    def unknown(self) -> str:
        """A row a missing fact; where none is missing, a row a cause."""
        return f"SELECT {self.key}, fact, cause FROM ({self._reasons(self.limit)}) ORDER BY _key, rank"

    def missing(self) -> dict[str, int]:
        """For how many of those who cannot be told a fact is missing, the most frequent first."""
        rows = self.connection.execute(
            f"SELECT fact, count(*) FROM ({self._reasons(None)}) WHERE fact <> '' GROUP BY fact ORDER BY 2 DESC, fact"
        ).fetchall()
        return dict(rows)

    def _reasons(self, limit: int | None) -> str:
        masks = {word: identifier(mask_name(self.measure.step.name, word)) for word in self.words}
        holds = " OR ".join(f"(word = {word} AND {mask} & bit <> 0)" for word, mask in masks.items()) or "false"
        facts = self.program.leaves.facts
        no_fact = " AND ".join(f"{mask} & {facts(word)} = 0" for word, mask in masks.items()) or "true"
        first = ""
        if limit is not None:
            first = f" WHERE _key IN (SELECT _key FROM reasons_of ORDER BY _key LIMIT {int(limit)})"
        return (
            f"SELECT _key, {self.key}, rank, fact, cause FROM (SELECT * FROM reasons_of{first}) "
            f"JOIN near_leaves ON {holds} WHERE fact <> '' OR ({no_fact})"
        )


def _constant(need: tree.Node | None) -> str | None:
    """A literal of a condition as text; None where it must be computed."""
    match need:
        case tree.Number(value):
            return text_of(value)
        case tree.String(value) | tree.AtLiteral(value):
            return value
    return None


def _gap_unit(each: Measured) -> str:
    """What a gap counts; empty where there is none."""
    if each.gap is None:
        return ""
    return GAP_UNITS.get(each.condition.kind) or unit_of_sides(each.condition)


def _word(value: bool) -> str:
    return "true" if value else "false"


def _as_text(name: str, kind: str) -> str:
    """A column as text; a number without needless noughts, a duration as FEEL writes it."""
    if kind == "months":
        return _months_as_text(f"CAST({identifier(name)} AS BIGINT)")
    if kind == "days":
        days = _as_text(name, "number")
        return f"CASE WHEN {identifier(name)} < 0 THEN '-P' || {days}[2:] ELSE 'P' || {days} END || 'D'"
    if kind != "number":
        return f"CAST({identifier(name)} AS VARCHAR)"
    return f"rtrim(rtrim(CAST(CAST({identifier(name)} AS {_NUMBER}) AS VARCHAR), '0'), '.')"


def _months_as_text(months: str) -> str:
    """`P2Y11M`, `-P1Y`, `P0M`."""
    years, rest = f"abs({months}) // 12", f"abs({months}) % 12"
    return (
        f"CASE WHEN {months} < 0 THEN '-P' ELSE 'P' END || CASE WHEN {years} > 0 THEN {years} || 'Y' ELSE '' END || "
        f"CASE WHEN {rest} > 0 OR {months} = 0 THEN {rest} || 'M' ELSE '' END"
    )

"""A graph of decisions over a snapshot as SQL: facts and aggregates first, then the decisions layer by layer.

A layer is computed once and read by those after it: nothing is inlined twice. A second query computes the reasons, for
the rows alone in which a decision is null.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from sqlglot import exp

from luoshu.facts.freezing import incomplete_column
from luoshu.facts.vocabulary import Fact, Kind
from luoshu.feel import tree
from luoshu.feel.arithmetic import EXACT
from luoshu.feel.interpreter import evaluate
from luoshu.feel.types import ANY, DAY_DURATION, MONTH_DURATION, NUMBER, ListType, RangeType, Type
from luoshu.feel.values import RangeValue
from luoshu.policy.graph import Graph, Step, names
from luoshu.policy.model import RUN_DATE
from luoshu.policy.reasons import unknown, unknown_name
from luoshu.policy.scope import lagged
from luoshu.sql import durations, numbers
from luoshu.sql.aggregates import Aggregates
from luoshu.sql.compiler import Compiler
from luoshu.sql.engines import DUCKDB, Engine
from luoshu.sql.masks import Leaves, Masks, mask_name
from luoshu.sql.numbers import Exact, Num, paren
from luoshu.sql.passes import FACTS
from luoshu.sql.query import INTERPRETED, NULL_ROWS, LayeredQuery
from luoshu.sql.refusal import RefusalError, refuse
from luoshu.sql.rounding import rounded
from luoshu.sql.rules import Lookups
from luoshu.sql.shapes import as_read, shape_of
from luoshu.sql.sharing import Sharing
from luoshu.sql.source import Source
from luoshu.sql.values import (
    NULL,
    Compiled,
    Duration,
    Environment,
    Inlined,
    Interval,
    ListTable,
    Value,
    Written,
    column,
    expressions,
    fact_value,
    named,
    sql_type,
)

DENOMINATOR = "·÷"  # ends the name of the column below a quotient's line
KEPT_PLACES = 6  # of a quotient kept as a value


@dataclass(frozen=True)
class Output:
    """A decision's column in decisions.parquet."""

    step: Step
    sql: exp.Expr
    type: str


@dataclass
class Program:
    """Compiled queries of one entity's decisions. `refused` are left to the interpreter, with the reason for each."""

    graph: Graph
    source: Source
    engine: Engine = DUCKDB
    refused: dict[str, RefusalError] = field(default_factory=dict)
    shapes: dict[str, Compiled | None] = field(default_factory=dict)  # of those, and of what is null for everyone
    interpreted: dict[str, Compiled] = field(default_factory=dict)  # the columns in which the refused are kept
    leaves: Leaves = field(default_factory=Leaves)
    mask_words: dict[str, set[int]] = field(default_factory=dict)

    @classmethod
    def compile(cls, graph: Graph, source: Source, engine: Engine = DUCKDB) -> Program:
        program = cls(graph, source, engine)
        for step in graph.steps.values():
            program.leaves.add(step.reasons)
        program.reasons  # noqa: B018 - finds what is refused
        return program

    @cached_property
    def reasons(self) -> Layers:
        """The decisions' layers with those of their reasons on top."""
        return Layers(self, with_masks=True)

    @cached_property
    def decisions(self) -> Layers:
        """The decisions' layers alone."""
        return Layers(self, with_masks=False)

    @property
    def key(self) -> str:
        """The name of the entity's identifier."""
        key = self.source.entity.key
        assert key is not None
        return key.name

    def decisions_query(self, steps: Iterable[Step]) -> exp.Select:
        """The identifier, then each decision under its name, in key order."""
        return self.decisions.select(self.decisions.columns(steps)).order_by(column("_key"), copy=False)

    def answers_query(self, steps: Iterable[Step]) -> exp.Select:
        """`_key`, the identifier, each decision under its name, then the masks of their reasons; in no order."""
        chosen = list(steps)
        masks = self._masks(step.name for step in chosen)
        return self.reasons.select([column("_key"), *self.reasons.columns(chosen), *masks])

    def joint_query(self, names_: Sequence[str]) -> exp.Select:
        """`_key`, the identifier, the named decisions of several policies under their canonical names, and the masks of
        those that may fail; in no order."""
        columns = [named(self.reasons.outputs[name].sql.copy(), name) for name in names_]
        masks = self._masks(name for name in names_ if self.graph.steps[name].can_fail)
        return self.reasons.select([column("_key"), *columns, *masks])

    @property
    def aggregates(self) -> Mapping[str, list[str]]:
        """The columns of the decisions' query that are computed over a related list, by the list."""
        found: dict[str, list[str]] = {}
        for way, columns in self.decisions.aggregates.columns.items():
            found.setdefault(way.table, []).extend(name for name, _ in columns.values())
        return found

    def masks_query(self) -> exp.Select:
        """For the rows of the table null_rows: the key, the identifier and the masks of each nullable decision."""
        return self.reasons.select([column("_key"), *self._masks(self.mask_words)], among=NULL_ROWS)

    def _masks(self, names_: Iterable[str]) -> list[exp.Expr]:
        masks = [mask_name(name, word) for name in names_ for word in sorted(self.mask_words.get(name, ()))]
        return [named(column(name), name) for name in masks]


class Layers:
    """Builds the layers of one query; with masks, those of the reasons stand on top of the values'."""

    def __init__(self, program: Program, *, with_masks: bool) -> None:
        self.program, self.with_masks = program, with_masks
        self.graph, self.source, self.engine = program.graph, program.source, program.engine
        self.aggregates = Aggregates(self._layer_of)
        self.lookups = Lookups(self._place, self._layer_of)
        self.sharing = Sharing(self._place)
        self.facts: dict[str, exp.Expr] = {}  # column of the first layer -> its SQL
        self.layers: list[dict[str, exp.Expr]] = []
        self.depth: dict[str, int] = {}  # layer of each decision and mask, from 1
        self.environment = Environment({}, self._lists(), {RUN_DATE: self.graph.on})
        self.outputs: dict[str, Output] = {}
        self._build()

    def columns(self, steps: Iterable[Step]) -> list[exp.Expr]:
        """Decisions as they are written, under their names."""
        return [named(self.outputs[step.name].sql.copy(), step.decision.name) for step in steps]

    # --- building -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        flags = self._flags()
        for step in self.graph.steps.values():
            if step.name not in self.program.refused:
                self._compiled(step)
            if step.name in self.program.refused:
                self._interpreted(step)
            if unknown_name(step.name) in flags:
                self._unknown_flag(step)

    def _flags(self) -> set[str]:
        """The columns that tell unknown from failed: those that tables need, and those that such columns need."""
        steps = self.graph.steps.values()
        wanted = {name for step in steps for name in names(step.value, step.reasons)}
        for step in reversed(steps):
            if unknown_name(step.name) in wanted:
                wanted |= set(names(unknown(step.reasons)))
        return wanted

    def _compiled(self, step: Step) -> None:
        """Compiles a step, or marks it as refused: where masks are built, which is first, all is tried."""
        try:
            self._step(step)
            if self.with_masks and step.nullable:
                self._masks(step)
        except RefusalError as refusal:
            if not self.with_masks:
                raise
            self.program.refused[step.name] = refusal
            for layer in self.layers:  # its value may have been placed before its reasons were refused
                for name in (step.name, f"{step.name}{DENOMINATOR}"):
                    layer.pop(name, None)

    def _step(self, step: Step) -> None:
        used = names(step.value, step.reasons)
        self._need(used)
        value = self._folded(step)
        if value is None:
            value = self._compiler().compile(step.value)
            value = self._placed(step.name, value, used)
        self._define(step, value)

    def _folded(self, step: Step) -> Compiled | None:
        """A decision that depends on nothing but the run's date is a constant."""
        used = [name for name in names(step.value) if name in self.graph.steps or not _is_function(step, name)]
        if any(name not in self.environment.constants for name in used):
            return None
        value = evaluate(step.value, self.environment.constants, arithmetic=EXACT)
        if value is None or isinstance(value, list | dict | RangeValue):
            return None
        constants = {**self.environment.constants, step.name: value}
        compiled = self._compiler().constant(value, step.value)
        self.environment = replace(self.environment, constants=constants)
        return compiled

    def _placed(self, name: str, value: Compiled, used: Sequence[str]) -> Compiled:
        """Puts the value's columns into the layer after those it uses; gives the value that reads them."""
        depth = 1 + max((self.depth.get(other, 0) for other in used), default=0)
        depth = max([depth, *map(self._earliest, expressions(value))])
        self.depth[name] = depth
        match value:
            case Num(over, under):
                if value.const is not None:
                    return value
                top = replace(over, sql=self._at(depth, name, over))
                if under is None:
                    return Num(top)
                bottom = (
                    under
                    if under.const is not None
                    else replace(under, sql=self._at(depth, f"{name}{DENOMINATOR}", under))
                )
                return Num(top, bottom)
            case Value(kind, sql, const):
                if const is not None or kind == "null":
                    return value
                self._layer(depth)[name] = self.engine.typed(sql, _TYPES.get(kind, "VARCHAR"))
                return Value(kind, column(name))
            case Duration(unit, count):
                placed = self._placed(name, count, used)
                assert isinstance(placed, Num)
                return Duration(unit, placed)
        raise refuse("区间和列表不能作为一列", "a range or a list cannot be a column")

    def _at(self, depth: int, name: str, exact: Exact) -> exp.Expr:
        self._layer(depth)[name] = self.engine.typed(exact.sql, exact.type)
        return column(name)

    def _layer(self, depth: int) -> dict[str, exp.Expr]:
        while len(self.layers) < depth:
            self.layers.append({})
        return self.layers[depth - 1]

    def _place(self, name: str, sql: exp.Expr) -> int:
        """Puts a column into the first layer that it can stand in."""
        depth = self._earliest(sql)
        self._layer(depth)[name] = sql
        return depth

    def _earliest(self, sql: exp.Expr) -> int:
        """The first layer in which an expression can stand: what is joined to a layer is there with it, what another
        layer computes is there in the next."""
        names_ = {part.name for part in sql.find_all(exp.Column)}
        joined = [layer for name in names_ if (layer := self._joined_at(name)) is not None]
        computed = [self._layer_of(name) + 1 for name in names_ if self._joined_at(name) is None]
        return max([1, *joined, *computed])

    def _joined_at(self, name: str) -> int | None:
        """The layer to which the aggregate or long table is joined that a column belongs to."""
        for way, columns in self.aggregates.columns.items():
            if any(name == known for known, _ in columns.values()):
                return way.layer
        return next((table.layer for table in self.lookups.tables.values() if name in table.asked), None)

    def _layer_of(self, name: str) -> int:
        """The layer in which a column stands."""
        if name in self.facts:
            return FACTS
        for number, layer in enumerate(self.layers, 1):
            if name in layer:
                return number
        # An aggregate that stands in no layer of its own: an item cannot be joined to it.
        raise refuse(
            "列表条件里用到的汇总须单独起个名称", "an aggregate in a list's condition needs a name of its own here"
        )

    def _define(self, step: Step, value: Compiled) -> None:
        self.environment = replace(self.environment, values={**self.environment.values, step.name: value})
        shape = self._shape(step) if value == NULL or step.name in self.program.refused else None
        sql, type_ = final(value, step.decision.type, self.engine, shape)
        self.outputs[step.name] = Output(step, sql, type_)

    def _shape(self, step: Step) -> Compiled | None:
        """What the decision would be if SQL could compute it, and the data had every list."""
        shapes = self.program.shapes
        if step.decision.type not in (NUMBER, ANY, DAY_DURATION, MONTH_DURATION):
            return None  # the type says it all
        if step.name not in shapes:
            before = {name: shape for name, shape in shapes.items() if shape is not None}
            environment = replace(self.environment, values={**self.environment.values, **before})
            shapes[step.name] = shape_of(step.value, environment, self.engine)
        return shapes[step.name]

    def _unknown_flag(self, step: Step) -> None:
        """A column that tells unknown from failed, for tables whose input is this decision."""
        name = unknown_name(step.name)
        if step.name in self.program.refused:
            flag: Compiled = Value("boolean", column(name))
            self.facts[name] = column(name, INTERPRETED)
        else:
            told = unknown(step.reasons)
            used = [*names(told), step.name]
            null = self._compiler().null_test(tree.Name(step.name)).sql
            missing = self._compiler().boolean(told)
            flag = self._placed(name, Value("boolean", exp.and_(paren(null), paren(missing.sql)), missing.const), used)
        self.environment = replace(self.environment, values={**self.environment.values, name: flag})

    # --- reasons ------------------------------------------------------------------------------------------------------

    def _masks(self, step: Step) -> None:
        masks = Masks(self.program.leaves, self.program.mask_words)
        null = self._compiler().null_test(tree.Name(step.name))
        used = [*names(step.value, step.reasons), step.name]
        used += [
            mask_name(name, word) for name in self.graph.uses(step) for word in self.program.mask_words.get(name, ())
        ]
        words: dict[int, exp.Expr] = {}
        for word in self.program.leaves.words:
            mask = masks.compile(step.reasons, word, self._compiler())
            if mask is not None and null.const is not False:
                words[word] = mask
        self.program.mask_words[step.name] = set(words)
        depth = 1 + max((self.depth.get(name, 0) for name in used), default=0)
        depth = max([depth, *map(self._earliest, words.values())])
        for word, mask in words.items():
            name = mask_name(step.name, word)
            only = mask
            if null.const is None:  # the mask, which stands nowhere else, is not copied
                only = exp.Case().when(null.sql.copy(), mask, copy=False).else_(exp.Literal.number(0), copy=False)
            self._layer(depth)[name] = only
            self.depth[name] = depth

    # --- names --------------------------------------------------------------------------------------------------------

    def _compiler(self) -> Compiler:
        return Compiler(self.environment, self.engine, self.aggregates, self.lookups, self.sharing)

    def _need(self, used: Sequence[str]) -> None:
        """Makes the facts that a step speaks of columns of the first layer."""
        values = dict(self.environment.values)
        for name in used:
            if name in values or name in self.environment.lists:
                continue
            found = self._fact(name)
            if found is not None:
                fact, lag = found
                values[name] = self._base_value(name, fact, self.source.column(fact, lag))
        self.environment = replace(self.environment, values=values)

    def _fact(self, name: str) -> tuple[Fact, int] | None:
        fact = self.source.entity.facts.get(name)
        if fact is not None:
            return fact, 0
        for fact in self.source.entity.facts.values():
            if fact.annual and name.startswith(f"prior({fact.name}, "):
                lag = int(name.removeprefix(f"prior({fact.name}, ").removesuffix(")"))
                if name == lagged(fact.name, lag):
                    return fact, lag
        return None

    def _base_value(self, name: str, fact: Fact, stored: str | None) -> Compiled:
        if stored is None:
            absent = numbers.cast(exp.null(), sql_type(fact))
            value = fact_value(fact, absent)
        else:
            value = fact_value(fact, column(stored, self.source.entity.name))
        if isinstance(value, Num):
            narrow = value.over if value.over.integer else value.over.narrowed()
            self.facts[name] = narrow.sql
            return Num(replace(narrow, sql=column(name)))
        assert isinstance(value, Value)
        self.facts[name] = value.sql
        return Value(value.kind, column(name))

    def _lists(self) -> Mapping[str, ListTable]:
        tables = {}
        for list_ in self.source.entity.lists:
            record = self.source.vocabulary.records.get(list_.target)
            fields: dict[str, Compiled] = {}
            for fact in record.facts.values() if record else ():
                if not fact.owner and fact.kind is not Kind.LIST:
                    stored = self.source.list_column(list_, fact)
                    sql = column(stored) if stored else numbers.cast(exp.null(), sql_type(fact))
                    fields[fact.name] = fact_value(fact, sql)
            present = self.source.has_list(list_)
            names_ = frozenset(record.facts if record else ())
            most, incomplete = self.source.most_items(list_), self._incomplete(list_)
            tables[list_.name] = ListTable(list_.name, present, fields, most, names_, incomplete)
        return tables

    def _incomplete(self, list_: Fact) -> exp.Expr | None:
        if list_.name not in self.source.incomplete:
            return None
        name = incomplete_column(list_.name)
        self.facts[name] = column(name, self.source.entity.name)
        return column(name)

    def _interpreted(self, step: Step) -> None:
        """A refused decision is read from the table that the interpreter fills."""
        name = step.name
        source = column(name, INTERPRETED)
        self.facts[name] = source
        self.program.interpreted[name] = as_read(name, self._shape(step), step.decision.type)
        self._define(step, self.program.interpreted[name])
        self._inline(step)
        if self.with_masks and step.nullable:
            words = set(self.program.leaves.words)
            self.program.mask_words[name] = words
            for word in words:
                self.facts[mask_name(name, word)] = column(mask_name(name, word), INTERPRETED)

    def _inline(self, step: Step) -> None:
        """A list or a range is no column: who speaks of its items or ends has the tree that makes it."""
        if not isinstance(step.decision.type, ListType | RangeType):
            return
        self._need(names(step.value, step.reasons))
        value = step.value
        if isinstance(value, tree.If) and isinstance(value.then, tree.Null):
            value = value.otherwise  # whether it is there, its column says
        inlined = {**self.environment.inlined, step.name: Inlined(value, self.environment.values)}
        self.environment = replace(self.environment, inlined=inlined)

    # --- the query ----------------------------------------------------------------------------------------------------

    def select(self, columns: Sequence[exp.Expr], among: str | None = None) -> exp.Select:
        """The identifier and the columns; `among` names a table with the keys that are asked for, where not all are."""
        query = LayeredQuery(
            self.source,
            self.facts,
            self.layers,
            self.aggregates,
            self.lookups,
            self.environment.lists,
            interpreted=bool(self.program.refused),
            among=among,
        )
        return query.select(columns)


_TYPES = {"boolean": "BOOLEAN", "date": "DATE"}
# What a decision that is null for everyone (a list that the data lacks) is written as, by its type in the policy.
_TYPE_OF_NULL = {"boolean": "BOOLEAN", "date": "DATE", "number": "DECIMAL(18, 6)"}


def final(value: Compiled, declared: Type, engine: Engine, shape: Compiled | None = None) -> tuple[exp.Expr, str]:
    """A decision as it is written to a file: counts BIGINT, decimals as long as needed, quotients with six places.

    `shape` is what an interpreted decision, or one that is null for everyone, would be if SQL computed it.
    """
    if isinstance(value, Num):
        exact = _as_written(value, engine)
        type_ = _type_of_shape(shape, engine) or _type_of_number(exact)
        return numbers.cast(exact.sql, type_), type_
    if isinstance(value, Duration):
        return numbers.cast(_as_feel(value, engine), "VARCHAR"), "VARCHAR"
    if isinstance(value, Interval | Written):
        raise refuse("区间和列表不能作为一列", "a range or a list cannot be a column")
    if value == NULL:
        type_ = _type_of_shape(shape, engine) or _TYPE_OF_NULL.get(declared.name, "VARCHAR")
        return numbers.cast(exp.null(), type_), type_
    type_ = _TYPES.get(value.kind, "VARCHAR")
    return numbers.cast(value.sql, type_), type_


def _as_feel(value: Duration, engine: Engine) -> exp.Expr:
    """`duration("P1Y2M")`, as FEEL writes what is no number, date or text."""
    opening, closing = (exp.Literal.string(part) for part in ('duration("', '")'))
    text = exp.DPipe(this=opening, expression=paren(durations.text(value, engine)))
    return exp.DPipe(this=text, expression=closing)


def _as_written(value: Num, engine: Engine) -> Exact:
    if value.under is None and not value.over.cut:
        return value.over
    return rounded(value, KEPT_PLACES, "half up", engine)


def _type_of_number(exact: Exact) -> str:
    if exact.scale == 0 and max(abs(exact.low), abs(exact.high)) <= numbers.INT64:
        return "BIGINT"
    return f"DECIMAL({18 if exact.digits <= 18 else numbers.MAX_DIGITS}, {exact.scale})"


def _type_of_shape(shape: Compiled | None, engine: Engine) -> str | None:
    """The type of a number of that shape; None where it is none."""
    if not isinstance(shape, Num):
        return None
    try:
        return _type_of_number(_as_written(shape, engine))
    except RefusalError:  # what SQL cannot round
        return f"DECIMAL({numbers.MAX_DIGITS}, {KEPT_PLACES})"


def _is_function(step: Step, name: str) -> bool:
    """Whether a name of the tree is only ever called."""
    called = {id(node.function) for node in tree.walk(step.value) if isinstance(node, tree.Call)}
    return all(
        id(node) in called for node in tree.walk(step.value) if isinstance(node, tree.Name) and node.name == name
    )

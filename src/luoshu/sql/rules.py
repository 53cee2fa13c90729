"""Long decision tables in SQL: the rules are a table, and a query joins it.

Each input becomes the number of the stretch of its axis in which it lies (a *code*), so that a rule is a row of codes.
Where no two rules can hit at once the rules are joined to the entities outright. Elsewhere the hit policy is worked out
once for every *case*, a combination of codes that occurs, and the entities are joined to the cases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from luoshu.feel import tree
from luoshu.feel.pieces import Point
from luoshu.feel.rules import Cell, Rules
from luoshu.sql import numbers
from luoshu.sql.axes import Axis, axis_of
from luoshu.sql.engines import Engine
from luoshu.sql.numbers import Exact, Num, binary
from luoshu.sql.refusal import refuse
from luoshu.sql.values import Compiled, Value, ValueKind, boolean, column

if TYPE_CHECKING:
    from luoshu.sql.compiler import Compiler

MOST_ROWS = 20_000  # of a table of rules, a rule taking a row for each combination of the pieces of its cells
MOST_OF_ONE_KEY = 64  # rows that are equal in what is compared for equality: so many are tried for each entity
_KINDS: dict[type, ValueKind] = {str: "string", bool: "boolean", date: "date"}
_TYPES = {str: "VARCHAR", bool: "BOOLEAN", date: "DATE"}


@dataclass(frozen=True)
class _Input:
    """An input that rules test: its column, the axis that numbers its stretches (None: its values as they are).

    `ranged`: some cell holds several stretches, so that a rule has the first and the last of them; else the one it has
    is compared for equality, which a join does by hashing.
    """

    place: int  # among the inputs of the table
    table: int  # its number
    column: str
    axis: Axis | None
    ranged: bool
    optional: bool  # some rule does not test it

    @property
    def names(self) -> tuple[str, ...]:
        """Its columns in the table of rules."""
        ends = ("from", "to") if self.ranged else ("is",)
        return tuple(_own(f"{end}{self.place}", self.table) for end in ends)

    @property
    def case(self) -> str:
        """Its column in the tables of cases."""
        return _own(f"case{self.place}", self.table)

    def row_values(self, cell: Cell) -> Iterator[tuple[Any, ...]]:
        """What stands in those columns for each piece of a cell."""
        if cell is None:
            yield (None,) * len(self.names)
            return
        for piece in cell:
            codes = (piece.point,) if self.axis is None else self.axis.codes(piece)
            yield codes if self.ranged else codes[:1]

    def holds(self, of: exp.Expr, *, or_unknown: bool) -> exp.Expr:
        """Whether a rule's cell holds, or where the input is unknown may hold."""
        first = column(self.names[0])
        test = binary(exp.EQ, of, first)
        if self.ranged:
            test = exp.and_(binary(exp.GTE, of, first), binary(exp.LTE, of, column(self.names[1])))
        others = [_null(first)] if self.optional else []
        others += [_null(of)] if or_unknown else []
        return exp.or_(*others, test) if others else test

    def undetermined(self, of: exp.Expr) -> exp.Expr:
        """Whether an unknown input leaves a rule's cell undetermined."""
        tested = exp.not_(_null(column(self.names[0])))
        return exp.and_(_null(of), tested) if self.optional else _null(of)


@dataclass
class Lookup:
    """One long table in one query. `layer` is where it is joined; `asked` what is wanted of it, by column."""

    number: int
    rules: Rules
    inputs: Sequence[_Input]
    layer: int
    output: Exact | None  # of numbers: their bounds
    engine: Engine
    asked: dict[str, tuple[str, int]] = field(default_factory=dict)

    def column(self, asked: str, at: int) -> str:
        name = self._own(f"{asked}{at if asked == 'open' else ''}")
        self.asked[name] = (asked, at)
        return name

    @property
    def is_direct(self) -> bool:
        """Whether the rules are joined to the entities outright: only the result is asked, and at most one can hit.

        A certain hit leaves no rule undetermined then: that rule and the one that hits would share a value.
        """
        whats = {what for what, _ in self.asked.values()}
        return whats == {"value"} and self.rules.policy in ("first", "unique", "any") and self._disjoint

    @cached_property
    def _disjoint(self) -> bool:
        """Whether no two rows hold at once, seen from few rows that share what a join compares for equality."""
        keys = [at for at, each in enumerate(self.inputs) if not each.ranged and not each.optional]
        if not keys:
            return False
        rows: dict[tuple[Any, ...], list[Sequence[tuple[Any, ...]]]] = {}
        for cells in self._cells():
            rows.setdefault(tuple(cells[at] for at in keys), []).append(cells)
        return all(
            len(same) <= MOST_OF_ONE_KEY and not any(_meet(one, other) for one, other in combinations(same, 2))
            for same in rows.values()
        )

    def _cells(self) -> Iterator[tuple[tuple[Any, ...], ...]]:
        """The rows of the table of rules without their outputs: what stands in the columns of each input."""
        for _, cells in self._rows():
            yield cells

    def _rows(self) -> Iterator[tuple[int, tuple[tuple[Any, ...], ...]]]:
        for at, cells in enumerate(self.rules.cells):
            for row in product(*(each.row_values(cells[each.place]) for each in self.inputs)):
                yield at, row

    def _own(self, name: str) -> str:
        return _own(name, self.number)

    # --- the relations ------------------------------------------------------------------------------------------------

    def relations(self, previous: str) -> Iterator[tuple[str, exp.Select]]:
        """The common tables that the join rests on, over the layer before it."""
        yield f"rules{self.number}", self._table()
        if self.is_direct:
            return
        codes = [exp.alias_(column(each.column), each.case, quoted=True) for each in self.inputs]
        yield f"cases{self.number}", exp.select(*codes).distinct().from_(previous)
        yield f"hits{self.number}", self._hits()
        yield f"found{self.number}", self._found()

    def _hits(self) -> exp.Select:
        """Each case with the rules that hit or may hit; with none, where there is no such rule."""
        possible = exp.and_(*(each.holds(column(each.case), or_unknown=True) for each in self.inputs))
        unclear = [each.undetermined(column(each.case)) for each in self.inputs]
        matched = exp.not_(_null(self._column("place")))
        certain = exp.and_(matched, exp.not_(exp.paren(exp.or_(*(test.copy() for test in unclear)))))
        query = exp.select(*(column(each.case) for each in self.inputs), self._column("place"), self._column("out"))
        query = query.select(exp.alias_(certain, self._own("certain"), quoted=True))
        for each, test in zip(self.inputs, unclear, strict=True):
            name = self._own(f"unclear{each.place}")
            query = query.select(exp.alias_(exp.and_(matched.copy(), test), name, quoted=True))
        rules = exp.to_table(f"rules{self.number}")
        return query.from_(f"cases{self.number}").join(rules, on=possible, join_type="left", copy=False)

    def _column(self, name: str) -> exp.Column:
        return column(self._own(name))

    def _table(self) -> exp.Select:
        """The rules as a table: place, output, and the columns of each input."""
        place, out = self._own("place"), self._own("out")
        names = [name for each in self.inputs for name in each.names]
        rows = [
            exp.Tuple(
                expressions=[
                    exp.Literal.number(self.rules.places[at]),
                    _literal(self.rules.outputs[at]),
                    *(_literal(value) for cell in cells for value in cell),
                ]
            )
            for at, cells in self._rows()
        ]
        alias = exp.TableAlias(
            this=exp.to_identifier("rule"),
            columns=[exp.to_identifier(name, quoted=True) for name in (place, out, *names)],
        )
        # Joined outright, the output has the name under which it is asked: not every engine knows an alias beside it.
        told = next(iter(self.asked)) if self.is_direct else out
        typed = exp.alias_(numbers.cast(column(out), self._type), told, quoted=True)
        listed = exp.Values(expressions=rows, alias=alias)
        return exp.select(column(place), typed, *map(column, names)).from_(listed, copy=False)

    @property
    def _type(self) -> str:
        if self.output is None:
            return _TYPES[self.rules.kind]
        return "BIGINT" if self.output.integer else f"DECIMAL({self.output.width}, {self.output.scale})"

    def _found(self) -> exp.Select:
        """What is asked, for each case."""
        cases = [column(each.case) for each in self.inputs]
        source = exp.select("*").from_(f"hits{self.number}")
        if self.rules.policy == "first":
            first = _where(exp.Min(this=self._column("place")), self._column("certain"))
            over = exp.Window(this=first, partition_by=[case.copy() for case in cases])
            source = source.select(exp.alias_(over, self._own("first"), quoted=True))
        parts = [exp.alias_(self._answer(*what), name, quoted=True) for name, what in self.asked.items()]
        return exp.select(*cases, *parts).from_(source.subquery("hit")).group_by(*(case.copy() for case in cases))

    def _answer(self, asked: str, at: int) -> exp.Expr:
        match asked:
            case "value":
                return self._value()
            case "contradicts":
                return self._contradicts()
        unclear = self._column(f"unclear{at}")
        return exp.Coalesce(
            this=exp.LogicalOr(this=exp.and_(unclear, self._matters())), expressions=[exp.Boolean(this=False)]
        )

    def _matters(self) -> exp.Expr:
        """Whether an undetermined rule could change the result."""
        match self.rules.policy:
            case "first":
                return exp.or_(
                    _null(self._column("first")), binary(exp.LT, self._column("place"), self._column("first"))
                )
            case "sum":
                return binary(exp.NEQ, self._column("out"), exp.Literal.number(0))
        return exp.Boolean(this=True)

    def _value(self) -> exp.Expr:
        certain, out = self._column("certain"), self._column("out")
        hits = _where(exp.Count(this=exp.Star()), certain)
        match self.rules.policy:
            case "unique":
                return _if(binary(exp.EQ, hits, exp.Literal.number(1)), _where(self._least(out), certain))
            case "any":
                agree = binary(exp.EQ, self._least(out), self._greatest(out))
                return _if(exp.and_(exp.LogicalOr(this=certain), agree), self._least(out))
            case "first":
                upto = binary(exp.LTE, self._column("place"), self._column("first"))
                least, most = _where(self._least(out), upto), _where(self._greatest(out), upto)
                return _if(binary(exp.EQ, least, most), least.copy())
        nothing = exp.Literal.number(0)
        open_ = exp.and_(exp.not_(certain), exp.not_(_null(self._column("place"))), self._matters())
        closed = binary(exp.EQ, _where(exp.Count(this=exp.Star()), open_), nothing)
        if self.rules.policy == "count":
            return _if(closed, hits)
        total = exp.Coalesce(this=_where(exp.Sum(this=out), certain), expressions=[nothing.copy()])
        return _if(closed, numbers.cast(total, self._type_of_sum))

    def _least(self, out: exp.Expr) -> exp.Expr:
        return self.engine.first_in_order("min", out.copy(), self.rules.kind)

    def _greatest(self, out: exp.Expr) -> exp.Expr:
        return self.engine.first_in_order("max", out.copy(), self.rules.kind)

    @property
    def _type_of_sum(self) -> str:
        sum_ = self.sum()
        return "BIGINT" if sum_.integer else f"DECIMAL({sum_.width}, {sum_.scale})"

    def sum(self) -> Exact:
        """The bounds of C+: each rule adds its output at most once."""
        assert self.output is not None
        outs = [Fraction(out) for out in self.rules.outputs if isinstance(out, Decimal)]
        low, high = (sum((out for out in outs if (out > 0) == above), Fraction(0)) for above in (False, True))
        size = numbers.digits(max(-low, high) * 10**self.output.scale)
        return replace(self.output, low=low, high=high, width=max(size, self.output.scale, 1))

    def _contradicts(self) -> exp.Expr:
        certain, out = self._column("certain"), self._column("out")
        if self.rules.policy == "unique":
            return binary(exp.GT, _where(exp.Count(this=exp.Star()), certain), exp.Literal.number(1))
        least, most = _where(self._least(out), certain), _where(self._greatest(out), certain)
        return exp.Coalesce(this=binary(exp.NEQ, least, most), expressions=[exp.Boolean(this=False)])

    def joined(self, query: exp.Select, previous: str) -> exp.Select:
        """The query over the layer before with the rules, or the cases, joined to it."""
        if self.is_direct:
            on = exp.and_(*(each.holds(column(each.column, previous), or_unknown=False) for each in self.inputs))
            return query.join(exp.to_table(f"rules{self.number}"), on=on, join_type="left", copy=False)
        same = (self.engine.same(column(each.column, previous), column(each.case)) for each in self.inputs)
        return query.join(exp.to_table(f"found{self.number}"), on=exp.and_(*same), join_type="left", copy=False)

    def columns(self) -> Iterator[exp.Expr]:
        """What the join adds to the layer."""
        for name in self.asked:
            yield column(name)


@dataclass
class Lookups:
    """The long tables of one query. `place` puts a column into the first layer that it can stand in and gives that
    layer; `layer_of` says where a column stands."""

    place: Callable[[str, exp.Expr], int]
    layer_of: Callable[[str], int]
    tables: dict[Rules, Lookup] = field(default_factory=dict)

    def compile(self, node: tree.RuleTable, compiler: Compiler) -> Compiled:
        lookup = self.tables.get(node.rules)
        if lookup is None:
            lookup = self.tables[node.rules] = self._lookup(node, compiler)
        if node.asked == "open" and node.at not in [each.place for each in lookup.inputs]:
            return boolean(False)
        sql = column(lookup.column(node.asked, node.at))
        if node.asked != "value":
            return Value("boolean", sql)
        if node.rules.policy == "count":
            most = Fraction(len(node.rules.outputs))
            return Num(Exact(sql, Fraction(0), most, 0, 19, True))
        if lookup.output is None:
            return Value(_KINDS[node.rules.kind], sql)
        return Num(replace(lookup.sum() if node.rules.policy == "sum" else lookup.output, sql=sql))

    def _lookup(self, node: tree.RuleTable, compiler: Compiler) -> Lookup:
        number = len(self.tables) + 1
        inputs = []
        for at in range(len(node.inputs)):
            cells = [cells[at] for cells in node.rules.cells]
            if any(cell is not None for cell in cells):
                inputs.append(self._input(node, at, cells, number, compiler))
        rows = sum(1 for cells in node.rules.cells for _ in product(*(cells[each.place] or [None] for each in inputs)))
        if not inputs or rows > MOST_ROWS:
            raise refuse("表的单元格太零碎", "the cells of the table are too many pieces", node)
        layer = 1 + max(self.layer_of(each.column) for each in inputs)
        return Lookup(number, node.rules, inputs, layer, _bounds(node.rules), compiler.engine)

    def _input(self, node: tree.RuleTable, at: int, cells: Sequence[Cell], number: int, compiler: Compiler) -> _Input:
        value, failed = compiler.compile(node.inputs[at]), compiler.boolean(node.failed[at])
        optional = None in cells
        pieces = [piece for cell in cells for piece in cell or ()]
        name = _own(f"input{at}", number)
        plain = isinstance(value, Value) and value.kind in ("string", "boolean") and failed.const is False
        if plain and all(piece.point is not None for piece in pieces):
            assert isinstance(value, Value)
            if isinstance(value.sql, exp.Column):
                return _Input(at, number, value.sql.name, None, False, optional)
            self.place(name, value.sql)
            return _Input(at, number, name, None, False, optional)
        axis = axis_of(pieces)
        null = compiler.null_test(node.inputs[at])
        self.place(name, axis.sql(value, null, failed, compiler))
        ranged = any(first != last for first, last in map(axis.codes, pieces))
        return _Input(at, number, name, axis, ranged, optional)


def _bounds(rules: Rules) -> Exact | None:
    """The type and bounds of outputs that are numbers."""
    outs = [numbers.number(out) for out in rules.outputs if isinstance(out, Decimal)]
    if not outs:
        return None
    _, exact = numbers.same_type(outs)
    return replace(exact, const=None)


def _literal(value: Point | Decimal | int | None) -> exp.Expr:
    match value:
        case None:
            return exp.null()
        case bool():
            return exp.Boolean(this=value)
        case str():
            return exp.Literal.string(value)
        case date():
            return exp.Literal.string(value.isoformat())
        case int():
            return exp.Literal.number(value)
    return numbers.number(value).sql


def _meet(one: Sequence[tuple[Any, ...]], other: Sequence[tuple[Any, ...]]) -> bool:
    """Whether two rows of a table of rules can hold at once."""
    return all(_share(a, b) for a, b in zip(one, other, strict=True))


def _share(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    if one[0] is None or other[0] is None:
        return True
    return bool(one[0] <= other[-1] and other[0] <= one[-1])


def _null(sql: exp.Expr) -> exp.Expr:
    return exp.Is(this=sql.copy(), expression=exp.null())


def _if(condition: exp.Expr, value: exp.Expr) -> exp.Expr:
    return exp.Case().when(condition, value)


def _where(aggregate: exp.Expr, condition: exp.Expr) -> exp.Expr:
    return exp.Filter(this=aggregate, expression=exp.Where(this=condition.copy()))


def _own(name: str, table: int) -> str:
    """A name that no other table's relation has."""
    return f"{name} of rules{table}"

"""A plain FEEL tree becomes one SQL expression: exact, and null exactly where the tree is null."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlglot import exp

from luoshu.feel import moments, tree
from luoshu.feel.arithmetic import EXACT
from luoshu.feel.interpreter import evaluate
from luoshu.feel.tree import Node
from luoshu.feel.values import Months
from luoshu.policy.reasons import is_null
from luoshu.sql import numbers
from luoshu.sql.aggregates import Aggregates
from luoshu.sql.engines import STRING_FUNCTIONS, STRING_RESULTS, Engine
from luoshu.sql.numbers import Exact, Num, binary
from luoshu.sql.patterns import divisors, needed_guard, quick_form
from luoshu.sql.refusal import refuse
from luoshu.sql.rounding import ROUNDINGS, rounded
from luoshu.sql.rules import Lookups
from luoshu.sql.values import NULL, Compiled, Duration, Environment, Value, boolean

AGGREGATES = {"count", "sum", "min", "max", "mean"}


@dataclass(frozen=True)
class Compiler:
    """Compiles for one engine; aggregates of related lists are handed to `aggregates`, long tables to `lookups`, and
    come back as columns."""

    environment: Environment
    engine: Engine
    aggregates: Aggregates
    lookups: Lookups

    def within(self, environment: Environment) -> Compiler:
        return replace(self, environment=environment)

    # --- by kind ------------------------------------------------------------------------------------------------------

    def boolean(self, node: Node) -> Value:
        value = self.compile(node)
        if isinstance(value, Value) and value.kind in ("boolean", "null"):
            return value if value.kind == "boolean" else Value("boolean", numbers.cast(exp.null(), "BOOLEAN"))
        raise refuse("这里需要是或否", "a boolean is needed here", node)

    def number(self, node: Node) -> Num:
        return self._needed_number(self.compile(node), node)

    @staticmethod
    def _needed_number(value: Compiled, node: Node) -> Num:
        if isinstance(value, Num):
            return value
        raise refuse("这里需要数字", "a number is needed here", node)

    def compile(self, node: Node) -> Compiled:
        match node:
            case tree.Number(value):
                return numbers.rational(Fraction(value))
            case tree.String(value):
                return Value("string", exp.Literal.string(value))
            case tree.Boolean(value):
                return boolean(value)
            case tree.Null():
                return NULL
            case tree.AtLiteral():
                return self.constant(evaluate(node, {}), node)
            case tree.Assumed(inner):
                return self.compile(inner)
            case tree.Name():
                return self._name(node)
            case tree.Path():
                return self._path(node)
            case tree.Negate(operand):
                return self._negate(operand)
            case tree.Arithmetic():
                return self._arithmetic(node)
            case tree.Comparison():
                return self._comparison(node)
            case tree.And(left, right):
                return self._connective(exp.And, left, right, False)
            case tree.Or(left, right):
                return self._connective(exp.Or, left, right, True)
            case tree.In():
                return self._in(node)
            case tree.If():
                return self._if(node)
            case tree.Cases():
                return self._cases(node)
            case tree.RuleTable():
                return self.lookups.compile(node, self)
            case tree.Quantified():
                return self.aggregates.quantified(node, self)
            case tree.Call():
                return self._call(node)
        raise refuse("SQL 不能表达这种写法", f"SQL cannot express this form ({type(node).__name__})", node)

    # --- names and constants ------------------------------------------------------------------------------------------

    def _name(self, node: tree.Name) -> Compiled:
        value = self.environment.value(node.name)
        if value is not None:
            return value
        if node.name in self.environment.constants:
            return self.constant(self.environment.constants[node.name], node)
        if self.environment.owner is not None and node.name in self.environment.owner.lists:
            raise refuse(
                f"列表条件里又用到列表“{node.name}”；请给里面的汇总单独起个名称",
                f"the list '{node.name}' stands inside a list's condition: give what is said of it a name of its own",
                node,
            )
        if self.environment.inside is not None:
            raise refuse(
                f"列表“{self.environment.inside.name}”的条件里没有可用的列“{node.name}”",
                f"a condition on the list '{self.environment.inside.name}' has no column for '{node.name}'",
                node,
            )
        raise refuse(f"“{node.name}”没有可用的列", f"there is no column for '{node.name}'", node)

    def constant(self, value: Any, node: Node) -> Compiled:
        """A value known before the query runs, as a literal."""
        match value:
            case None:
                return NULL
            case bool():
                return boolean(value)
            case int() | Decimal() | Fraction():
                return numbers.rational(Fraction(value))
            case str():
                return Value("string", exp.Literal.string(value))
            case Months():
                return Duration("months", numbers.rational(Fraction(value.months)))
            case timedelta() | moments.WideDuration():
                return Duration("days", numbers.rational(Fraction(moments.nanoseconds(value), moments.DAY)))
        if type(value) is date:
            return Value("date", numbers.cast(exp.Literal.string(value.isoformat()), "DATE"))
        raise refuse("SQL 不能写出这种常量", f"SQL cannot write this constant ({type(value).__name__})", node)

    def _known(self, node: Node) -> tuple[bool, Any]:
        """Whether a tree speaks only of constants, and its value."""
        functions = {id(part.function) for part in tree.walk(node) if isinstance(part, tree.Call)}
        for part in tree.walk(node):
            if (
                isinstance(part, tree.Name)
                and id(part) not in functions
                and part.name not in self.environment.constants
            ):
                return False, None
        return True, evaluate(node, self.environment.constants, arithmetic=EXACT)

    def _path(self, node: tree.Path) -> Compiled:
        if isinstance(node.base, tree.Name) and node.base.name in self.environment.item_names:
            table = self.environment.inside
            assert table is not None
            if node.name in table.fields:
                return table.fields[node.name]
            raise refuse(f"“{table.name}”没有“{node.name}”", f"'{table.name}' has no '{node.name}'", node)
        known, value = self._known(node)
        if known:
            return self.constant(value, node)
        base = self.compile(node.base)
        if isinstance(base, Value) and base.kind == "date" and node.name in ("year", "month", "day", "weekday"):
            high = {"year": 9999, "month": 12, "day": 31, "weekday": 7}[node.name]
            part = self.engine.date_part(node.name, base.sql)
            return Num(Exact(part, Fraction(1), Fraction(high), 0, 19, True))
        raise refuse(f"SQL 不能取“{node.name}”", f"SQL cannot take '{node.name}' here", node)

    # --- operators ----------------------------------------------------------------------------------------------------

    def _negate(self, operand: Node) -> Compiled:
        value = self.compile(operand)
        if isinstance(value, Duration):
            return Duration(value.unit, numbers.minus(value.count))
        return numbers.minus(self.number(operand))

    def _arithmetic(self, node: tree.Arithmetic) -> Compiled:
        known, constant = self._known(node)
        if known:
            return self.constant(constant, node)
        left, right = self.compile(node.left), self.compile(node.right)
        if (isinstance(left, Value) and left.kind == "null") or (isinstance(right, Value) and right.kind == "null"):
            return NULL
        if isinstance(left, Num) and isinstance(right, Num):
            return self._numeric(node, left, right)
        if isinstance(left, Value) and left.kind == "date":
            return self._date_arithmetic(node, left, right)
        if isinstance(left, Duration) and isinstance(right, Duration) and left.unit == right.unit and node.op in "+-/":
            if node.op == "/":
                return numbers.divide(left.count, right.count)
            return Duration(left.unit, numbers.plus(left.count, right.count, 1 if node.op == "+" else -1))
        if (
            isinstance(left, Value)
            and isinstance(right, Value)
            and left.kind == right.kind == "string"
            and node.op == "+"
        ):
            return Value("string", exp.DPipe(this=left.sql, expression=right.sql))
        raise refuse(f"SQL 不能这样用“{node.op}”", f"SQL cannot use '{node.op}' here", node)

    def _numeric(self, node: tree.Arithmetic, left: Num, right: Num) -> Num:
        match node.op:
            case "+":
                return numbers.plus(left, right)
            case "-":
                return numbers.plus(left, right, -1)
            case "*":
                return numbers.times(left, right)
            case "/":
                return numbers.divide(left, right)
        power = right.const
        if power is None or power.denominator != 1 or not 1 <= power <= 4:
            raise refuse("SQL 只做 1 到 4 的整数次方", "SQL takes whole powers from 1 to 4 only", node)
        result = left
        for _ in range(int(power) - 1):
            result = numbers.times(result, left)
        return result

    def _date_arithmetic(self, node: tree.Arithmetic, left: Value, right: Compiled) -> Compiled:
        sign = 1 if node.op == "+" else -1
        if isinstance(right, Duration) and node.op in "+-":
            count = right.count.const
            if count is not None and count.denominator == 1:
                add = self.engine.add_months if right.unit == "months" else self.engine.add_days
                return Value("date", add(left.sql, sign * int(count)))
        if isinstance(right, Value) and right.kind == "date" and node.op == "-":
            days = self.engine.days_between(right.sql, left.sql)
            return Duration("days", Num(Exact(days, Fraction(-4_000_000), Fraction(4_000_000), 0, 19, True)))
        raise refuse("SQL 不能这样计算日期", "SQL cannot do this date arithmetic", node)

    def _comparison(self, node: tree.Comparison) -> Value:
        for side, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(other, tree.Null) and node.op in ("=", "!="):
                return self.null_test(side, node.op == "=")
        left, right = self.compile(node.left), self.compile(node.right)
        if NULL in (left, right):
            return Value("boolean", numbers.cast(exp.null(), "BOOLEAN"))
        if isinstance(left, Duration) and isinstance(right, Duration) and left.unit == right.unit:
            left, right = left.count, right.count
        if isinstance(left, Num) and isinstance(right, Num):
            return Value("boolean", numbers.compare(node.op, left, right))
        if isinstance(left, Value) and isinstance(right, Value) and left.kind == right.kind:
            if left.kind == "boolean" and node.op in ("=", "!="):
                return self._boolean_equality(node.op == "=", left, right)
            if left.kind == "date" or (left.kind == "string" and node.op in ("=", "!=")):
                return Value("boolean", binary(numbers.COMPARE[node.op], left.sql, right.sql))
        raise refuse("SQL 不能比较这两种值", "SQL cannot compare these two kinds of value", node)

    @staticmethod
    def _boolean_equality(equal: bool, left: Value, right: Value) -> Value:
        for side, other in ((left, right), (right, left)):
            if side.const is not None:
                return other if side.const == equal else Value("boolean", exp.not_(exp.paren(other.sql)))
        return Value("boolean", binary(exp.EQ if equal else exp.NEQ, left.sql, right.sql))

    def null_test(self, node: Node, wanted: bool = True) -> Value:
        """Whether the value of a tree is null (or is not, where `wanted` is false); never null itself."""
        if isinstance(node, tree.Name) and node.name in self.environment.lists:
            table = self.environment.lists[node.name]
            if table.present and table.incomplete is not None:
                return Value("boolean", table.incomplete if wanted else exp.not_(table.incomplete))
            return boolean(table.present != wanted)
        value = self.compile(node)
        if isinstance(value, Duration):
            value = value.count
        if isinstance(value, Num):
            if value.const is not None:
                return boolean(not wanted)
            parts = [part.sql for part in (value.over, value.under) if part is not None and part.const is None]
            tests = [
                exp.Is(this=exp.paren(part) if isinstance(part, exp.Binary) else part, expression=exp.null())
                for part in parts
            ]
            found: exp.Expr = tests[0] if len(tests) == 1 else exp.or_(*tests)
        else:
            if is_null_sql(value.sql) or value.const is not None:
                return boolean(is_null_sql(value.sql) == wanted)
            if isinstance(value.sql, (exp.Literal, exp.Cast)) and not list(value.sql.find_all(exp.Column)):
                return boolean(not wanted)
            found = exp.Is(this=exp.paren(value.sql), expression=exp.null())
        return Value("boolean", found if wanted else exp.not_(exp.paren(found)))

    def _connective(self, kind: type[exp.Connector], left: Node, right: Node, absorbing: bool) -> Value:
        first = self.boolean(left)
        if first.const is not None:
            return boolean(absorbing) if first.const == absorbing else self.boolean(right)
        assumed = self.environment.assuming(left) if kind is exp.And else self.environment
        second = self.within(assumed).boolean(right)
        if second.const is not None:
            return boolean(absorbing) if second.const == absorbing else first
        return Value("boolean", binary(kind, first.sql, second.sql))

    def _in(self, node: tree.In) -> Value:
        texts = [test.end for test in node.tests if isinstance(test, tree.UnaryTest) and test.op == "="]
        if len(texts) == len(node.tests) and all(isinstance(end, tree.String) for end in texts):
            value = self.compile(node.value)
            if isinstance(value, Value) and value.kind == "string":
                ends = [exp.Literal.string(end.value) for end in texts if isinstance(end, tree.String)]
                return Value("boolean", exp.In(this=value.sql, expressions=ends))
        parts = [self.boolean(self._test_as_comparison(node.value, test)) for test in node.tests]
        return Value("boolean", exp.or_(*(exp.paren(part.sql) for part in parts)))

    def _test_as_comparison(self, value: Node, test: Node) -> Node:
        match test:
            case tree.UnaryTest("=", tree.Range(low, high, low_closed, high_closed)) | tree.Range(
                low, high, low_closed, high_closed
            ):
                ends: list[Node] = []
                if low is not None:
                    ends.append(tree.Comparison(">=" if low_closed else ">", value, low))
                if high is not None:
                    ends.append(tree.Comparison("<=" if high_closed else "<", value, high))
                return ends[0] if len(ends) == 1 else tree.And(ends[0], ends[1])
            case tree.UnaryTest("=", tree.ListLiteral(items)) | tree.ListLiteral(items):
                return self._test_as_comparison(value, tree.Tests(tuple(tree.UnaryTest("=", item) for item in items)))
            case tree.UnaryTest(op, end):
                return tree.Comparison(op, value, end)
            case tree.Tests(parts, negated):
                result = self._test_as_comparison(value, parts[0])
                for part in parts[1:]:
                    result = tree.Or(result, self._test_as_comparison(value, part))
                return tree.Call(tree.Name("not"), (result,)) if negated else result
        return tree.transform(test, lambda part: value if part == tree.Name("?") else part)

    # --- conditionals -------------------------------------------------------------------------------------------------

    def _if(self, node: tree.If) -> Compiled:
        default = self._default(node)
        if default is not None:
            return default
        condition_node = node.condition
        if isinstance(node.then, tree.Null):
            condition_node = needed_guard(node.condition, node.otherwise)
            inner = node.otherwise
            if isinstance(inner, tree.If) and condition_node == is_null(inner.condition):
                return self._three_way(inner)
        condition = self.boolean(condition_node)
        if condition.const is not None:
            return self.compile(node.then if condition.const else node.otherwise)
        then = self._assuming(condition_node, node.then)
        return self._branches([(condition.sql, then)], self.compile(node.otherwise))

    def _three_way(self, node: tree.If) -> Compiled:
        """`if c = null then null else if c then a else b`: one CASE with a test each for true and for false."""
        condition = self.boolean(node.condition)
        if condition.const is not None:
            return self.compile(node.then if condition.const else node.otherwise)
        opposite = exp.not_(exp.paren(condition.sql.copy()))
        then = self._assuming(node.condition, node.then)
        return self._branches([(condition.sql, then), (opposite, self.compile(node.otherwise))], NULL)

    def _default(self, node: tree.If) -> Compiled | None:
        """`if f = null then value else f`: a value-when-missing."""
        match node:
            case tree.If(tree.Comparison("=", subject, tree.Null()), then, otherwise) if subject == otherwise:
                value, other = self.compile(subject), self.compile(then)
                if isinstance(value, Value) and isinstance(other, Value) and value.kind == other.kind:
                    return replace(value, sql=exp.Coalesce(this=value.sql, expressions=[other.sql]))
                if (
                    isinstance(value, Num)
                    and isinstance(other, Num)
                    and value.under is None
                    and other.const is not None
                ):
                    exact, bound = value.over, other.const
                    sql = exp.Coalesce(this=exact.sql, expressions=[other.over.sql])
                    return Num(replace(exact, sql=sql, low=min(exact.low, bound), high=max(exact.high, bound)))
        return None

    def _assuming(self, condition: Node, node: Node) -> Compiled:
        return self.within(self.environment.assuming(condition)).compile(node)

    def _cases(self, node: tree.Cases) -> Compiled:
        quick = quick_form(node)
        if quick is not None:
            safe, simple = quick
            zeros = [
                tree.Comparison(">", name, tree.Number(Decimal(0)))
                for name in divisors(simple)
                if self._nonnegative(name)
            ]
            tests = [self.null_test(part, False) for part in safe]
            conditions = [test.sql for test in tests if test.const is None]
            if all(test.const is not False for test in tests) and (conditions or zeros):
                conditions += [self.boolean(zero).sql for zero in zeros]
                environment = self.environment
                for zero in zeros:
                    environment = environment.assuming(zero)
                compiler = self.within(environment)
                easy = compiler._branches(
                    [(compiler.boolean(test).sql, compiler._assuming(test, value)) for test, value in simple.branches],
                    compiler.compile(simple.otherwise),
                )
                return self._branches([(exp.and_(*conditions), easy)], self._plain_cases(node))
        return self._plain_cases(node)

    def _nonnegative(self, name: tree.Name) -> bool:
        value = self.environment.value(name.name)
        return isinstance(value, Num) and value.under is None and value.over.low == 0

    def _plain_cases(self, node: tree.Cases) -> Compiled:
        branches: list[tuple[exp.Expr, Compiled]] = []
        for condition, value in node.branches:
            test = self.boolean(condition)
            if test.const is True:
                return self._branches(branches, self.compile(value)) if branches else self.compile(value)
            if test.const is None:
                branches.append((test.sql, self._assuming(condition, value)))
        otherwise = self.compile(node.otherwise)
        return self._branches(branches, otherwise) if branches else otherwise

    def _branches(self, branches: Sequence[tuple[exp.Expr, Compiled]], otherwise: Compiled) -> Compiled:
        """A CASE whose branches have one type; of rationals one for the numerators and one for the denominators."""
        told = [value for value in (*(value for _, value in branches), otherwise) if value != NULL]
        if not told:
            return NULL
        if all(isinstance(value, Num) for value in told):
            return self._number_branches(branches, otherwise)
        if all(isinstance(value, Duration) for value in told):
            units = {value.unit for value in told if isinstance(value, Duration)}
            if len(units) == 1:
                inner = [(test, value.count if isinstance(value, Duration) else NULL) for test, value in branches]
                count = self._number_branches(inner, otherwise.count if isinstance(otherwise, Duration) else NULL)
                return Duration(units.pop(), count)
        if all(isinstance(value, Value) for value in told):
            kinds = {value.kind for value in told if isinstance(value, Value)}
            if len(kinds) == 1:
                return Value(kinds.pop(), _case([(test, _sql(value)) for test, value in branches], _sql(otherwise)))
        raise refuse("各分支的类型不同", "the branches have different types")

    def _number_branches(self, branches: Sequence[tuple[exp.Expr, Compiled]], otherwise: Compiled) -> Num:
        values = [value for _, value in branches] + [otherwise]
        told = [value for value in values if isinstance(value, Num)]
        overs, over = numbers.same_type([value.over for value in told])
        case = self._rejoin(branches, otherwise, [part.sql for part in overs])
        if all(value.under is None for value in told):
            return Num(replace(over, sql=case, const=None))
        one = numbers.number(1)
        if any(value.under is None for value in told):
            told = [numbers.whole(value) for value in told]
            overs, over = numbers.same_type([value.over for value in told])
            case = self._rejoin(branches, otherwise, [part.sql for part in overs])
        unders, under = numbers.same_type([value.under or one for value in told])
        below = self._rejoin(branches, otherwise, [part.sql for part in unders])
        return Num(replace(over, sql=case, const=None), replace(under, sql=below, const=None))

    @staticmethod
    def _rejoin(
        branches: Sequence[tuple[exp.Expr, Compiled]], otherwise: Compiled, parts: Sequence[exp.Expr]
    ) -> exp.Expr:
        rest = iter(parts)
        chosen = [(test, next(rest) if value != NULL else exp.null()) for test, value in branches]
        return _case(chosen, next(rest) if otherwise != NULL else exp.null())

    # --- functions ----------------------------------------------------------------------------------------------------

    def _call(self, node: tree.Call) -> Compiled:
        assert isinstance(node.function, tree.Name)
        name, args = node.function.name, node.args
        known, constant = self._known(node)
        if known:
            return self.constant(constant, node)
        if name == "not":
            value = self.boolean(args[0])
            return (
                boolean(not value.const)
                if value.const is not None
                else Value("boolean", exp.not_(exp.paren(value.sql)))
            )
        if name in AGGREGATES and len(args) == 1:
            return self.aggregates.aggregate(name, args[0], self)
        if name == "list contains":
            return self._list_contains(args, node)
        if name in ("min", "max", "abs", *ROUNDINGS):
            return self._numeric_call(name, args, node)
        if name in STRING_FUNCTIONS:
            return self._string_function(name, args, node)
        if name == "years and months duration":
            return self._months_between(args, node)
        raise refuse(f"SQL 还不能做 {name}", f"SQL cannot do {name} yet", node)

    def _numeric_call(self, name: str, args: Sequence[Node], node: Node) -> Compiled:
        """A function of numbers given one by one; null where one is."""
        compiled = [self.compile(arg) for arg in args]
        if NULL in compiled:
            return NULL
        values = [self._needed_number(value, arg) for value, arg in zip(compiled, args, strict=True)]
        if name == "abs":
            return self._absolute(values[0])
        return self._rounded(name, values, node) if name in ROUNDINGS else self._extreme(name, values)

    def _list_contains(self, args: Sequence[Node], node: Node) -> Compiled:
        listed, element = args
        if isinstance(listed, tree.ListLiteral):
            return self.compile(tree.In(element, tuple(tree.UnaryTest("=", item) for item in listed.items)))
        known, value = self._known(listed)
        if known and isinstance(value, list):
            tests = [self._equal(element, item, node) for item in value]
            return Value("boolean", exp.or_(*tests)) if tests else boolean(False)
        return self.aggregates.contains(listed, element, self)

    def _equal(self, element: Node, item: Any, node: Node) -> exp.Expr:
        left, right = self.compile(element), self.constant(item, node)
        if isinstance(left, Num) and isinstance(right, Num):
            return numbers.compare("=", left, right)
        return binary(exp.EQ, _sql(left), _sql(right))

    def _extreme(self, name: str, values: Sequence[Num]) -> Num:
        result = values[0]
        for value in values[1:]:
            first = numbers.compare("<=" if name == "min" else ">=", result, value)
            other = exp.not_(exp.paren(first.copy()))
            joined = self._branches([(first, result), (other, value)], NULL)
            assert isinstance(joined, Num)
            result = joined
        return result

    def _absolute(self, value: Num) -> Num:
        exact = value.over
        largest = max(abs(exact.low), abs(exact.high))
        return Num(replace(exact, sql=exp.Abs(this=exact.sql), low=Fraction(0), high=largest, const=None), value.under)

    def _rounded(self, name: str, values: Sequence[Num], node: Node) -> Num:
        places = values[1].const if len(values) > 1 else Fraction(0)
        if places is None or places.denominator != 1 or not -12 <= places <= 12:
            raise refuse(
                "舍入位数须是 -12 到 12 的常数", "the number of places must be a constant from -12 to 12", node
            )
        return Num(rounded(values[0], int(places), ROUNDINGS[name], self.engine))

    def _string_function(self, name: str, args: Sequence[Node], node: Node) -> Compiled:
        parts = [self.compile(arg) for arg in args]
        texts = [part.sql for part in parts if isinstance(part, Value) and part.kind == "string"]
        if len(texts) != len(parts):
            raise refuse("这里需要文本", "a text is needed here", node)
        sql = self.engine.function(name, *texts)
        match STRING_RESULTS.get(name, "boolean"):
            case "number":
                return Num(Exact(sql, Fraction(0), Fraction(10**9), 0, 19, True))
            case "string":
                return Value("string", sql)
        return Value("boolean", sql)

    def _months_between(self, args: Sequence[Node], node: Node) -> Compiled:
        """Whole months from one date to another (DMN 1.5, 10.3.4.3), negative where the second is the earlier."""
        start, end = (self.compile(arg) for arg in args)
        if not (isinstance(start, Value) and isinstance(end, Value) and start.kind == end.kind == "date"):
            raise refuse("这里需要日期", "dates are needed here", node)

        def months(first: exp.Expr, last: exp.Expr) -> exp.Expr:
            part = self.engine.date_part
            years = binary(exp.Sub, part("year", last.copy()), part("year", first.copy()))
            rest = binary(exp.Sub, part("month", last.copy()), part("month", first.copy()))
            short = exp.LT(this=part("day", last.copy()), expression=part("day", first.copy()))
            less = exp.Case().when(short, exp.Literal.number(1)).else_(exp.Literal.number(0))
            return binary(exp.Sub, binary(exp.Add, binary(exp.Mul, years, exp.Literal.number(12)), rest), less)

        forward = binary(exp.LTE, start.sql, end.sql)
        backward = binary(exp.GT, start.sql, end.sql)
        sql = _case(
            [(forward, months(start.sql, end.sql)), (backward, exp.Neg(this=exp.paren(months(end.sql, start.sql))))],
            exp.null(),
        )
        return Duration("months", Num(Exact(sql, Fraction(-120_000), Fraction(120_000), 0, 19, True)))


def is_null_sql(sql: exp.Expr) -> bool:
    """Whether an expression is the null of some type."""
    return isinstance(sql.this if isinstance(sql, exp.Cast) else sql, exp.Null)


def _sql(value: Compiled) -> exp.Expr:
    if isinstance(value, Value):
        return value.sql
    if isinstance(value, Num) and value.under is None:
        return value.over.sql
    raise refuse("SQL 不能在这里用商", "SQL cannot use a quotient here")


def _case(branches: Sequence[tuple[exp.Expr, exp.Expr]], otherwise: exp.Expr) -> exp.Expr:
    case = exp.Case()
    for test, value in branches:
        case = case.when(test.copy(), value.copy(), copy=False)
    return case if isinstance(otherwise, exp.Null) else case.else_(otherwise.copy(), copy=False)

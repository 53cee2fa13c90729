"""The words of an expression: names with what they mean, figures with their units, connectives as lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from luoshu.engine.condition_forms import operands
from luoshu.engine.figures import MONEY, RATE, show, show_duration
from luoshu.engine.wording import words as w
from luoshu.engine.wording.literals import literal
from luoshu.engine.wording.naming import Naming
from luoshu.engine.wording.phrases import (
    Choices,
    Formula,
    Listing,
    Phrase,
    Run,
    assumed,
    assumed_line,
    filled,
    joined,
    plain,
    words,
)
from luoshu.engine.wording.sorts import (
    constant,
    decision_of,
    field_of,
    is_condition,
    is_literal,
    is_nought,
    sort_of,
    unit_in_words,
    unmarked,
)
from luoshu.facts.vocabulary import Record
from luoshu.feel import tree
from luoshu.feel.printer import to_feel
from luoshu.feel.tree import Node
from luoshu.feel.values import Months
from luoshu.policy.model import Policy
from luoshu.policy.scope import DecisionRef, FactRef, RunDateRef, Scope
from luoshu.problems import Lang, Text

_ROOM = {"zh": 34, "en": 76}  # what is longer than that is set as a list
_PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2, "**": 3}


class Wording:
    """Words the expressions of policies on a date. `naming.seen` collects what they speak of."""

    def __init__(self, on: date, lang: Lang, naming: Naming | None = None) -> None:
        self.on, self.lang = on, lang
        self.naming = naming or Naming(lang)

    def scope(self, policy: Policy) -> Scope:
        return Scope(policy, self.on)

    def say(self, text: Text, *phrases: Phrase) -> Phrase:
        return filled(text.say(self.lang), *phrases, tight=self.lang == "zh")

    # --- whole formulas -----------------------------------------------------------------------------------------------

    def formula(self, node: Node, scope: Scope, unit: str = "") -> Formula:
        """The expression as a line where it is short, or else as lists. `unit` is that of a bare number."""
        match node:
            case tree.Assumed(inner):
                return assumed(self.formula(inner, scope, unit))
            case tree.And() | tree.Or():
                return self._joined(node, scope)
            case tree.If():
                return self._choices(node, scope, unit)
            case tree.Quantified(kind, (tree.Iteration(name, domain, None),), condition):
                inside = self._inside(domain, name, scope)
                head, short = (w.SOME_HEAD, w.SOME) if kind == "some" else (w.EVERY_HEAD, w.EVERY)
                return self._selected(head, short, self.phrase(domain, scope), condition, inside)
            case tree.Call(tree.Name("count"), (tree.Filter(base, condition),)) if is_condition(condition):
                inside = self._inside(base, None, scope)
                return self._selected(w.COUNT_HEAD, w.COUNT, self.phrase(base, scope), condition, inside)
        return self.phrase(node, scope, unit)

    def _joined(self, node: tree.And | tree.Or, scope: Scope) -> Formula:
        parts = [self.formula(part, scope) for part in operands(node)]
        whole = isinstance(node, tree.And)
        if len(parts) == 2 and all(isinstance(part, tuple) for part in parts):
            line = self._in_line(node, scope)
            if len(plain(line)) <= _ROOM[self.lang]:
                return line
        return Listing(self.say(w.ALL_OF if whole else w.ANY_OF), tuple(parts))

    def _selected(self, head: Text, short: Text, of: Phrase, condition: Node, scope: Scope) -> Formula:
        parts = operands(condition) if isinstance(condition, tree.And) else [condition]
        line = self.say(short, of, self._in_line(condition, scope))
        if len(parts) == 1 or len(plain(line)) <= _ROOM[self.lang]:
            return line
        return Listing(self.say(head, of), tuple(self.formula(part, scope) for part in parts))

    def _choices(self, node: tree.If, scope: Scope, unit: str) -> Formula:
        branches: list[tuple[Formula, Formula]] = []
        rest: Node = node
        while isinstance(rest, tree.If):
            branches.append((self.formula(rest.condition, scope), self.formula(rest.then, scope, unit)))
            rest = rest.otherwise
        return Choices(tuple(branches), self.formula(rest, scope, unit))

    # --- lines --------------------------------------------------------------------------------------------------------

    def phrase(self, node: Node, scope: Scope, unit: str = "") -> Phrase:
        """The expression on one line."""
        match node:
            case tree.Assumed(inner):
                return assumed_line(self.phrase(inner, scope, unit))
            case tree.Number() | tree.String() | tree.Boolean() | tree.Null() | tree.AtLiteral():
                return literal(node, unit, scope, self.lang)
            case tree.Name(name):
                return self.naming.name(name, scope.resolve(name))
            case tree.Path(base, name):
                return self._path(base, name, scope)
            case tree.And() | tree.Or():
                return self._in_line(node, scope)
            case tree.Comparison(op, left, right):
                return self.compared(str(op), left, right, scope)
            case tree.Between(value, low, high):
                return self._between(value, low, high, scope)
            case tree.In(value, tests):
                return self._in(value, tests, scope)
            case tree.Negate(inner):
                return (Run("−", "figure"), *self.phrase(inner, scope, unit))
            case tree.Arithmetic():
                return self._arithmetic(node, scope, unit)
            case tree.Filter(base, condition) if is_condition(condition):
                inside = self._inside(base, None, scope)
                return self.say(w.SELECTED, self.phrase(base, scope), self._in_line(condition, inside))
            case tree.Call():
                return self._call(node, scope, unit)
            case tree.Quantified(kind, (tree.Iteration(name, domain, None),), condition):
                short = w.SOME if kind == "some" else w.EVERY
                inside = self._inside(domain, name, scope)
                return self.say(short, self.phrase(domain, scope), self._in_line(condition, inside))
            case tree.If():
                return self._flat(self.formula(node, scope, unit))
            case tree.ListLiteral(items):
                return joined((self.phrase(item, scope) for item in items), self._comma)
        return self._as_written(node, scope)

    def _flat(self, formula: Formula) -> Phrase:
        """Lists and choices on one line."""
        match formula:
            case Listing(head, parts):
                inner = joined((self._flat(part) for part in parts), "；" if self.lang == "zh" else "; ")
                line = (*head, *words("" if self.lang == "zh" else " "), *inner)
                return assumed_line(line) if formula.assumed else line
            case Choices(branches, otherwise):
                told = [self.say(w.IF_THEN, self._flat(condition), self._flat(value)) for condition, value in branches]
                told.append(self.say(w.OTHERWISE, self._flat(otherwise)))
                line = joined(told, "；" if self.lang == "zh" else "; ")
                return assumed_line(line) if formula.assumed else line
        return formula

    @property
    def _comma(self) -> str:
        return "，" if self.lang == "zh" else ", "

    def _in_line(self, node: Node, scope: Scope) -> Phrase:
        """A condition on one line; connectives inside one another in brackets."""
        if not isinstance(node, tree.And | tree.Or):
            return self._flat(self.formula(node, scope))
        between = (w.AND if isinstance(node, tree.And) else w.OR).say(self.lang)
        parts = []
        for part in operands(node):
            line = self._in_line(part, scope)
            parts.append(self._in_brackets(line) if isinstance(part, tree.And | tree.Or) else line)
        return joined(parts, between)

    def _in_brackets(self, phrase: Phrase) -> Phrase:
        opening, closing = ("（", "）") if self.lang == "zh" else ("(", ")")
        return (Run(opening), *phrase, Run(closing))

    # --- comparisons --------------------------------------------------------------------------------------------------

    def compared(self, op: str, left: Node, right: Node, scope: Scope) -> Phrase:
        """`a op b`, the literal on the right."""
        if is_literal(left) and not is_literal(right):
            left, right, op = right, left, w.SWAPPED[op]
        if isinstance(unmarked(right), tree.Null):
            return self.say(w.NOT_ON_RECORD if op == "=" else w.ON_RECORD, self.phrase(left, scope))
        if isinstance(unmarked(right), tree.Boolean) and op in ("=", "!="):
            yes = (unmarked(right) == tree.Boolean(True)) == (op == "=")
            return self.phrase(left, scope) if yes else self.say(w.NO_ANSWER, self.phrase(left, scope))
        subject, relation, end = self.parts(op, left, right, scope)
        return (*subject, *relation, *end)

    def parts(self, op: str, left: Node, right: Node, scope: Scope) -> tuple[Phrase, Phrase, Phrase]:
        """A comparison in three: what is compared, how, and with what. A day is compared with the run's date as an
        age."""
        span = self.span_before_run_date(right, scope) if op in w.AGES and sort_of(left, scope) == "date" else None
        if span is not None:
            subject = self.say(w.AGE, self.phrase(left, scope), self.naming.name(w.RUN_DATE.zh, RunDateRef()))
            return self._in_three(w.AGES[op], subject, span)
        unit = unit_in_words(left, scope) or unit_in_words(right, scope)
        sort = sort_of(left, scope)
        sort = sort_of(right, scope) if sort == "other" else sort
        template = w.comparison(op, sort, unit, to_nought=is_nought(right))
        return self._in_three(template, self.phrase(left, scope, unit), self.phrase(right, scope, unit))

    def _in_three(self, template: Text, left: Phrase, right: Phrase) -> tuple[Phrase, Phrase, Phrase]:
        if self.lang == "zh" and plain(left)[-1:].isascii():
            left = (*left, Run(" "))
        relation = filled(template.say(self.lang).removeprefix("{0}"), (), right, tight=self.lang == "zh")
        return left, relation[: len(relation) - len(right)], right

    def span_before_run_date(self, node: Node, scope: Scope) -> Phrase | None:
        """The length of time that an expression lies before the run's date, where it is written so."""
        match node:
            case tree.Assumed(inner):
                span = self.span_before_run_date(inner, scope)
                return assumed_line(span) if span else None
            case tree.Arithmetic("-", tree.Name(name), span) if isinstance(scope.resolve(name), RunDateRef):
                return self.phrase(span, scope)
            case tree.Name(name):
                binding = scope.resolve(name)
                decision = decision_of(binding)
                if isinstance(binding, DecisionRef) and decision is not None and decision.formula is not None:
                    span = self.span_before_run_date(decision.formula, self.scope(binding.policy))
                    return self.naming.renamed(span, binding) if span else None
        return None

    def _between(self, value: Node, low: Node, high: Node, scope: Scope) -> Phrase:
        of, unit = self.phrase(value, scope), unit_in_words(value, scope)
        return (*of, *self.range(tree.Range(low, high), unit, sort_of(value, scope), scope))

    def _in(self, value: Node, tests: Sequence[Node], scope: Scope) -> Phrase:
        of, unit, sort = self.phrase(value, scope), unit_in_words(value, scope), sort_of(value, scope)
        if len(tests) > 1 and all(isinstance(unmarked(test), tree.UnaryTest | tree.String) for test in tests):
            ends = [self.test(test, unit, sort, scope) for test in tests]
            return self.say(w.ONE_OF, of, self._listed(ends))
        told = [self.test(test, unit, sort, scope) for test in tests]
        space = words("" if self.lang == "zh" else " ")
        return (*of, *space, *joined(told, "，或 " if self.lang == "zh" else ", or "))

    # --- tests of cells -----------------------------------------------------------------------------------------------

    def cell(self, test: Node, subject: Node, scope: Scope) -> Phrase:
        """A cell of a table under its header; nothing where any value will do."""
        if isinstance(test, tree.AnyTest):
            return ()
        return self.test(test, unit_in_words(subject, scope), sort_of(subject, scope), scope)

    def test(self, test: Node, unit: str, sort: w.Sort, scope: Scope) -> Phrase:
        """A test as it stands in a cell: `不低于 30%`, `“甲”、“乙”`."""
        match test:
            case tree.Assumed(inner):
                return assumed_line(self.test(inner, unit, sort, scope))
            case tree.UnaryTest("=", end):
                return self._end(end, unit, sort, scope)
            case tree.UnaryTest(op, end):
                return self.bare(w.comparison(op, sort, unit, to_nought=is_nought(end)), self.phrase(end, scope, unit))
            case tree.Range():
                return self.range(test, unit, sort, scope)
            case tree.Tests(parts, negated):
                told = self._listed([self.test(part, unit, sort, scope) for part in parts])
                return self.say(w.OTHER_THAN, told) if negated else told
        return self.phrase(test, scope, unit)

    def _listed(self, phrases: Sequence[Phrase]) -> Phrase:
        """One after the other; between marks of quotation Chinese has no comma."""
        quoted = all(plain(phrase).strip("⟨⟩").startswith("“") for phrase in phrases)
        return joined(phrases, ("" if quoted else "、") if self.lang == "zh" else ", ")

    def _end(self, end: Node, unit: str, sort: w.Sort, scope: Scope) -> Phrase:
        if isinstance(unmarked(end), tree.Range):
            return self.test(end, unit, sort, scope)
        return self.phrase(end, scope, unit)

    def range(self, test: tree.Range, unit: str, sort: w.Sort, scope: Scope) -> Phrase:
        told = []
        for end, closed, op in ((test.low, test.low_closed, ">="), (test.high, test.high_closed, "<=")):
            if end is not None:
                template = w.comparison(op if closed else op[0], sort, unit, to_nought=is_nought(end))
                told.append(self.bare(template, self.phrase(end, scope, unit)))
        return joined(told, "、" if self.lang == "zh" else ", ")

    def bare(self, template: Text, right: Phrase) -> Phrase:
        """A comparison without what is compared."""
        return filled(template.say(self.lang).removeprefix("{0}").lstrip(": "), (), right, tight=self.lang == "zh")

    # --- arithmetic and functions -------------------------------------------------------------------------------------

    def _arithmetic(self, node: tree.Arithmetic, scope: Scope, unit: str) -> Phrase:
        match node:
            case tree.Arithmetic("/", tree.Number(above), tree.Number(under)):
                return (Run(f"{above}/{under}", "figure"),)
        below = unit if node.op in ("+", "-") and unit != RATE else ""

        def operand(part: Node, *, right: bool) -> Phrase:
            rate = node.op == "*" and unit == MONEY and _is_unit_price(part, node.left if right else node.right, scope)
            line = self.phrase(part, scope, MONEY if rate else below)
            inner = unmarked(part)
            if isinstance(inner, tree.Arithmetic):
                mine, theirs = _PRECEDENCE[node.op], _PRECEDENCE[inner.op]
                if theirs < mine or (right and theirs == mine and node.op in "-/"):
                    return self._in_brackets(line)
            return self._in_brackets(line) if isinstance(inner, tree.If) else line

        left, sign = operand(node.left, right=False), w.SIGNS[node.op]
        return (*left, Run(sign.lstrip() if plain(left).endswith("）") else sign), *operand(node.right, right=True))

    def _call(self, node: tree.Call, scope: Scope, unit: str) -> Phrase:
        match node:
            case tree.Call(tree.Name("not"), (inner,)):
                return self._negated(inner, scope)
            case tree.Call(tree.Name("prior"), (tree.Name(name), tree.Number(years))):
                of = self.naming.name(name, scope.resolve(name))
                span = f"{years}" if self.lang == "zh" else show_duration(Months(12 * int(years)), "en")
                return self.say(w.EARLIER, of, words(span))
            case tree.Call(tree.Name("count"), (tree.Filter(base, condition),)) if is_condition(condition):
                inside = self._inside(base, None, scope)
                return self.say(w.COUNT, self.phrase(base, scope), self._in_line(condition, inside))
            case tree.Call(tree.Name(name), args) if name in w.ROUNDING and len(args) == 2:
                return self.say(w.ROUNDING[name], self.phrase(args[0], scope, unit), self.phrase(args[1], scope))
        if (value := constant(node)) is not None:
            return (Run(show(value, "", self.lang), "figure"),)
        match node:
            case tree.Call(tree.Name("min" | "max" as name), (first, second)) if is_literal(first) != is_literal(
                second
            ):
                free, bound = (second, first) if is_literal(first) else (first, second)
                return self.say(w.BOUNDED[name], self.phrase(free, scope, unit), self.phrase(bound, scope, unit))
            case tree.Call(tree.Name(name), args) if name in w.FUNCTIONS and args:
                told = [self.phrase(arg, scope, unit) for arg in args]
                return self.say(w.FUNCTIONS[name], joined(told, "、" if self.lang == "zh" else ", "))
            case tree.Call(tree.Name(name), args):
                told = [self.phrase(arg, scope) for arg in args]
                return (Run(name, "code"), Run("("), *joined(told, self._comma), Run(")"))
        return self._as_written(node, scope)

    def _negated(self, inner: Node, scope: Scope) -> Phrase:
        match unmarked(inner):
            case tree.Name() | tree.Path():
                return self.say(w.NO_ANSWER, self.phrase(inner, scope))
            case tree.Comparison(op, left, right) if not isinstance(inner, tree.Assumed):
                return self.compared(w.OPPOSITE[op], left, right, scope)
        return self.say(w.NOT, self._in_line(inner, scope))

    def _path(self, base: Node, name: str, scope: Scope) -> Phrase:
        """A field: of the item in hand by itself, of anything else with what it is a field of."""
        if name in w.PARTS_OF_DATES and sort_of(base, scope) == "date":
            return self.say(w.PARTS_OF_DATES[name], self.phrase(base, scope))
        field = field_of(base, name, scope)
        if field is not None:
            record = next(
                name for name, each in scope.vocabulary.records.items() if each.facts.get(field.name) is field
            )
            return self.naming.name(name, FactRef(field, f"{record}.{name}"))
        return self.say(w.FIELD, self.phrase(base, scope), words(name))

    def _inside(self, base: Node, name: str | None, scope: Scope) -> Scope:
        """The names that a condition on the items of a list sees."""
        record = self._record(base, scope)
        label = record.name if record is not None else "item"
        return scope.with_fields(record, label) if name is None else scope.with_variable(name, record, label)

    def _record(self, base: Node, scope: Scope) -> Record | None:
        match base:
            case tree.Assumed(inner) | tree.Filter(inner, _):
                return self._record(inner, scope)
            case tree.Name(name):
                binding = scope.resolve(name)
                if isinstance(binding, FactRef):
                    return scope.record(binding.fact)
        return None

    def _as_written(self, node: Node, scope: Scope) -> Phrase:
        """The expression as the document has it: for the rare forms that have no words here."""
        if node.span.start < 0:
            return (Run(to_feel(node), "code"),)
        return (Run(" ".join(scope.policy.text[node.span.start : node.span.end].split()), "code"),)


def _is_unit_price(factor: Node, other: Node, scope: Scope) -> bool:
    """Whether an amount of money is this much for each of the others: `150 × 月数`, and not `费用 × 10%`."""
    inner = unmarked(factor)
    return isinstance(inner, tree.Number) and inner.value > 1 and unit_in_words(other, scope) not in (MONEY, RATE)

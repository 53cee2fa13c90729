"""Text to tree: a Pratt parser over the characters themselves, since a name of FEEL may hold spaces and signs.

What a name is depends on the names in scope, so the parser carries them along, and opens the fields of items inside
`list[...]`, after `.`, and for the variables of `for`, `some` and `every`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from luoshu.feel import lexing, tree, types
from luoshu.feel.builtins import BUILTIN_NAMES
from luoshu.feel.check import infer
from luoshu.feel.cursor import Cursor
from luoshu.feel.lexing import STANDARD, Dialect, FeelSyntaxError
from luoshu.feel.properties import PROPERTY_NAMES
from luoshu.feel.scope import Names
from luoshu.feel.tree import Node, Span
from luoshu.feel.type_names import read_type
from luoshu.problems import Text

# How tightly operators bind (DMN 1.5, 10.3.1.2, rules 2 and 4); all are left-associative.
OR, AND, COMPARE, ADD, MULTIPLY, POWER, NEGATE, INSTANCE, POSTFIX = range(1, 10)

_EXPRESSION = ("expression",)


def parse(text: str, names: Names, *, dialect: Dialect = STANDARD, start: int = 0, end: int | None = None) -> Node:
    """The expression in text[start:end]. Spans are offsets in `text`.

    Raises:
        FeelSyntaxError: where the text is not one whole expression.
    """
    return Parser(text, names, dialect, start, end).whole(Parser.expression)


class Parser(Cursor):
    """Reads expressions at the cursor."""

    def __init__(self, text: str, names: Names, dialect: Dialect, start: int = 0, end: int | None = None) -> None:
        super().__init__(text, names, dialect, start, end)
        self._closing_ranges = 0  # how many ranges are open whose last bracket may come next

    def whole(self, read: Callable[[Parser], Node]) -> Node:
        """What `read` reads, which must be all there is."""
        start = self.position
        try:
            node = read(self)
        except RecursionError:
            raise FeelSyntaxError(
                Span(start, self.end), Text("表达式嵌套过深", "the expression is nested too deeply")
            ) from None
        self.skip()
        if self.position < self.end:
            raise self.stray(node)
        return node

    # --- expressions --------------------------------------------------------------------------------------------------

    def expression(self, minimum: int = 0) -> Node:
        """An expression whose operators bind at least as tightly as `minimum`."""
        start, left = self.position, self.prefix()
        while True:
            self.skip()
            found = lexing.INFIX.match(self.text, self.position, self.end)
            infix = _INFIX.get(found[0]) if found else None
            if found is None or infix is None or infix[0] < minimum or not self._is_infix(found[0]):
                return left
            self.position = self.last = found.end()
            start = left.span.start
            left = infix[1](self, left, lexing.operator(found[0]), start)

    def _is_infix(self, sign: str) -> bool:
        if sign in "≥≤≠":
            return self.dialect.full_width
        # In `]1..5[` the last bracket closes the range, and opens no filter.
        return not (sign == "[" and self._closing_ranges and self._closes_range())

    def _closes_range(self) -> bool:
        found = lexing.SPACE.match(self.text, self.position + 1, self.end)
        following = found.end() if found else self.position + 1
        word = lexing.WORD.match(self.text, following, self.end)
        return (
            following >= self.end
            or self.text[following] in ",.)]}=!⟩"
            or (word is not None and word[0] in ("and", "or", "then", "else", "return", "satisfies"))
        )

    def prefix(self) -> Node:
        """What an expression may begin with."""
        self.skip()
        start = self.position
        known = self.known_name()
        word = lexing.WORD.match(self.text, start, self.end)
        if word and word[0] in _WORDS and (known is None or known[1] <= word.end()):
            self.position = self.last = word.end()
            return _WORDS[word[0]](self, start)
        if known and known[0] not in lexing.KEYWORDS:
            self.position = self.last = known[1]
            return tree.Name(known[0], span=Span(start, known[1]))
        if word:
            if word[0] in lexing.KEYWORDS:
                raise self.unexpected(*_EXPRESSION)
            self.position = self.last = word.end()
            return tree.Name(word[0], span=Span(start, word.end()))
        return self._sign(start)

    def known_name(self) -> tuple[str, int] | None:
        """The longest name, in scope or built in, that stands here."""
        mine = self.names.match(self.original, self.position, self.end)
        builtin = BUILTIN_NAMES.match(self.text, self.position, self.end)
        return builtin if builtin and (mine is None or builtin[1] > mine[1]) else mine

    def _sign(self, start: int) -> Node:
        sign = self.text[start] if start < self.end else ""
        if sign.isdigit() or (sign == "." and self.text[start + 1 : start + 2].isdigit()):
            return self.number(start)
        if sign == '"' or (sign == "“" and self.dialect.full_width):
            return tree.String(self.string(), span=self.span(start))
        if sign == "⟨" and not self.dialect.assumed:
            raise self.unexpected(*_EXPRESSION)
        read = _SIGNS.get(sign)
        if read is None:
            raise self.unexpected(*_EXPRESSION)
        self.position = self.last = start + 1
        return read(self, start)

    # --- signs that begin an expression -------------------------------------------------------------------------------

    def negation(self, start: int) -> Node:
        if lexing.NUMBER.match(self.text, self.position, self.end):
            return self.number(start, negative=True)
        return tree.Negate(self.expression(NEGATE), span=self.span(start))

    def tested_input(self, start: int) -> Node:
        return tree.Name("?", span=self.span(start))

    def at_literal(self, start: int) -> Node:
        if not self.at('"'):
            raise self.unexpected("string")
        return tree.AtLiteral(self.string(), span=self.span(start))

    def assumed(self, start: int) -> Node:
        value = self.expression()
        self.expect("⟩")
        return tree.Assumed(value, span=self.span(start))

    def parenthesis(self, start: int) -> Node:
        comparison = self.comparison_sign()
        if comparison:
            end = self.expression(ADD)
            self.expect(")")
            return self.open_range(comparison, end, start)
        inner = self.free(self.expression)
        if self.at(".."):
            return self.range_from(inner, False, start)
        self.expect(")")
        return inner

    def bracket(self, start: int) -> Node:
        if self.take("]"):
            return tree.ListLiteral((), span=self.span(start))
        first = self.free(self.expression)
        if self.at(".."):
            return self.range_from(first, True, start)
        items = [first]
        while self.take(","):
            items.append(self.free(self.expression))
        self.expect("]", "','")
        return tree.ListLiteral(tuple(items), span=self.span(start))

    def reversed_bracket(self, start: int) -> Node:
        low = self.free(self.expression)
        if not self.at(".."):
            raise self.unexpected("'..'")
        return self.range_from(low, False, start)

    def range_from(self, low: Node, low_closed: bool, start: int) -> Node:
        self.expect("..")
        self._closing_ranges += 1
        high = self.expression()
        self._closing_ranges -= 1
        closed = self.expect("]", ")", "[") == "]"
        return tree.Range(low, high, low_closed, closed, span=self.span(start))

    def open_range(self, op: str, end: Node, start: int) -> Node:
        """`(> 5)` as a value."""
        span = self.span(start)
        match op:
            case "<" | "<=":
                return tree.Range(None, end, False, op == "<=", span=span)
            case ">" | ">=":
                return tree.Range(end, None, op == ">=", False, span=span)
            case "=":
                return tree.Range(end, end, True, True, "=", span=span)
        return tree.OtherThan(end, span=span)

    def free(self, read: Callable[[], Node]) -> Node:
        """Reads what stands inside brackets, where a `[` is a filter again."""
        ranges, self._closing_ranges = self._closing_ranges, 0
        node = read()
        self._closing_ranges = ranges
        return node

    def context(self, start: int) -> Node:
        entries: list[tuple[str, Node]] = []
        outer = self.names
        while not self.at("}"):
            key = self.key()
            value = self.free(self.expression)
            entries.append((key, value))
            self.names = self.names.child({key: infer(value, self.names)[0]})
            if not self.take(","):
                break
        self.names = outer
        self.expect("}", "','")
        return tree.ContextLiteral(tuple(entries), span=self.span(start))

    def key(self) -> str:
        """The key of an entry, and the colon after it."""
        self.skip()
        if self.text[self.position : self.position + 1] in ('"', "“"):
            key = self.string()
            self.expect(":")
            return key
        found = lexing.KEY.match(self.text, self.position, self.end)
        if found is None:
            raise self.unexpected("key ':'")
        self.position = self.last = found.end()
        return " ".join(found[1].split())

    # --- words that begin an expression -------------------------------------------------------------------------------

    def true(self, start: int) -> Node:
        return tree.Boolean(True, span=self.span(start))

    def false(self, start: int) -> Node:
        return tree.Boolean(False, span=self.span(start))

    def null(self, start: int) -> Node:
        return tree.Null(span=self.span(start))

    def conditional(self, start: int) -> Node:
        condition = self.expression()
        self.expect_word("then")
        then = self.expression()
        self.expect_word("else")
        return tree.If(condition, then, self.expression(), span=self.span(start))

    def loop(self, start: int) -> Node:
        outer = self.names
        iterators = self.iterations()
        self.expect_word("return")
        self.names = self.names.child({"partial": types.ListType()})
        body = self.expression()
        self.names = outer
        return tree.For(iterators, body, span=self.span(start))

    def some(self, start: int) -> Node:
        return self.quantified("some", start)

    def every(self, start: int) -> Node:
        return self.quantified("every", start)

    def quantified(self, kind: str, start: int) -> Node:
        outer = self.names
        iterators = self.iterations()
        self.expect_word("satisfies")
        condition = self.expression()
        self.names = outer
        return tree.Quantified("some" if kind == "some" else "every", iterators, condition, span=self.span(start))

    def iterations(self) -> tuple[tree.Iteration, ...]:
        """`x in xs, y in ys`; leaves the variables in scope."""
        iterations: list[tree.Iteration] = []
        while True:
            self.skip()
            start = self.position
            found = lexing.DECLARED_IN.match(self.text, start, self.end)
            if found is None:
                raise self.unexpected("name 'in'")
            self.position = self.last = found.end()
            domain = self.expression()
            end = self.expression() if self.take("..") else None
            name = " ".join(found[1].split())
            iterations.append(tree.Iteration(name, domain, end, span=self.span(start)))
            self.names = self.names.child({name: item_type(infer(domain, self.names)[0])})
            if not self.take(","):
                return tuple(iterations)

    def function(self, start: int) -> Node:
        self.expect("(")
        params: list[str] = []
        written: list[str | None] = []
        scope: dict[str, types.Type] = {}
        while not self.at(")"):
            self.skip()
            found = lexing.PARAMETER.match(self.text, self.position, self.end)
            if found is None:
                raise self.unexpected("name", "')'")
            self.position = self.last = found.end()
            name = " ".join(found[1].split())
            type_, text = self.type_name() if self.take(":") else (types.ANY, None)
            params.append(name)
            written.append(text)
            scope[name] = type_
            if not self.take(","):
                break
        self.expect(")", "','")
        external = self.take_word("external")
        outer, self.names = self.names, self.names.child(scope)
        body = self.expression()
        self.names = outer
        return tree.FunctionLiteral(tuple(params), tuple(written), body, external, span=self.span(start))

    def type_name(self) -> tuple[types.Type, str]:
        """The type that stands here (Any where the name is not one of FEEL's own) and its text."""
        self.skip()
        found = read_type(self.text, self.position, self.end)
        if found is None:
            raise self.unexpected("type")
        text = " ".join(self.text[self.position : found[1]].split())
        self.position = self.last = found[1]
        return found[0] or types.ANY, text

    # --- operators between and after ----------------------------------------------------------------------------------

    def either(self, left: Node, op: str, start: int) -> Node:
        return tree.Or(left, self.expression(AND), span=self.span(start))

    def both(self, left: Node, op: str, start: int) -> Node:
        return tree.And(left, self.expression(COMPARE), span=self.span(start))

    def comparison(self, left: Node, op: str, start: int) -> Node:
        return tree.Comparison(op, left, self.expression(ADD), span=self.span(start))  # type: ignore[arg-type]

    def arithmetic(self, left: Node, op: str, start: int) -> Node:
        return tree.Arithmetic(op, left, self.expression(_INFIX[op][0] + 1), span=self.span(start))  # type: ignore[arg-type]

    def between(self, left: Node, op: str, start: int) -> Node:
        low = self.expression(ADD)
        self.expect_word("and")
        return tree.Between(left, low, self.expression(ADD), span=self.span(start))

    def instance(self, left: Node, op: str, start: int) -> Node:
        self.expect_word("of")
        return tree.InstanceOf(left, self.type_name()[1], span=self.span(start))

    def inside(self, left: Node, op: str, start: int) -> Node:
        """`x in tests`; in parentheses several tests may stand, unless the parentheses are a range's."""
        self.skip()
        before = self.position
        if self.take("("):
            tests = [self.free(self.test)]
            while self.take(","):
                tests.append(self.free(self.test))
            if not self.at(".."):
                self.expect(")", "','")
                return tree.In(left, tuple(tests), span=self.span(start))
            self.position = before
        return tree.In(left, (self.test(ADD),), span=self.span(start))

    def path(self, left: Node, op: str, start: int) -> Node:
        self.skip()
        fields = fields_of(infer(left, self.names)[0])
        found = Names(fields).match(self.original, self.position, self.end) if fields else None
        found = found or PROPERTY_NAMES.match(self.text, self.position, self.end)
        if found is None:
            word = lexing.WORD.match(self.text, self.position, self.end)
            if word is None:
                raise self.unexpected("name")
            found = word[0], word.end()
        self.position = self.last = found[1]
        return tree.Path(left, found[0], span=self.span(start))

    def filter(self, left: Node, op: str, start: int) -> Node:
        item = item_type(infer(left, self.names)[0])
        outer, self.names = self.names, self.names.child({"item": item, **fields_of(item)})
        condition = self.free(self.expression)
        self.names = outer
        self.expect("]")
        return tree.Filter(left, condition, span=self.span(start))

    def call(self, left: Node, op: str, start: int) -> Node:
        args: list[Node] = []
        names: list[str] = []
        while not self.at(")"):
            found = lexing.KEY.match(self.text, self.position, self.end)
            named = found is not None and (bool(names) or not args)
            if found and named:
                names.append(" ".join(found[1].split()))
                self.position = found.end()
            args.append(self.free(self.expression))
            if not self.take(","):
                break
        self.expect(")", "','")
        if names and len(names) != len(args):
            span = self.span(start)
            raise FeelSyntaxError(
                span,
                Text("参数要么都写名称，要么都不写", "either all arguments are named or none is"),
                ("name ':'",),
            )
        return tree.Call(left, tuple(args), tuple(names), span=self.span(start))

    # --- tests --------------------------------------------------------------------------------------------------------

    def comparison_sign(self) -> str | None:
        """Steps over `<`, `>=` and their like."""
        self.skip()
        found = lexing.COMPARISON.match(self.text, self.position, self.end)
        if found is None or (found[0] in "≥≤≠" and not self.dialect.full_width):
            return None
        self.position = self.last = found.end()
        return lexing.operator(found[0])

    def test(self, minimum: int = 0) -> Node:
        """One test: `>= 5`, a value, or a boolean expression that speaks of `?`."""
        self.skip()
        start = self.position
        if self.dialect.assumed and self.at("⟨"):
            assumed = self._assumed_test(start)
            if assumed:
                return assumed
        op = self.comparison_sign()
        if op:
            end = self.expression(ADD)
            return tree.UnaryTest(op, end, span=self.span(start))  # type: ignore[arg-type]
        value = self.expression(minimum)
        speaks_of_input = any(isinstance(node, tree.Name) and node.name == "?" for node in tree.walk(value))
        return value if speaks_of_input else tree.UnaryTest("=", value, span=value.span)

    def _assumed_test(self, start: int) -> Node | None:
        """`⟨>= 5⟩`: the end point is the assumption."""
        self.position += 1
        op = self.comparison_sign()
        if op is None:
            self.position = start
            return None
        end = self.expression(ADD)
        self.expect("⟩")
        return tree.UnaryTest(op, tree.Assumed(end, span=self.span(start)), span=self.span(start))  # type: ignore[arg-type]


def item_type(type_: types.Type) -> types.Type:
    """The type of the items of a list or range; of anything else the type itself, since a value is a list of one."""
    return type_.item if isinstance(type_, types.ListType | types.RangeType) else type_


def fields_of(type_: types.Type) -> Mapping[str, types.Type]:
    """The fields of a context, or of the items of a list."""
    type_ = item_type(type_)
    return dict(type_.fields) if isinstance(type_, types.ContextType) else {}


_Prefix = Callable[[Parser, int], Node]
_Infix = Callable[[Parser, Node, str, int], Node]

_WORDS: dict[str, _Prefix] = {
    "true": Parser.true,
    "false": Parser.false,
    "null": Parser.null,
    "if": Parser.conditional,
    "for": Parser.loop,
    "some": Parser.some,
    "every": Parser.every,
    "function": Parser.function,
}
_SIGNS: dict[str, _Prefix] = {
    "-": Parser.negation,
    "?": Parser.tested_input,
    "@": Parser.at_literal,
    "⟨": Parser.assumed,
    "(": Parser.parenthesis,
    "[": Parser.bracket,
    "]": Parser.reversed_bracket,
    "{": Parser.context,
}
_INFIX: dict[str, tuple[int, _Infix]] = {
    "or": (OR, Parser.either),
    "and": (AND, Parser.both),
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">=", "≥", "≤", "≠"), (COMPARE, Parser.comparison)),
    "between": (COMPARE, Parser.between),
    "in": (COMPARE, Parser.inside),
    "+": (ADD, Parser.arithmetic),
    "-": (ADD, Parser.arithmetic),
    "*": (MULTIPLY, Parser.arithmetic),
    "/": (MULTIPLY, Parser.arithmetic),
    "**": (POWER, Parser.arithmetic),
    "instance": (INSTANCE, Parser.instance),
    ".": (POSTFIX, Parser.path),
    "[": (POSTFIX, Parser.filter),
    "(": (POSTFIX, Parser.call),
}

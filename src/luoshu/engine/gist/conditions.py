"""The conditions of a conclusion, condensed: figures apart, bars together, ways side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from luoshu.engine.conditions import All, Any, Condition, Conditions, each
from luoshu.engine.gist.model import Cluster, Figure, Item, OneOf, Way, Words
from luoshu.engine.gist.values import with_figures
from luoshu.engine.wording import Wording, plain
from luoshu.engine.wording import words as w
from luoshu.engine.wording.literals import literal
from luoshu.engine.wording.sorts import is_literal, unmarked
from luoshu.feel import tree
from luoshu.feel.tree import Node
from luoshu.policy.model import Article, Decision
from luoshu.policy.scope import DecisionRef
from luoshu.problems import Text

_NONE_OF = Text("没有：{}", "none of these: {}")
_AND, _OR = Text("，且", ", and "), Text("，或", ", or ")
_LOOSEST = {">=": min, ">": min, "<=": max, "<": max}
_ROOM = {"zh": 56, "en": 130}  # what is longer than that is said in several lines
_Three = tuple[str, str, str]


class Condenser:
    """`called` names the decisions whose conditions stand in the tree, by the identity of these."""

    def __init__(self, wording: Wording, called: Mapping[int, Decision]) -> None:
        self.wording, self.lang, self.called = wording, wording.lang, called

    def clusters(self, conditions: Conditions) -> tuple[Cluster, ...]:
        """By article, in the order of the document."""
        parts = _without_presence(conditions.parts if isinstance(conditions, All) else (conditions,))
        by_line: dict[int, tuple[Article, list[Conditions]]] = {}
        for part in parts:
            article = next(each(part)).article
            by_line.setdefault(article.line, (article, []))[1].append(part)
        found = [by_line[line] for line in sorted(by_line)]
        return tuple(Cluster(article.title_in(self.lang), tuple(self._items(inner))) for article, inner in found)

    def _items(self, parts: Sequence[Conditions]) -> Iterator[Item]:
        """Figures, words and choices in order; what must not be all together, and comparisons of many by their name."""
        bars = [part for part in parts if isinstance(part, Condition) and _is_bar(part)]
        compared = [part for part in parts if isinstance(part, Condition) and self._compares_facts(part)]
        for part in parts:
            if isinstance(part, Any):
                yield OneOf(w.ANY_OF.say(self.lang), tuple(map(self._way, loosest(part.parts))))
            elif not isinstance(part, Condition):
                yield Words(self.sentence(part))
            elif part in bars and len(bars) > 1:
                if part is bars[0]:
                    yield Words(_NONE_OF.say(self.lang).format(self._listed([self._subject(bar) for bar in bars])))
            elif part in compared and len(same := [other for other in compared if other.decision is part.decision]) > 2:
                if part is same[0]:
                    yield Words(self._label(part.decision, part))
            else:
                three = self._in_three(part)
                yield Figure(*three) if three else Words(self.sentence(part))

    def _listed(self, words: Sequence[str]) -> str:
        return ("、" if self.lang == "zh" else ", ").join(words)

    def _label(self, decision: Decision, condition: Condition) -> str:
        return self.wording.naming.label(decision.name, DecisionRef(condition.policy, decision.name))

    # --- ways ---------------------------------------------------------------------------------------------------------

    def _way(self, part: Conditions) -> Way:
        told = self.sentence(part)
        if len(told) <= _ROOM[self.lang] or not isinstance(part, All):
            return Way(told)
        decision = self.called.get(id(part))
        name = self._label(decision, next(each(part))) if decision else w.ALL_OF.say(self.lang).rstrip("：:")
        more = [
            inner
            for each_part in part.parts
            for inner in (self._alternatives(each_part) if isinstance(each_part, Any) else [self.sentence(each_part)])
        ]
        return Way(name, tuple(more))

    def _alternatives(self, choice: Any) -> list[str]:
        """A choice inside a way: a line each, where one would be long."""
        told = [self.sentence(part) for part in loosest(choice.parts)]
        between = _OR.say(self.lang).strip("，, ") + (" " if self.lang == "en" else "")
        return [told[0], *(f"{between}{each_told}" for each_told in told[1:])]

    def sentence(self, conditions: Conditions) -> str:
        """Conditions as one sentence; what is asked of the same thing is said together."""
        match conditions:
            case Condition():
                return self._single(conditions)
            case All(parts):
                return _AND.say(self.lang).join(self._together(same) for same in self._same(parts))
            case Any(parts):
                told = [self.sentence(part) for part in loosest(parts)]
                if len(told) == 1:
                    return told[0]
                inner = _OR.say(self.lang).join(told)
                return f"（{inner}）" if self.lang == "zh" else f"({inner})"

    def _same(self, parts: Sequence[Conditions]) -> list[list[Conditions]]:
        """The parts, those on the same figure together."""
        found: dict[object, list[Conditions]] = {}
        for part in parts:
            three = self._in_three(part) if isinstance(part, Condition) else None
            found.setdefault(three[0] if three else id(part), []).append(part)
        return list(found.values())

    def _together(self, same: Sequence[Conditions]) -> str:
        if len(same) == 1:
            return self.sentence(same[0])
        floors_first = sorted((part for part in same if isinstance(part, Condition)), key=lambda part: "<" in part.op)
        threes = [three for part in floors_first if (three := self._in_three(part))]
        ends = [f"{relation}{figure}" for _, relation, figure in threes]
        if self.lang == "zh":
            return threes[0][0] + "、".join(ends)
        return threes[0][0] + ends[0] + "".join(f",{end.removeprefix(':')}" for end in ends[1:])

    # --- single conditions --------------------------------------------------------------------------------------------

    def _single(self, condition: Condition) -> str:
        three = self._in_three(condition)
        if three:
            return "".join(three)
        (have, need), scope = _with_figures(condition), condition.scope
        if condition.op in ("in", "not in"):
            ends = [plain(literal(end, "", scope, self.lang)) for end in condition.among]
            template = w.ONE_OF if condition.op == "in" else w.NONE_OF
            listed = ("" if self.lang == "zh" else ", ").join(ends)
            return template.say(self.lang).format(plain(self.wording.phrase(have, scope)), listed)
        if condition.kind == "boolean":
            no = condition.need == tree.Boolean(False)
            recorded = _recorded(condition)
            if recorded is not None:
                return w.ON_RECORD.say(self.lang).format(plain(self.wording.phrase(recorded, scope)))
            return w.NO_ANSWER.say(self.lang).format(self._subject(condition)) if no else self._subject(condition)
        if need is not None:
            return plain(self.wording.compared(condition.op, have, need, scope))
        return condition.text

    def _subject(self, condition: Condition) -> str:
        """What a yes or no is asked about: by its name where it is all that a decision says."""
        have, decision = condition.written[0], condition.decision
        simple = isinstance(unmarked(have), tree.Name | tree.Path)
        if not simple and decision.formula is not None and unmarked(decision.formula) == unmarked(have):
            return self._label(decision, condition)
        return plain(self.wording.phrase(have, condition.scope))

    def _in_three(self, condition: Condition) -> _Three | None:
        """A condition on a figure that the document writes: what, how, and how much."""
        have, need = _with_figures(condition)
        if need is None or condition.op not in (*_LOOSEST, "="):
            return None
        match condition.kind:
            case "number" if is_literal(need):
                pass
            case "date" if self.wording.span_before_run_date(need, condition.scope) is not None:
                pass
            case "months" | "days":
                pass
            case _:
                return None
        subject, relation, figure = map(plain, self.wording.parts(condition.op, have, need, condition.scope))
        return subject, relation, figure

    def _compares_facts(self, condition: Condition) -> bool:
        """Whether it compares one fact with another."""
        return condition.kind == "number" and condition.written[1] is not None and self._in_three(condition) is None


def loosest(parts: Sequence[Conditions]) -> list[Conditions]:
    """Of conditions on the same figure that any one of will do, only the one most easily met."""
    best: dict[object, Conditions] = {}
    for part in parts:
        bound = _bound(part)
        key = (part.have, part.op) if isinstance(part, Condition) and bound is not None else id(part)
        before = _bound(best[key]) if key in best else None
        if before is None or (bound is not None and isinstance(part, Condition) and _is_looser(part.op, bound, before)):
            best[key] = part
    return list(best.values())


def _is_looser(op: str, bound: Decimal, before: Decimal) -> bool:
    return _LOOSEST[op](bound, before) == bound


def _bound(part: Conditions) -> Decimal | None:
    """The number that a condition draws its line at."""
    if isinstance(part, Condition) and part.op in _LOOSEST and isinstance(part.need, tree.Number):
        return part.need.value
    return None


def _with_figures(condition: Condition) -> tuple[Node, Node | None]:
    """What is compared, and with what: where that is a parameter, with its figure."""
    have, need = condition.written
    return have, with_figures(need, condition.scope) if need is not None else None


def _without_presence(parts: Sequence[Conditions]) -> list[Conditions]:
    """Without those that only ask that something be on record of which another asks more."""
    asked = [part.have for part in parts if isinstance(part, Condition) and _recorded(part) is None]
    named = {inner for have in asked for inner in tree.walk(have) if isinstance(inner, tree.Name | tree.Path)}
    return [part for part in parts if not isinstance(part, Condition) or _recorded(part) not in named]


def _recorded(condition: Condition) -> Node | None:
    """What must be on record, where a condition asks for no more."""
    match unmarked(condition.have):
        case tree.Comparison("=", left, right) if condition.need == tree.Boolean(False):
            return unmarked(left) if isinstance(unmarked(right), tree.Null) else None
    return None


def _is_bar(condition: Condition) -> bool:
    """Whether it is a thing that must not be: no accident, not on a list."""
    have = unmarked(condition.written[0])
    is_no = condition.kind == "boolean" and condition.need == tree.Boolean(False)
    return is_no and isinstance(have, tree.Name | tree.Path)

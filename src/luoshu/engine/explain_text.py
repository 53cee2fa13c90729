"""An explanation as a tree on the screen."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from luoshu.engine import gap_words as words
from luoshu.engine.entitlements import Entitlement
from luoshu.engine.explanation import (
    DatePart,
    DecisionPart,
    Explained,
    Explanation,
    FactPart,
    ParameterPart,
    Part,
    RowPart,
    SelectionPart,
    Way,
)
from luoshu.engine.figures import FAILED, MISSING, MONEY, NO, UNKNOWN, YES, in_brackets, show, show_date, unit_of_fact
from luoshu.engine.flips import Flip, Settling
from luoshu.engine.labels import decision_label, fact_label, label_of, named
from luoshu.engine.standing_text import standing_lines
from luoshu.facts.vocabulary import Fact, Record
from luoshu.policy.model import Policy, Stacking
from luoshu.problems import Lang

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.tree import Tree

MOST_ITEMS_SHOWN = 8
_STYLES = {True: "green", False: "red", None: "yellow"}


def as_text(explanation: Explanation, lang: Lang, width: int) -> str:
    from rich.console import Console

    out = io.StringIO()
    print_to(Console(file=out, width=width, color_system=None), explanation, lang)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def print_to(console: Console, explanation: Explanation, lang: Lang) -> None:
    for renderable in renderables(explanation, lang):
        console.print(renderable, highlight=False)


def renderables(explanation: Explanation, lang: Lang) -> Iterator[RenderableType]:
    """What is to be printed, one thing below the other."""
    from rich.text import Text as Line

    writer = _Writer(lang)
    policy = explanation.policy
    number = in_brackets(policy.number, lang)
    yield Line(f"{policy.title.say(lang)}{number}", style="bold")
    yield Line(
        f"{explanation.entity} {explanation.identifier}  ·  "
        f"{writer.say('评价日期', 'as of')} {show_date(explanation.on, lang)}"
    )
    if explanation.entitlements:
        yield ""
        yield from writer.due(explanation)
    for explained in explanation.decisions:
        yield ""
        yield writer.tree(explained.part)
        yield from writer.answer(explained)
    for standing in explanation.standing:
        yield ""
        yield from standing_lines(standing, policy, lang)
    if any(each.deductions or (each.shared and not each.left_out) for each in explanation.entitlements):
        yield ""
        yield from writer.deductions(explanation)


class _Writer:
    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang

    def say(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    def show(self, value: Any, unit: str = "", beside: Any = None) -> str:
        return show(value, unit, self.lang, beside)

    # --- the tree -----------------------------------------------------------------------------------------------------

    def tree(self, part: DecisionPart) -> Tree:
        from rich.tree import Tree

        tree = Tree(self.decision(part), guide_style="dim")
        self.fill(tree, part)
        return tree

    def fill(self, tree: Tree, part: DecisionPart) -> None:
        for inner in part.parts:
            if isinstance(inner, DecisionPart):
                branch = tree.add(self.decision(inner))
                self.fill(branch, inner)
            else:
                tree.add(self.leaf(inner))

    def decision(self, part: DecisionPart) -> RenderableType:
        """A decision's value and article; below it what was written, and what of it applied."""
        from rich.console import Group
        from rich.text import Text as Line

        head = Line.assemble(
            (_mark(part.value), _style(part.value)),
            " ",
            (decision_label(part.decision).say(self.lang), "bold"),
            self.colon,
            (self.decided(part), _style(part.value)),
        )
        if part.again:
            head.append(self.say("  （见上）", "  (see above)"), "dim")
            return head
        article, line = part.decision.article.say(self.lang), part.decision.place.line
        head.append(self.say(f"  〔{article}，第 {line} 行〕", f"  [{article}, line {line}]"), "dim")
        if part.decision.assumed:
            head.append(self.say("  含假设", "  rests on an assumption"), "yellow")
        lines: list[RenderableType] = [head]
        lines += [Line(line, "dim") for line in self.below(part)]
        return Group(*lines)

    def below(self, part: DecisionPart) -> Iterator[str]:
        if part.decision.text:
            yield "= " + " ".join(part.decision.text.split())
        for each in part.inputs:
            value = UNKNOWN.say(self.lang) if each.value is None else self.show(each.value, each.unit)
            yield f"{each.text} = {value}"
        for row in part.rows:
            if row.decisive or not row.hit or not any(other.decisive for other in part.rows):
                yield self.row(row)
        for selection in part.selections:
            yield from self.selection(selection, part.policy)
        for cause in part.causes:
            yield self.say("算不出：", "no result: ") + cause.say(self.lang)

    def row(self, row: RowPart) -> str:
        tests = ", ".join(f"{header}: {text}" for header, text in row.tests) or self.say("其余", "otherwise")
        state = self.say("命中", "hits") if row.hit else self.say("不能判断是否命中", "may hit, cannot tell")
        notes = "".join(in_brackets(note, self.lang) for note in row.notes if note)
        number = self.say(f"第 {row.number} 行", f"row {row.number}")
        return f"{'→' if row.decisive else ' '} {number} {state}{self.colon}{tests} → {row.output}{notes}"

    def selection(self, selection: SelectionPart, policy: Policy) -> Iterator[str]:
        met = sum(1 for _, meets in selection.items if meets)
        label = fact_label(selection.list, policy)
        of = self.say(
            f"{label.zh}：{len(selection.items)} 项中 {met} 项符合 {selection.text}",
            f"{label.en}: {met} of {len(selection.items)} meet {selection.text}",
        )
        yield of
        list_ = policy.fact(selection.list)
        record = policy.vocabulary.records.get(list_.target) if list_ else None
        for item, meets in selection.items[:MOST_ITEMS_SHOWN]:
            yield f"  {_mark(meets)} {self.item(item, record)}"
        if len(selection.items) > MOST_ITEMS_SHOWN:
            more = len(selection.items) - MOST_ITEMS_SHOWN
            yield self.say(f"  … 另有 {more} 项", f"  … and {more} more")

    def item(self, item: Any, record: Record | None = None) -> str:
        units = {name: unit_of_fact(fact) for name, fact in record.facts.items()} if record else {}
        told = [f"{name} {self.show(value, units.get(name, ''))}" for name, value in item.items()]
        return self.say("，", ", ").join(told)

    def leaf(self, part: Part) -> RenderableType:
        from rich.text import Text as Line

        match part:
            case FactPart():
                return self.fact(part)
            case ParameterPart(name, parameter, value, unit, english):
                line = Line.assemble("· ", named(name, english).say(self.lang), self.colon, self.show(value, unit))
                if parameter is not None and parameter.assumed:
                    source = parameter.source.strip("⟨⟩ ")
                    zh, en = f"  假设，{source or '无出处'}", f"  assumed, {source or 'no source'}"
                    line.append(self.say(zh, en), "yellow")
                elif parameter is not None:
                    line.append(f"  {parameter.source}", "dim")
                return line
            case DatePart(value):
                return Line.assemble(
                    "· ", self.say("评价日期", "assessment date (评价日期)"), self.colon, self.show(value)
                )
        raise TypeError(part)

    def fact(self, part: FactPart) -> RenderableType:
        from rich.text import Text as Line

        line = Line.assemble("· ", self.fact_name(part.fact, part.year), self.colon)
        if part.taken:
            value = self.show(part.value, part.unit)
            line.append(self.say(f"按“{value}”处理：没有记录", f"taken as {value}: nothing on record"), "yellow")
        elif part.value is None:
            line.append(MISSING.say(self.lang), "yellow")
        else:
            line.append(self.show(part.value, part.unit))
        if part.fact.note and not part.again:
            line.append(f"  {part.fact.note}", "dim")
        return line

    def fact_name(self, fact: Fact, year: int | None) -> str:
        name = named(fact.name, fact.english).say(self.lang)
        return name if year is None else name + self.say(f" {year} 年", f" {year}")

    @property
    def colon(self) -> str:
        return self.say("：", ": ")

    def decided(self, part: DecisionPart) -> str:
        if part.value is not None:
            return self.show(part.value, part.unit)
        if part.missing:
            facts = [fact_label(fact, part.policy).say(self.lang) for fact in part.missing]
            return UNKNOWN.say(self.lang) + self.say("，缺少", ", missing: ") + self.say("、", ", ").join(facts)
        return FAILED.say(self.lang)

    # --- what is lacking ----------------------------------------------------------------------------------------------

    def answer(self, explained: Explained) -> Iterator[RenderableType]:
        name = decision_label(explained.part.decision).say(self.lang)
        if explained.way is not None and (explained.way.failing or explained.way.unknown):
            yield ""
            yield from self.way(explained.way, name)
        if explained.settling:
            yield ""
            yield from self.settling(explained.settling, name, explained.part.policy)
        if explained.flip is not None:
            yield ""
            yield from self.flip(explained.flip, name)
        elif explained.part.value is False:
            yield ""
            yield self.say(
                "改动任何单独一项数据，结论都不会变。", "No change of a single fact was found that turns the decision."
            )

    # --- what it may have ---------------------------------------------------------------------------------------------

    def due(self, explanation: Explanation) -> Iterator[RenderableType]:
        """The answer first: how many benefits are due, and of each how much."""
        from rich.text import Text as Line

        given = explanation.entitlements
        asked = len(given) == 1  # of one alone also that it is not due
        told = [each for each in given if each.entitled is not False or each.deductions or asked]
        if len(given) > 1:
            yield Line(self.how_many(given), "bold")
        for each in told:
            yield Line.assemble(
                "  ", (_mark(each.entitled), _style(each.entitled)), " ", *self.entitlement(each, explanation.policy)
            )

    def how_many(self, given: Sequence[Entitlement]) -> str:
        due = sum(1 for each in given if each.entitled and each.payable != 0 and not _is_open(each))
        open_ = sum(1 for each in given if _is_open(each))
        zh = f"可得 {due} 项支持" if due else "没有可得的支持" if not open_ else "还不能说可得哪项支持"
        en = f"{due} benefit{'s are' if due > 1 else ' is'} due" if due else "No benefit is due"
        if open_:
            zh, en = f"{zh}，{open_} 项不能判断", f"{en}, {open_} cannot be told"
        return self.say(zh, en)

    def deductions(self, explanation: Explanation) -> Iterator[RenderableType]:
        from rich.text import Text as Line

        yield Line(self.say("扣减", "Deductions"), "bold")
        for given in explanation.entitlements:
            if not given.deductions and not given.shared:
                continue
            yield Line("  " + label_of(given.benefit.name, explanation.policy).say(self.lang))
            for each in given.deductions:
                taken = f"−{self.show(each.amount, MONEY)} " if each.amount is not None else ""
                where = self.say(f"  〔第 {each.rule.line} 行〕", f"  [line {each.rule.line}]")
                rule = label_of(each.rule.name, explanation.policy).say(self.lang)
                yield Line.assemble("      ", taken, rule, self.colon, each.reason.say(self.lang), (where, "dim"))
            taking = [each.rule for each in given.deductions]
            for shared in given.shared:
                if shared not in taking:
                    yield Line(self.shared(shared, given, explanation.policy), "dim")

    def shared(self, rule: Stacking, given: Entitlement, policy: Policy) -> str:
        """Of a cap that several share, and that took nothing away."""
        name, per = label_of(rule.name, policy), fact_label(rule.per or "", policy)
        if given.left_out:
            zh, en = "数据太多，这里没有算；应付多少以测算（run）为准", "too many to work out here: a run deducts it"
        elif given.entitled is None or given.between is not None or given.payable is None:
            zh, en = "不能判断扣多少", "what it deducts cannot be told"
        else:
            zh, en = "没有扣减", "nothing is deducted"
        return self.say(f"      {name.zh}：按“{per.zh}”合并计算，{zh}", f"      {name.en}: shared by {per.en}; {en}")

    def entitlement(self, given: Entitlement, policy: Policy) -> Iterator[str | tuple[str, str]]:
        """`甲补：应得 80 元，应付 60 元，专项，至 2025 年 12 月 31 日`."""
        benefit = given.benefit
        yield label_of(benefit.name, policy).say(self.lang)
        yield self.colon
        told = []
        if given.entitled is None:
            told.append(UNKNOWN.say(self.lang))
        elif given.entitled is False:
            barred = bool(given.deductions)  # by a rule, of a benefit in kind
            told.append(self.say("不能享受", "not to be had") if barred else self.say("不符合条件", "not entitled"))
        elif benefit.amount:
            told.append(self.amounts(given, policy))
        elif benefit.relief:
            told.append(self.say("免", "free of ") + self.say("、", ", ").join(benefit.relief))
        if benefit.fund and given.entitled is not False:
            told.append(benefit.fund)
        if given.until:
            told.append(self.say(f"至 {show_date(given.until, 'zh')}", f"until {show_date(given.until, 'en')}"))
        yield self.say("，", ", ").join(told)

    def amounts(self, given: Entitlement, policy: Policy) -> str:
        """What one is entitled to, and what of it is payable."""
        entitled = UNKNOWN.say(self.lang) if given.amount is None else self.show(given.amount, MONEY)
        payable = UNKNOWN.say(self.lang) if given.payable is None else self.show(given.payable, MONEY)
        if given.between is not None:
            payable = self.between(given, policy)
        elif given.payable is None and given.missing:
            payable += self.lacking(given.missing, policy)
        if (given.benefit.payable and given.deductions) or given.between is not None:
            return self.say(f"应得 {entitled}，应付 {payable}", f"{entitled}, of which {payable} payable")
        return payable

    def between(self, given: Entitlement, policy: Policy) -> str:
        assert given.between is not None
        least, most = (self.show(each, MONEY) if each is not None else "?" for each in given.between)
        told = self.say(f"{least} 至 {most}", f"{least} to {most}")
        if given.left_out:
            rules = self.say("、", ", ").join(label_of(rule.name, policy).say(self.lang) for rule in given.shared)
            return told + self.say(
                f"（“{rules}”合并扣减，数据太多，以测算为准）", f" (a run deducts {rules}: too many to work out here)"
            )
        return told + self.lacking(given.missing, policy)

    def lacking(self, missing: Sequence[str], policy: Policy) -> str:
        facts = self.say("、", ", ").join(fact_label(fact, policy).say(self.lang) for fact in missing)
        return self.say(f"（不能判断，缺少：{facts}）", f" (cannot be told, missing: {facts})")

    def way(self, way: Way, name: str) -> Iterator[RenderableType]:
        from rich.text import Text as Line

        if way.failing:
            count = len(way.failing)
            many = "s fail" if count > 1 else " fails"
            yield Line(
                self.say(
                    f"离“{name}”最近的路还差 {count} 项：", f"On the nearest way to {name}, {count} condition{many}:"
                ),
                "bold",
            )
            for gap in way.failing:
                yield Line.assemble("  ", (_mark(False), _STYLES[False]), " ", words.with_article(gap, self.lang))
        if way.unknown:
            count = len(way.unknown)
            yield Line(
                self.say(
                    f"还有 {count} 项不能判断：",
                    f"{count} more cannot be told:" if way.failing else f"{count} cannot be told:",
                ),
                "bold",
            )
            for gap in way.unknown:
                yield Line.assemble("  ", (_mark(None), _STYLES[None]), " ", gap.text, words.where(gap, self.lang))
        if way.cut:
            yield Line(f"  {words.cut(way.cut).say(self.lang)}", "dim")

    def flip(self, flip: Flip, name: str) -> Iterator[RenderableType]:
        from rich.text import Text as Line

        result = (YES if flip.result else NO).say(self.lang)
        yield Line(
            self.say(
                f"改动最小的一项，能使“{name}”变为{result}：",
                f"The smallest single change that turns {name} to {result}:",
            ),
            "bold",
        )
        fact = self.fact_name(flip.fact, None)
        if flip.years:
            fact += self.say(f"（前 {flip.years} 年）", f" ({flip.years} year{'s' if flip.years > 1 else ''} before)")
        if flip.added:
            count = len(flip.added)
            item = self.item(flip.added[0])
            yield Line("  " + self.say(f"{fact}：增加 {count} 项（{item}）", f"{fact}: {count} more ({item})"))
            return
        unit = unit_of_fact(flip.fact)
        old, new = self.show(flip.old, unit, flip.new), self.show(flip.new, unit, flip.old)
        yield Line(f"  {fact}{self.colon}{old} → {new}")

    def settling(self, settling: Sequence[Settling], name: str, policy: Policy) -> Iterator[RenderableType]:
        from rich.text import Text as Line

        yield Line(self.say(f"补上这些数据，就能判断“{name}”：", f"These facts would settle {name}:"), "bold")
        for each in settling:
            line = f"  ? {fact_label(each.name, policy).say(self.lang)}"
            if each.outcomes:
                line += self.colon + self.outcomes(each)
            yield Line(line)

    def outcomes(self, settling: Settling) -> str:
        states = {True: YES.say(self.lang), False: NO.say(self.lang), None: UNKNOWN.say(self.lang)}
        results = {result for _, result in settling.outcomes}
        if len(results) == 1:
            only = states[results.pop()]
            return self.say(f"不论是什么，结论都是“{only}”", f"whatever it is, {only}")
        fact = settling.fact
        unit = unit_of_fact(fact) if fact is not None else ""
        ordered = not isinstance(settling.outcomes[0][0], bool | str)
        told = []
        for value, result in settling.outcomes:
            start = (
                self.say(f"{self.show(value, unit)} 起", f"from {self.show(value, unit)}")
                if ordered
                else self.show(value, unit)
            )
            told.append(f"{start} → {states[result]}")
        return self.say("；", "; ").join(told)


def _is_open(given: Entitlement) -> bool:
    """Whether it cannot be told if, or how much of, a benefit is due."""
    return given.entitled is None or bool(given.entitled and given.benefit.amount and given.payable is None)


def _mark(value: Any) -> str:
    """Yes, no and cannot tell have a shape each, not only a colour; other values a point."""
    return {True: "●", False: "○", None: "◐"}[value] if value is None or isinstance(value, bool) else "·"


def _style(value: Any) -> str:
    return _STYLES[value] if value is None or isinstance(value, bool) else ""

"""What a document gives and how titles follow each other: benefits, ladders, and the tables that others carry out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from luoshu.engine.figures import MONEY, show_duration
from luoshu.engine.page.parts import BenefitPanel, LadderFigure, PlainTable, Property, RungStep
from luoshu.engine.page.prose import phrase_of
from luoshu.engine.wording import Formula, Wording
from luoshu.engine.wording.naming import anchor
from luoshu.engine.wording.phrases import assumed, assumed_line
from luoshu.engine.wording.phrases import words as said
from luoshu.engine.wording.quantities import quantities
from luoshu.feel.tree import Node
from luoshu.feel.values import Months
from luoshu.policy.forms.budget import COLUMNS as BUDGET
from luoshu.policy.forms.targets import COLUMNS as TARGETS
from luoshu.policy.forms.weights import COLUMNS as WEIGHTS
from luoshu.policy.keywords import FORMS, Form
from luoshu.policy.markdown import Grid
from luoshu.policy.model import Benefit, Decision, Instrument, Ladder, Policy, Stacking
from luoshu.policy.properties import PROPERTIES, ValueKind
from luoshu.policy.properties import Property as Known
from luoshu.policy.scope import DecisionRef, Scope
from luoshu.policy.terms import Term, TermUnit, read_term
from luoshu.problems import Lang, Text

WORDS: Mapping[str, Text] = {
    "who": Text("谁", "Who"),
    "amount": Text("多少", "How much"),
    "fund": Text("谁出资", "Paid by"),
    "relief": Text("免收", "Waived"),
    "until": Text("到什么时候", "Until when"),
    "rhythm": Text("多久一次", "How often"),
    "way": Text("怎么办", "How to get it"),
    "publication": Text("公示", "Published for"),
    "recovery": Text("追回", "Taken back"),
    "stacking": Text("叠加", "Beside others"),
    "basis": Text("依据", "Basis"),
    "note": Text("说明", "Note"),
}
# What the words of choices mean to people.
_CHOICES: Mapping[str, Text] = {
    "automatic": Text("免申即享：不用申请", "Automatic: there is nothing to apply for"),
    "applied": Text("需要申请", "To be applied for"),
    "once": Text("一次", "once"),
    "month": Text("每月", "every month"),
    "quarter": Text("每季度", "every quarter"),
    "half-year": Text("每半年", "every half-year"),
    "year": Text("每年", "every year"),
    "highest": Text("就高：只给最高的一项", "only the highest is given"),
    "top-up": Text("补足：只补与前面各项的差额", "only what exceeds those before is added"),
    "add": Text("累加：合计不超过限额", "they add up, together no more than the cap"),
    "exclusive": Text("互斥：只能享受一项", "only one may be had"),
    "principal": Text("本金", "principal"),
    "principal and interest": Text("本息", "principal and interest"),
    "mean": Text("平均", "the mean"),
    "trimmed mean": Text("去掉一个最高分和一个最低分后取平均", "the mean without the highest and the lowest"),
    "median": Text("中位数", "the median"),
}


_COMMA = re.compile(r"\s*[,，]\s*")


@dataclass(frozen=True, slots=True)
class Written:
    """A table of properties as it stands in the document; by property, the decisions made of its cells, and the
    values of cells that are no expression."""

    form: Form
    name: str
    properties: Mapping[str, str]
    decisions: Mapping[str, str]
    values: Mapping[str, object] = field(default_factory=dict)


def _as_written(node: Node, _: Scope) -> Node:
    return node


def of_benefit(benefit: Benefit) -> Written:
    made = {"who": benefit.who, "amount": benefit.amount, "until": benefit.until}
    return Written(Form.BENEFIT, benefit.name, benefit.properties, {key: name for key, name in made.items() if name})


def of_stacking(rule: Stacking) -> Written:
    made = {"cap": rule.cap, "had": rule.had, "choice": rule.choice, "order": rule.order}
    return Written(Form.STACKING, rule.name, rule.properties, {key: name for key, name in made.items() if name})


def of_instrument(instrument: Instrument) -> Written:
    form = FORMS[instrument.keyword]
    return Written(form, instrument.name, instrument.properties, instrument.decisions, instrument.values)


def panel(
    written: Written, policy: Policy, wording: Wording, shown: Callable[[Node, Scope], Node] = _as_written
) -> BenefitPanel:
    """The properties in the order of the questions that people ask, where they are a benefit's. `shown` is the form in
    which expressions are said."""
    known = {name: each for each in PROPERTIES[written.form] for name in each.names}
    rows = {known[word].key: (known[word], word, text) for word, text in written.properties.items()}
    keys = [key for key in WORDS if key in rows] if written.form is Form.BENEFIT else list(rows)
    told = []
    for key in keys:
        each, word, text = rows[key]
        asked = WORDS[key].say(wording.lang) if written.form is Form.BENEFIT else ""
        said_word = asked or (word if wording.lang == "zh" else capital(each.names[-1]))
        decision = policy.decisions.get(written.decisions.get(key, ""))
        where = wording.naming.anchor(DecisionRef(policy, decision.name)) if decision else ""
        scope = wording.scope(policy)
        value = quantities(written.values.get(key), key, wording, scope, shown)
        if value is not None:
            value = assumed_line(value) if text.startswith("⟨") and text.endswith("⟩") else value
        told.append(Property(said_word, value or _value(each, text, decision, scope, wording, shown), where, key))
    name = policy.labels.get(written.name, written.name) if wording.lang == "en" else written.name
    return BenefitPanel(said(name), tuple(told), anchor("benefit", written.name))


def _value(
    known: Known,
    text: str,
    decision: Decision | None,
    scope: Scope,
    wording: Wording,
    shown: Callable[[Node, Scope], Node],
) -> Formula:
    """What a row says: an expression in words, one of a list, a term, or as it is written."""
    if decision is not None and decision.formula is not None:
        unit = MONEY if known.kind is ValueKind.AMOUNT else ""
        return wording.formula(shown(decision.formula, scope), scope, unit)
    if known.kind is ValueKind.TEXTS and wording.lang == "zh":
        text = _COMMA.sub("、", text)
    plain = text.strip("⟨⟩ ")
    choice = _CHOICES.get((known.choices or {}).get(plain, ""))
    term = read_term(plain)
    if choice is None and term is None:
        return phrase_of(text)
    value = said(choice.say(wording.lang) if choice else term_in_words(term, wording.lang) if term else "")
    return assumed(value) if "⟨" in text else value


def capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def term_in_words(term: Term, lang: Lang) -> str:
    """`3 年`, `30 天`, `5 个工作日`."""
    if term.unit is TermUnit.WORKING_DAY:
        return f"{term.count} 个工作日" if lang == "zh" else f"{term.count} working day{'' if term.count == 1 else 's'}"
    if term.unit is TermUnit.DAY:
        return show_duration(timedelta(days=term.count), lang)
    return show_duration(Months(term.count * (12 if term.unit is TermUnit.YEAR else 1)), lang)


def ladder_figure(ladder: Ladder, policy: Policy, wording: Wording) -> LadderFigure:
    scope, lang = wording.scope(policy), wording.lang

    def label(name: str) -> str:
        return policy.labels.get(name, name) if lang == "en" else name

    rungs = []
    for rung in ladder.rungs:
        condition = wording.naming.name(rung.condition, scope.resolve(rung.condition)) if rung.condition else ()
        term = read_term(rung.valid) if rung.valid else None
        rungs.append(
            RungStep(
                said(label(rung.name)),
                rung.title or "",
                condition,
                term_in_words(term, lang) if term else "",
                rung.assumed,
            )
        )
    return LadderFigure(said(label(ladder.name)), tuple(rungs))


def listed(grid: Grid, anchors: Mapping[int, str], lang: Lang) -> PlainTable:
    """A table of targets, weights or budgets as it is written, its columns named in the page's language. Under the
    keyword there is nothing; `anchors` are of rows, by line."""
    columns = {name.lower(): column for column in (*BUDGET, *TARGETS, *WEIGHTS) for name in column.names}
    heads = [cell.text for cell in grid.header.cells[1:]]
    if lang == "en":
        heads = [capital(columns[head.lower()].names[-1]) if head.lower() in columns else head for head in heads]
    rows = tuple(tuple(phrase_of(cell.text) for cell in row.cells[1:]) for row in grid.rows)
    return PlainTable(
        tuple(said(head) for head in heads), rows, "", tuple(anchors.get(row.line, "") for row in grid.rows)
    )

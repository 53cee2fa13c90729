"""What a document gives and how titles follow each other: benefits, ladders, and the tables that others carry out."""

from __future__ import annotations

from collections.abc import Mapping

from luoshu.engine.figures import show_duration
from luoshu.engine.page.parts import BenefitPanel, LadderFigure, PlainTable, Property, RungStep
from luoshu.engine.page.prose import phrase_of
from luoshu.engine.wording import Formula, Wording
from luoshu.engine.wording.naming import anchor
from luoshu.engine.wording.phrases import assumed, has_chinese
from luoshu.engine.wording.phrases import words as said
from luoshu.feel.values import Months
from luoshu.policy.model import Benefit, KeptTable, Ladder, Policy
from luoshu.policy.properties import BENEFIT
from luoshu.policy.properties import Property as Known
from luoshu.policy.scope import DecisionRef
from luoshu.policy.terms import Term, TermUnit, read_term
from luoshu.problems import Lang, Text

_KNOWN: Mapping[str, Known] = {name: known for known in BENEFIT for name in known.names}
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
WAYS: Mapping[str, Text] = {
    "automatic": Text("免申即享：不用申请", "Automatic: there is nothing to apply for"),
    "applied": Text("需要申请", "To be applied for"),
}
RHYTHMS: Mapping[str, Text] = {
    "once": Text("一次", "once"),
    "month": Text("每月", "every month"),
    "quarter": Text("每季度", "every quarter"),
    "half-year": Text("每半年", "every half-year"),
    "year": Text("每年", "every year"),
}


def benefit_panel(benefit: Benefit, policy: Policy, wording: Wording) -> BenefitPanel:
    """The benefit's rows in the order of the questions that people ask."""
    by_key = {_KNOWN[word].key: (word, text) for word, text in benefit.properties.items()}
    rows = [
        Property(
            WORDS[key].say(wording.lang),
            value_of(benefit, key, by_key[key][1], policy, wording),
            _anchor(benefit, key, wording, policy),
        )
        for key in WORDS
        if key in by_key
    ]
    name = policy.labels.get(benefit.name, benefit.name) if wording.lang == "en" else benefit.name
    return BenefitPanel(said(name), tuple(rows), anchor("benefit", benefit.name))


def value_of(benefit: Benefit, key: str, text: str, policy: Policy, wording: Wording) -> Formula:
    """What a row of a benefit says."""
    decision = policy.decisions.get(
        {"who": benefit.who, "amount": benefit.amount, "until": benefit.until}.get(key) or ""
    )
    if decision is not None and decision.formula is not None:
        return wording.formula(decision.formula, wording.scope(policy), "元" if key == "amount" else "")
    plain, is_assumed = text.strip("⟨⟩ "), "⟨" in text
    words = _KNOWN[next(word for word in benefit.properties if _KNOWN[word].key == key)].choices or {}
    choice = (WAYS if key == "way" else RHYTHMS).get(words.get(plain, ""))
    term = read_term(plain)
    if choice is not None:
        value: Formula = said(choice.say(wording.lang))
    elif term is not None:
        value = said(term_in_words(term, wording.lang))
    else:
        return phrase_of(text)
    return assumed(value) if is_assumed else value


def _anchor(benefit: Benefit, key: str, wording: Wording, policy: Policy) -> str:
    name = {"who": benefit.who, "amount": benefit.amount, "until": benefit.until}.get(key)
    return wording.naming.anchor(DecisionRef(policy, name)) if name else ""


def term_in_words(term: Term, lang: Lang) -> str:
    """`3 年`, `30 天`, `5 个工作日`."""
    if term.unit is TermUnit.WORKING_DAY:
        return f"{term.count} 个工作日" if lang == "zh" else f"{term.count} working day{'' if term.count == 1 else 's'}"
    if term.unit is TermUnit.DAY:
        return f"{term.count} 天" if lang == "zh" else f"{term.count} day{'' if term.count == 1 else 's'}"
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


def kept_table(table: KeptTable) -> PlainTable:
    """A table that other parts of the house carry out, as it is written."""
    rows = tuple(tuple(phrase_of(cell) for cell in row) for row in table.rows)
    if len(table.header) == 2:  # property and value; the second header is the name
        return PlainTable((), rows, table.header[1])
    return PlainTable(
        tuple(phrase_of(cell) for cell in table.header[1:]), tuple(row[1:] for row in rows), table.keyword
    )


def is_foreign(text: str, lang: Lang) -> bool:
    return lang == "en" and has_chinese(text)

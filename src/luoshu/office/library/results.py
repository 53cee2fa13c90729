"""What the calculator says of each outcome: a word and a shape, what it gives, why, and the nearest way to yes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from luoshu.engine.entitlements import entitlements
from luoshu.engine.explain import Explainer
from luoshu.engine.explanation import DatePart, DecisionPart, FactPart, Gap, ParameterPart, Part
from luoshu.engine.figures import FAILED, MONEY, UNKNOWN, show, show_date, unit_of_decision
from luoshu.engine.gap_plain import sentence
from luoshu.engine.labels import article_label, decision_label, fact_label, label_of, named
from luoshu.engine.outcomes import Outcome
from luoshu.engine.questions import Interview, State
from luoshu.office.library.inputs import label_of_fact
from luoshu.policy.model import Policy
from luoshu.policy.scope import Scope
from luoshu.problems import Lang, Text

Answer = Literal["yes", "no", "unknown"]
_MOST_GAPS, _MOST_LACKS = 3, 4
_WORDS: Mapping[Answer, Text] = {
    "yes": Text("可以", "yes"),
    "no": Text("不符合", "no"),
    "unknown": Text("还不能判断", "cannot tell yet"),
}


@dataclass(frozen=True, slots=True)
class Result:
    """One outcome. `answer` is None where it is a value and no yes or no."""

    name: str
    policy: Policy
    label: str
    answer: Answer | None
    word: str
    gives: str = ""
    article: str = ""
    lacks: tuple[str, ...] = ()
    more_lacks: int = 0
    gaps: tuple[str, ...] = ()
    more_gaps: int = 0
    anyway: bool = False
    assumed: bool = False


def results(interview: Interview, state: State, facts: Mapping[str, Any], lang: Lang) -> list[Result]:
    """Yes first, then what cannot be told yet, then no; each in the order of the policies."""
    return [each for (each,) in results_in(interview, state, facts, (lang,))]


def results_in(
    interview: Interview, state: State, facts: Mapping[str, Any], langs: Sequence[Lang]
) -> list[tuple[Result, ...]]:
    """The same in several languages: the nearest way to yes is looked for once."""
    told = []
    for outcome in interview.outcomes:
        failing = _failing(interview, state, facts, outcome)
        told.append(tuple(_result(interview, state, outcome, failing, lang) for lang in langs))
    return sorted(told, key=lambda each: _ORDER[each[0].answer])


def _failing(interview: Interview, state: State, facts: Mapping[str, Any], outcome: Outcome) -> Sequence[Gap]:
    """What lacks where it is a no that another answer would turn."""
    is_no = outcome.yes_or_no and state.value(outcome) is False
    return interview.way(outcome, facts).failing if is_no and outcome.name not in state.anyway else ()


_ORDER: Mapping[Answer | None, int] = {"yes": 0, None: 1, "unknown": 2, "no": 3}


def _result(interview: Interview, state: State, outcome: Outcome, failing: Sequence[Gap], lang: Lang) -> Result:
    policy, decision, value = outcome.policy, outcome.decision, state.value(outcome)
    label = label_of(outcome.benefit.name, policy) if outcome.benefit else decision_label(decision)
    article = outcome.benefit.article if outcome.benefit else decision.article
    plain = Result(
        outcome.name,
        policy,
        label.say(lang),
        None,
        "",
        article=article_label(article).say(lang),
        anyway=outcome.name in state.anyway,
        assumed=decision.assumed,
    )
    if value is None:
        lacks = [each for each in interview.lacks(state.answer, outcome) if each in interview.facts]
        names = [label_of_fact(*interview.facts[name], interview.on).say(lang) for name in lacks]
        word = (_WORDS["unknown"] if lacks else FAILED).say(lang)
        more = max(0, len(names) - _MOST_LACKS)
        return replace(plain, answer="unknown", word=word, lacks=tuple(names[:_MOST_LACKS]), more_lacks=more)
    if not outcome.yes_or_no:
        unit = unit_of_decision(decision.name, Scope(policy, interview.on))
        return replace(plain, word=show(value, unit, lang))
    if value is True:
        gives = _gives(state, outcome, interview.on, lang)
        return replace(plain, answer="yes", word=_WORDS["yes"].say(lang), gives=gives)
    gaps = tuple(sentence(gap, interview.on, lang) for gap in failing[:_MOST_GAPS])
    more = max(0, len(failing) - _MOST_GAPS)
    return replace(plain, answer="no", word=_WORDS["no"].say(lang), gaps=gaps, more_gaps=more)


def _gives(state: State, outcome: Outcome, on: date, lang: Lang) -> str:
    if outcome.benefit is None:
        return ""
    (given,) = entitlements(outcome.policy, state.answer.scope(), on, [outcome.benefit])
    told = []
    amount = given.payable if given.payable is not None else given.amount
    if amount is not None and not isinstance(amount, bool):
        told.append(show(amount, MONEY, lang))
    elif outcome.benefit.relief:
        told.append(("、" if lang == "zh" else ", ").join(outcome.benefit.relief))
    if given.until:
        told.append(f"到 {show_date(given.until, lang)}" if lang == "zh" else f"until {show_date(given.until, lang)}")
    return ("，" if lang == "zh" else ", ").join(told)


# --- every step -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the tree from a decision to the facts."""

    label: str
    shown: str
    answer: Answer | None
    article: str = ""
    formula: str = ""
    rows: tuple[str, ...] = ()
    note: str = ""
    parts: tuple[Step, ...] = ()


def steps(interview: Interview, outcome: Outcome, facts: Mapping[str, Any], lang: Lang) -> Step:
    graph = interview.graph.cone([outcome.name])
    part = Explainer(graph, facts).decision(graph.steps[outcome.name])
    return _step(part, outcome.policy, lang)


def _step(part: Part, policy: Policy, lang: Lang) -> Step:
    match part:
        case DecisionPart():
            return _decision(part, lang)
        case FactPart():
            label = fact_label(part.name, policy, in_prose=True).say(lang)
            year = f"（{part.year}）" if part.year and lang == "zh" else f" ({part.year})" if part.year else ""
            note = Text("没有填，按此取", "not given: taken as this").say(lang) if part.taken else ""
            return Step(label + year, show(part.value, part.unit, lang), _answer(part.value), note=note)
        case ParameterPart():
            source = part.parameter.source if part.parameter else ""
            label = named(part.name, part.english).say(lang)
            return Step(label, show(part.value, part.unit, lang), None, note=source)
        case DatePart(value):
            return Step(Text("计算日期", "day of the calculation").say(lang), show_date(value, lang), None)
    raise TypeError(part)


def _decision(part: DecisionPart, lang: Lang) -> Step:
    number = Text("第 {} 行", "row {}").say(lang)
    may = Text("（可能）", " (may hit)").say(lang)
    rows = tuple(
        number.format(row.number)
        + ("" if row.hit else may)
        + "："
        + "；".join([*(f"{header} {cell}" for header, cell in row.tests), f"→ {row.output}"])
        for row in part.rows
    )
    shown = (
        show(part.value, part.unit, lang) if part.value is not None else (UNKNOWN if part.missing else FAILED).say(lang)
    )
    return Step(
        decision_label(part.decision).say(lang),
        shown,
        "unknown" if part.value is None else _answer(part.value),
        article_label(part.decision.article).say(lang),
        part.decision.text,
        rows,
        Text("见上", "see above").say(lang) if part.again else "",
        tuple(_step(inner, part.policy, lang) for inner in part.parts),
    )


def _answer(value: Any) -> Answer | None:
    if value is None:
        return "unknown"
    return ("yes" if value else "no") if isinstance(value, bool) else None

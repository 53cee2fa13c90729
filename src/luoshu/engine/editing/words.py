"""What a name, a keyword or a property stands for, in Markdown for an editor."""

from __future__ import annotations

from collections.abc import Iterator

from luoshu.engine.labels import named
from luoshu.facts.vocabulary import Fact, Interval
from luoshu.feel.builtins import BUILTINS
from luoshu.feel.printer import to_feel
from luoshu.feel.values import kind_name
from luoshu.policy.expressions import unmarked
from luoshu.policy.model import Decision, Parameter, Policy
from luoshu.policy.names import AmbiguousName, DecisionName, FactName, Meaning, ParameterName, RunDateName
from luoshu.policy.properties import Property
from luoshu.problems import Lang, Text

_KINDS = {
    FactName: Text("数据项", "fact"),
    DecisionName: Text("决策", "decision"),
    ParameterName: Text("参数", "parameter"),
    RunDateName: Text("评价日期", "assessment date"),
    AmbiguousName: Text("几份文件都有", "given by several policies"),
}


def kind_of(meaning: Meaning) -> Text:
    """What sort of name it is, in a word."""
    return _KINDS[type(meaning)]


def label_of_meaning(meaning: Meaning, name: str, policy: Policy) -> str:
    """Its English label; empty where it has none."""
    match meaning:
        case FactName(fact):
            return fact.english
        case DecisionName(_, decision):
            return decision.english
        case ParameterName():
            return policy.labels.get(name, "")
    return ""


def about_name(name: str, meaning: Meaning, policy: Policy, lang: Lang) -> str:
    """A name, what sort it is, and all that its document says of it."""
    label = label_of_meaning(meaning, name, policy)
    head = f"**{named(name, label).say('en') if label else name}** · {kind_of(meaning).say(lang)}"
    return "\n\n".join([head, *_about(meaning, policy, lang)])


def _about(meaning: Meaning, policy: Policy, lang: Lang) -> Iterator[str]:
    match meaning:
        case FactName(fact):
            yield from _about_fact(fact, lang)
        case DecisionName(policy_id, decision):
            yield from _about_decision(policy_id, decision, policy, lang)
        case ParameterName(policy_id, rows):
            yield "\n".join(f"- {_row(row, lang)}" for row in rows)
            if policy_id != policy.id:
                yield policy_id
        case AmbiguousName(choices):
            yield "\n".join(f"- {choice}" for choice in choices)


def _about_fact(fact: Fact, lang: Lang) -> Iterator[str]:
    told = [fact.kind.zh if lang == "zh" else fact.kind.en, *(f'"{value}"' for value in fact.values)]
    if fact.target:
        told.append(fact.target)
    if fact.unit:
        told.append(fact.unit)
    if fact.range is not None:
        told.append(_range(fact.range))
    told.append(Text("年度", "annual").say(lang) if fact.annual else Text("时点", "as of a day").say(lang))
    if fact.default is not None:
        shown = (
            {True: "是", False: "否"}.get(fact.default, fact.default)
            if isinstance(fact.default, bool)
            else fact.default
        )
        told.append(Text(f"缺省 {shown}", f"when missing {shown}").say(lang))
    yield " · ".join(told)
    if fact.note:
        yield fact.note


def _range(interval: Interval) -> str:
    low = "" if interval.low is None else str(interval.low)
    high = "" if interval.high is None else str(interval.high)
    return f"{'[' if interval.low_closed else '('}{low}..{high}{']' if interval.high_closed else ')'}"


def _about_decision(policy_id: str, decision: Decision, policy: Policy, lang: Lang) -> Iterator[str]:
    where = f"{decision.article.say(lang)}"
    if policy_id != policy.id:
        where = f"{policy_id} · {where}"
    yield f"{kind_name(decision.type).say(lang)} · {where}"
    if decision.text:
        yield f"```feel\n{decision.text}\n```"
    if decision.assumed:
        yield Text("含假设", "rests on an assumption").say(lang)


def _row(row: Parameter, lang: Lang) -> str:
    period = f"{row.since or '..'}/{row.until or '..'}: " if row.since or row.until else ""
    source = row.source or Text("假设，无出处", "assumed, no source").say(lang)
    return f"{period}`{to_feel(unmarked(row.value))}` {row.unit} {source}".replace("  ", " ")


def about_builtin(name: str, lang: Lang) -> str:
    """A function: how it is called, what it gives, an example."""
    found = BUILTINS[name]
    calls = "\n".join(f"{name}{overload}" for overload in found.overloads)
    return f"```feel\n{calls}\n```\n\n{found.doc.say(lang)}\n\n`{found.example}` → `{found.answer}`"


def about_property(known: Property, lang: Lang) -> str:
    """A row of an instrument: what it says, and what may stand there."""
    choices = "".join(f"\n- {word}" for word in known.choices or ())
    return f"**{' / '.join(known.names)}**\n\n{known.meaning.say(lang)}\n\n{known.kind.value.say(lang)}{choices}"

"""`luoshu sql`: the SQL that a policy becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luoshu.cli.console import print_json
from luoshu.cli.language import language, say
from luoshu.cli.options import Json, Lang, On, Policy

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlglot import exp

    from luoshu.policy.model import Decision
    from luoshu.policy.model import Policy as Document
    from luoshu.sql.program import Program


MOST_YEARS = 20  # that a policy looks back


def example() -> str:
    return "luoshu sql cn/tech-sme --on 2025-06-30"


def sql(policy: Policy, on: On, as_json: Json = False, lang: Lang = None) -> None:
    from luoshu.policy.graph import Graph
    from luoshu.policy.library import Library
    from luoshu.sql.program import Program
    from luoshu.sql.source import Source

    document = Library().resolve(policy, on)
    graph = Graph.of([document], on).require_parameters()
    program = Program.compile(graph, Source.of_vocabulary(document.entity, document.vocabulary, on))
    query = _query(program, document)
    refused = [
        f"{graph.steps[name].decision.name}: {refusal.text.say(language())}"
        for name, refusal in program.refused.items()
    ]
    settings = list(program.engine.settings)
    if as_json:
        found = {"engine": program.engine.dialect, "settings": settings, "sql": query, "interpreted": refused}
        print_json({"policy": document.id, "on": on, **found})
        return
    print(
        f"-- {document.title.say(language())} ({document.id}, {document.since or '..'}/{document.until or '..'}), {on}"
    )
    tables = say("各表是快照中的 Parquet 文件", "the tables are the Parquet files of a snapshot")
    print(f"-- {program.engine.dialect}; {tables}")
    for reason in refused:
        print(f"-- interpreted: {reason}")
    for statement in [*settings, query]:
        print(f"{statement};")


def _query(program: Program, policy: Document) -> str:
    """The query of all decisions, formatted; the articles stand as comments at the columns, once a decision."""
    from sqlglot import exp

    steps = list(program.graph.of_policy(policy).values())
    query = program.decisions_query(steps)
    articles = {step.name: _comment(step.decision) for step in program.graph.steps.values()}
    for alias in query.find_all(exp.Alias):
        if article := articles.get(alias.alias):
            alias.add_comments([article])
    for column, step in zip(query.expressions[-len(steps) :], steps, strict=True):
        column.add_comments([articles[step.name]])
    rename(query, program, policy)
    for brackets in reversed(list(query.find_all(exp.Paren))):
        if _needless(brackets):
            brackets.replace(brackets.this)
    return query.sql(dialect=program.engine.dialect, pretty=True, max_text_width=110)


def rename(query: exp.Select, program: Program, policy: Document) -> None:
    """Gives the columns inside a query the names a person would: the decisions' own, unless something else has them.

    The compiler's names tell the decisions of all policies apart; a quotient stands in two columns.
    """
    from sqlglot import exp

    inside = [each for cte in query.ctes for each in cte.find_all(exp.Identifier)]
    wanted = dict(_short_names({each.name for each in inside}, program, policy))
    # A column that is named after its table can be mistaken for no other.
    taken = {each.name.casefold() for each in inside if each.name not in wanted and not _is_qualified(each)}
    names: dict[str, str] = {}
    for old, (short, long) in wanted.items():
        names[old] = short if short.casefold() not in taken else long
        taken.add(names[old].casefold())
    for each in query.find_all(exp.Identifier):
        if each.name in names:
            each.set("this", names[each.name])


def _is_qualified(name: exp.Identifier) -> bool:
    from sqlglot import exp

    return isinstance(name.parent, exp.Column) and name.arg_key == "this" and bool(name.parent.table)


def _short_names(names: Collection[str], program: Program, policy: Document) -> Iterator[tuple[str, tuple[str, str]]]:
    """The compiler's names, each with a short one, and one that is certainly nobody else's."""
    from luoshu.policy.reasons import unknown_name
    from luoshu.policy.scope import lagged
    from luoshu.sql.program import DENOMINATOR

    steps = sorted(program.graph.steps.values(), key=lambda step: step.policy is not policy)  # its own come first
    for step in steps:
        under = step.name + DENOMINATOR
        if under in names:
            for old, part in ((step.name, "分子"), (under, "分母")):
                yield old, (f"{step.decision.name}·{part}", f"{step.decision.name}·{part} ({step.policy.id})")
        elif step.name in names:
            yield step.name, (step.decision.name, f"{step.decision.name} ({step.policy.id})")
        if (flag := unknown_name(step.name)) in names:
            yield flag, (f"{step.decision.name}·未知", f"{step.decision.name}·未知 ({step.policy.id})")
    for fact in program.source.entity.facts.values():
        for lag in range(1, MOST_YEARS) if fact.annual else ():
            if (old := lagged(fact.name, lag)) in names:
                yield old, (f"{fact.name}@{program.source.year - lag}", old)
    for table, columns in program.aggregates.items():
        for number, old in enumerate(columns, 1):
            yield old, (f"{table}{number}", old)


def _comment(decision: Decision) -> str:
    """The article; in English with what the decision is called."""
    article = decision.article.say(language())
    return f"{decision.english}; {article}" if decision.english and language() == "en" else article


def _needless(brackets: exp.Paren) -> bool:
    """Whether people read as well without: the compiler brackets every part, to be safe."""
    from sqlglot import exp

    inner, outer = brackets.this, brackets.parent
    if isinstance(inner, exp.Connector):
        return type(inner) is type(outer) or not isinstance(outer, exp.Condition)
    if isinstance(inner, exp.Column | exp.Literal | exp.Func | exp.Boolean | exp.Null | exp.Paren):
        return True
    if isinstance(outer, exp.Connector):
        return isinstance(inner, exp.Predicate | exp.Not)
    if isinstance(outer, exp.GT | exp.GTE | exp.LT | exp.LTE):
        return isinstance(inner, exp.Add | exp.Sub | exp.Mul)
    return not isinstance(outer, exp.Binary | exp.Unary | exp.Between | exp.In | exp.Cast)

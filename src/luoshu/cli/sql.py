"""`luoshu sql`: the SQL that a policy becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luoshu.cli.console import print_json
from luoshu.cli.language import language, say
from luoshu.cli.options import Json, Lang, On, Policy

if TYPE_CHECKING:
    from sqlglot import exp

    from luoshu.policy.model import Decision
    from luoshu.policy.model import Policy as Document
    from luoshu.sql.program import Program


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
    for brackets in reversed(list(query.find_all(exp.Paren))):
        if _needless(brackets):
            brackets.replace(brackets.this)
    return query.sql(dialect=program.engine.dialect, pretty=True, max_text_width=110)


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

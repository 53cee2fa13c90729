"""`luoshu sql`: the SQL that a policy becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luoshu.cli.console import print_json
from luoshu.cli.language import language, say
from luoshu.cli.options import Json, Lang, On, Policy

if TYPE_CHECKING:
    from luoshu.policy.graph import Graph
    from luoshu.sql.program import Program


def example() -> str:
    return "luoshu sql cn/tech-sme --on 2025-06-30"


def sql(policy: Policy, on: On, as_json: Json = False, lang: Lang = None) -> None:
    from luoshu.policy.graph import Graph
    from luoshu.policy.library import Library
    from luoshu.sql.program import Program
    from luoshu.sql.source import Source

    document = Library().resolve(policy, on)
    graph = Graph.of([document], on)
    program = Program.compile(graph, Source.of_vocabulary(document.entity, document.vocabulary, on))
    query = _query(program, graph)
    refused = [
        f"{graph.steps[name].decision.name}: {refusal.text.say(language())}"
        for name, refusal in program.refused.items()
    ]
    if as_json:
        print_json(
            {"policy": document.id, "on": on, "engine": program.engine.dialect, "sql": query, "interpreted": refused}
        )
        return
    print(
        f"-- {document.title.say(language())} ({document.id}, {document.since or '..'}/{document.until or '..'}), {on}"
    )
    tables = say("各表是快照中的 Parquet 文件", "the tables are the Parquet files of a snapshot")
    print(f"-- {program.engine.dialect}; {tables}")
    for reason in refused:
        print(f"-- interpreted: {reason}")
    print(f"{query};")


def _query(program: Program, graph: Graph) -> str:
    """The query of all decisions, formatted; the articles stand as comments at the columns, once a decision."""
    from sqlglot import exp

    steps = list(graph.steps.values())
    query = program.decisions_query(steps)
    articles = {step.name: str(step.decision.article) for step in steps}
    for alias in query.find_all(exp.Alias):
        if article := articles.get(alias.alias):
            alias.add_comments([article])
    for column, step in zip(query.expressions[-len(steps) :], steps, strict=True):
        column.add_comments([articles[step.name]])
    return query.sql(dialect=program.engine.dialect, pretty=True)

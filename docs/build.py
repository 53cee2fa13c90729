"""Writes docs/reference/ from the code: `make docs`. A test holds the two together."""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from docs.packs import GENERATED, cell

from docs import engines, interface, packs

REFERENCE = Path(__file__).parent / "reference"
WIDTH = "100"


def pages() -> dict[str, str]:
    """The generated pages by their file's name."""
    found = {"commands.md": commands(), "language.md": language(), "forms.md": forms(), "functions.md": functions()}
    found["instruments.md"] = instruments()
    found["packs.md"] = packs.table()
    found["engines.md"] = engines.table()
    found["api.md"] = interface.page()
    return {name: "\n".join(lines).rstrip() + "\n" for name, lines in found.items()}


def commands() -> Iterator[str]:
    from luoshu.cli.main import COMMANDS, main

    yield from ["# Commands", "", GENERATED, ""]
    yield from ["`--lang zh` (or `LUOSHU_LANG=zh`) speaks Chinese.", ""]
    yield from ["Exit status: 0 all is well, 1 a check failed, 2 the call or an input is wrong.", ""]
    os.environ["COLUMNS"] = os.environ["TERMINAL_WIDTH"] = WIDTH
    for name in COMMANDS:
        out = StringIO()
        with redirect_stdout(out):
            main([*name.split(), "--help", "--lang", "en"])
        yield from [f"## `luoshu {name}`", "", "```text", out.getvalue().strip(), "```", ""]


def language() -> Iterator[str]:
    from luoshu.feel.examples import EXPRESSIONS, LITERALS, TESTS
    from luoshu.policy.terms import TermUnit

    yield from ["# The language", "", GENERATED, ""]
    yield "FEEL (DMN 1.5, chapter 10), with the literals of official texts. ＋ marks what goes beyond the standard and"
    yield "is written out in DMN. The tests evaluate every example. [Functions](functions.md) have their own page."
    for heading, examples in (("Literals", LITERALS), ("Expressions", EXPRESSIONS)):
        yield from ["", f"## {heading}", "", "| example | gives | what it is | 中文 | |", "|---|---|---|---|---|"]
        for each in examples:
            mark = "＋" if each.extension else ""
            yield f"| `{cell(each.text)}` | `{cell(each.answer)}` | {each.doc.en} | {each.doc.zh} | {mark} |"
    yield from ["", "## Tests in the cells of a table", ""]
    yield from ["| cell | the header's value | passes | what it is | 中文 | |", "|---|---|---|---|---|---|"]
    for each in TESTS:
        mark = "＋" if each.extension else ""
        yield f"| `{each.text}` | `{each.given}` | `{each.answer}` | {each.doc.en} | {each.doc.zh} | {mark} |"
    yield from ["", "## Terms in instruments", "", "A whole number, then one of these words:", ""]
    yield from (f"- `{'` / `'.join(unit.value[:-1])}`" for unit in TermUnit)


def functions() -> Iterator[str]:
    from luoshu.feel.builtins import BUILTINS
    from luoshu.sql.engines import ENGINES
    from luoshu.sql.functions import support

    yield from ["# Built-in functions", "", GENERATED, "", "The functions of FEEL (DMN 1.5, 10.3.4)."]
    yield "The last column says what of a function a run computes in SQL: a decision with another one is interpreted,"
    yield "and the run says so. Of constants every function is computed beforehand."
    yield f"It is the same on each engine ({', '.join(ENGINES)}): [what they do otherwise](engines.md)."
    yield "[Decision 17](../decisions/0017-exact-or-refused.md) says why."
    family = ""
    for builtin in BUILTINS.values():
        module = inspect.getmodule(builtin.overloads[0].implementation)
        words = (inspect.getdoc(module) or "").partition("\n")[0]
        if words != family:
            family = words
            yield from ["", f"## {family.rstrip('.')}", ""]
            yield from ["| function | what it gives | 中文 | example | SQL |", "|---|---|---|---|---|"]
        calls = "<br>".join(f"`{builtin.name}{overload}`" for overload in builtin.overloads)
        shown = f"`{builtin.example}` → `{builtin.answer}`"
        cells = map(cell, (calls, builtin.doc.en, builtin.doc.zh, shown, support(builtin.name)))
        yield f"| {' | '.join(cells)} |"


def forms() -> Iterator[str]:
    from luoshu.policy.forms import budget, claims, facts, labels, ladder, parameters, targets, weights
    from luoshu.policy.keywords import MEANINGS, Form

    columns = {
        Form.FACTS: facts.COLUMNS,
        Form.PARAMETERS: parameters.COLUMNS,
        Form.CLAIMS: claims.COLUMNS,
        Form.LADDER: ladder.COLUMNS,
        Form.BUDGET: budget.COLUMNS,
        Form.TARGETS: targets.COLUMNS,
        Form.WEIGHTS: weights.COLUMNS,
        Form.LABELS: labels.COLUMNS,
    }
    yield from ["# Forms of tables", "", GENERATED, ""]
    yield "A table whose first header cell holds one of these words is executable. That column stays empty below it,"
    yield "except where a row is a property (an instrument) or has a name (examples, claims; parameters without a"
    yield "column 名称). The second header cell names a ladder or a sheet of weights."
    yield from ["", "| first header cell | what it is | 中文 | columns |", "|---|---|---|---|"]
    for form in Form:
        heads = ["` / `".join(column.names) for column in columns.get(form, ())]
        listed = ", ".join(f"`{head}`" for head in heads)
        yield f"| `{'` / `'.join(form.value)}` | {cell(MEANINGS[form].en)} | {cell(MEANINGS[form].zh)} | {listed} |"
    yield from ["", "Decision tables begin with a hit policy: `U A P F R O C C+ C# C< C>`. The properties of"]
    yield "instruments have [a page of their own](instruments.md)."
    yield from _ladders()


def _ladders() -> Iterator[str]:
    from luoshu.engine.figures import show_term
    from luoshu.policy.forms.ladder import NOTICE, STATE
    from luoshu.policy.model import RungState
    from luoshu.policy.titles import NUMBER, SINCE, TITLE, UNTIL

    yield from [
        "",
        "## Ladders",
        "",
        f"A rung gives a decision `梯次·级·{STATE}`, a text, by which an entity stands there:",
    ]
    meanings = {
        RungState.HELD: "it holds the title on the day",
        RungState.EXPIRING: f"it does, and the last day is no further than 到期提醒 (else {show_term(NOTICE, 'en')})",
        RungState.MEETS: "it meets the conditions without holding the title",
        RungState.LACKS: "it neither holds the title nor meets the conditions",
        RungState.UNTITLED: "it does not hold the title, and the rung names no conditions that it could meet",
    }
    yield from ["", "| text | in JSON | what it says |", "|---|---|---|"]
    yield from (f"| `{state.value}` | `{state.key}` | {meaning} |" for state, meaning in meanings.items())
    yield from [
        "",
        "The title register is the first related list of the entity whose items have the first two of these fields:",
    ]
    yield from ["", "| field | type | names, the first found |", "|---|---|---|"]
    fields = (
        ("title", "text", TITLE),
        ("last day", "date", UNTIL),
        ("first day", "date", SINCE),
        ("number", "text", NUMBER),
    )
    yield from (f"| {what} | {kind} | `{'` `'.join(names)}` |" for what, kind, names in fields)
    yield from ["", "Of several titles, with `、` between them, one will do."]
    yield from ["", "Where the vocabulary has none, a rung is told by its conditions alone, with a warning."]


def instruments() -> Iterator[str]:
    from luoshu.policy.properties import PROPERTIES

    yield from ["# Instruments", "", GENERATED, "", "The properties of each instrument are a closed list.", ""]
    for form, properties in PROPERTIES.items():
        yield from [f"## `{'` / `'.join(form.value)}`", ""]
        yield from ["| property | value | what it says | 中文 |", "|---|---|---|---|"]
        for each in properties:
            value = each.kind.value.en
            if each.choices:
                value += ": " + ", ".join(f"`{word}`" for word in each.choices)
            names, meaning = "` / `".join(each.names), each.meaning
            yield f"| `{names}` | {cell(value)} | {cell(meaning.en)} | {cell(meaning.zh)} |"
        yield ""


if __name__ == "__main__":
    REFERENCE.mkdir(exist_ok=True)
    for name, text in pages().items():
        (REFERENCE / name).write_text(text, encoding="utf-8")
        print(f"docs/reference/{name}")

"""Writes docs/reference/ from the code: `make docs`. A test holds the two together."""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

REFERENCE = Path(__file__).parent / "reference"
GENERATED = "Generated from the code by `make docs`."
WIDTH = "100"


def pages() -> dict[str, str]:
    """The generated pages by their file's name."""
    found = {"commands.md": commands(), "language.md": language(), "forms.md": forms(), "functions.md": functions()}
    found["instruments.md"] = instruments()
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
            main([name, "--help", "--lang", "en"])
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
            yield f"| `{_cell(each.text)}` | `{_cell(each.answer)}` | {each.doc.en} | {each.doc.zh} | {mark} |"
    yield from ["", "## Tests in the cells of a table", ""]
    yield from ["| cell | the header's value | passes | what it is | 中文 | |", "|---|---|---|---|---|---|"]
    for each in TESTS:
        mark = "＋" if each.extension else ""
        yield f"| `{each.text}` | `{each.given}` | `{each.answer}` | {each.doc.en} | {each.doc.zh} | {mark} |"
    yield from ["", "## Terms in instruments", "", "A whole number, then one of these words:", ""]
    yield from (f"- `{'` / `'.join(unit.value[:-1])}`" for unit in TermUnit)


def functions() -> Iterator[str]:
    from luoshu.feel.builtins import BUILTINS

    yield from ["# Built-in functions", "", GENERATED, "", "The functions of FEEL (DMN 1.5, 10.3.4)."]
    family = ""
    for builtin in BUILTINS.values():
        module = inspect.getmodule(builtin.overloads[0].implementation)
        words = (inspect.getdoc(module) or "").partition("\n")[0]
        if words != family:
            family = words
            yield from ["", f"## {family.rstrip('.')}", ""]
            yield from ["| function | what it gives | 中文 | example |", "|---|---|---|---|"]
        calls = "<br>".join(f"`{builtin.name}{overload}`" for overload in builtin.overloads)
        shown = f"`{builtin.example}` → `{builtin.answer}`"
        yield f"| {_cell(calls)} | {_cell(builtin.doc.en)} | {_cell(builtin.doc.zh)} | {_cell(shown)} |"


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
        yield f"| `{'` / `'.join(form.value)}` | {_cell(MEANINGS[form].en)} | {_cell(MEANINGS[form].zh)} | {listed} |"
    yield from ["", "Decision tables begin with a hit policy: `U A P F R O C C+ C# C< C>`. The properties of"]
    yield "instruments have [a page of their own](instruments.md)."


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
            yield f"| `{names}` | {_cell(value)} | {_cell(meaning.en)} | {_cell(meaning.zh)} |"
        yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    REFERENCE.mkdir(exist_ok=True)
    for name, text in pages().items():
        (REFERENCE / name).write_text(text, encoding="utf-8")
        print(f"docs/reference/{name}")

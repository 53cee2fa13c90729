"""Models that cannot be read, and those that must not be."""

from __future__ import annotations

from pathlib import Path

import pytest

from luoshu.dmn.loading import load
from luoshu.problems import ProblemError

from .models import OUTPUT, URI, decision, feel, model, program, table, value


def said(folder: Path, text: str | bytes) -> list[str]:
    path = folder / "wrong.dmn"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(ProblemError) as caught:
        load(path)
    for problem in caught.value.problems:
        assert problem.text.zh
    return [problem.say() for problem in caught.value.problems]


def test_no_xml(tmp_path: Path) -> None:
    (line,) = said(tmp_path, "<definitions>\n<a></b></definitions>")
    assert line.startswith("wrong.dmn:2: this is no well-formed XML: ")
    assert said(tmp_path, b"")[0].startswith("wrong.dmn:")
    assert said(tmp_path, b"\x00\xff\xfe")[0].startswith("wrong.dmn:")


def test_no_dmn(tmp_path: Path) -> None:
    assert said(tmp_path, "<html/>") == ["wrong.dmn:1: this is no DMN model"]


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="cannot be read"):
        load(tmp_path / "none.dmn")


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
)
def test_no_document_type(tmp_path: Path, doctype: str) -> None:
    assert said(tmp_path, f'<?xml version="1.0"?>{doctype}<definitions xmlns="{URI}"/>') == [
        "wrong.dmn: the XML must have no DOCTYPE\n  → delete <!DOCTYPE …>"
    ]


def test_entities_that_grow_are_not_read(tmp_path: Path) -> None:
    """The parser itself gives up where entities would make gigabytes."""
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    text = f'<!DOCTYPE d [<!ENTITY e0 "x">{levels}]><definitions xmlns="{URI}" name="&e11;"/>'
    assert len(said(tmp_path, text)) == 1


def test_depth_is_bounded(tmp_path: Path) -> None:
    deep = "<list>" * 5000 + "</list>" * 5000
    (line,) = said(tmp_path, model(decision("x", deep)))
    assert "well-formed" in line


def test_what_is_missing_is_told_with_its_line(tmp_path: Path) -> None:
    wrong = table("FRIST", {"1": ""}, OUTPUT, "- | 1 | 2")
    assert said(tmp_path, model(decision("x", wrong), "", decision("y", "<conditional><if/></conditional>"))) == [
        "wrong.dmn:3: there is no hit policy 'FRIST'",
        "wrong.dmn:3: the rule has 1 tests and 2 outputs, not 1 and 1",
        "wrong.dmn:5: an expression is missing here",
        "wrong.dmn:5: an expression is missing here",
        "wrong.dmn:5: an expression is missing here",
    ]


def test_expressions_that_cannot_be_read_are_problems_of_the_program(tmp_path: Path) -> None:
    made = program(tmp_path, decision("x", feel("1 +")), decision("y", feel("2"), "nobody"))
    first, second = (problem.say() for problem in made.problems)
    assert first.startswith("test.dmn:3: ")
    assert second == "test.dmn:4: there is no element with the id 'nobody'"


def test_comments_inside_a_text_are_no_part_of_it(tmp_path: Path) -> None:
    made = program(tmp_path, decision("x", "<literalExpression><text>1 <!-- one --> + 1</text></literalExpression>"))
    assert value(made, "x") == 2

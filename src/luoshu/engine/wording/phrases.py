"""Words as data: runs of text in a line, lists of conditions, choices. Whoever draws them decides how they look."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from luoshu.problems import Lang

# What a run is: words, a name that is defined somewhere, a figure, a piece of code, the signs around an assumption.
Kind = Literal["text", "name", "figure", "code", "open", "close"]


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one kind. `target` is the anchor of what a name means, or the address of a link; `lang` is set
    where the words are not in the language of what stands around them."""

    text: str
    kind: Kind = "text"
    target: str = ""
    lang: Lang | None = None
    strong: bool = False
    slanted: bool = False


Phrase: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A heading (`all of`) and what it speaks of, a line each."""

    head: Phrase
    parts: tuple[Formula, ...]
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """If this then that, and so on; `otherwise` where none holds."""

    branches: tuple[tuple[Formula, Formula], ...]
    otherwise: Formula
    assumed: bool = False


Formula: TypeAlias = "Phrase | Listing | Choices"

OPEN, CLOSE = Run("⟨", "open"), Run("⟩", "close")


_CHINESE = re.compile(r"[\u2e80-\u2fff\u3040-\u9fff\uf900-\ufaff]")


def has_chinese(text: str) -> bool:
    return _CHINESE.search(text) is not None


def words(text: str) -> Phrase:
    return (Run(text),) if text else ()


def joined(phrases: Iterable[Phrase], between: str) -> Phrase:
    """The phrases one after the other, with a sign between them."""
    found: list[Run] = []
    for phrase in phrases:
        found += [*words(between), *phrase] if found else phrase
    return tuple(found)


def filled(template: str, *phrases: Phrase, tight: bool = False) -> Phrase:
    """A template whose `{0}`, `{1}`, … are phrases. `tight`: no space before a phrase that begins in Chinese."""
    found: list[Run] = []
    rest = template
    while rest:
        before, brace, rest = rest.partition("{")
        number, _, rest = rest.partition("}") if brace else ("", "", "")
        phrase = phrases[int(number)] if brace else ()
        if tight and phrase and (has_chinese(phrase[0].text[:1]) or phrase[0].text.startswith("“")):
            before = before.rstrip(" ")
        found += (*words(before), *phrase)
    return tuple(found)


def assumed(formula: Formula) -> Formula:
    """The formula, marked as an assumption."""
    return assumed_line(formula) if isinstance(formula, tuple) else replace(formula, assumed=True)


def assumed_line(phrase: Phrase) -> Phrase:
    """The same for what is on one line."""
    return (OPEN, *phrase, CLOSE)


def plain(formula: Formula) -> str:
    """The characters alone, on one line."""
    return "".join(run.text for run in runs_of(formula))


def runs_of(formula: Formula) -> Iterator[Run]:
    """Every run, in order."""
    match formula:
        case Listing(head, parts):
            yield from head
            for part in parts:
                yield from runs_of(part)
        case Choices(branches, otherwise):
            for condition, value in branches:
                yield from runs_of(condition)
                yield from runs_of(value)
            yield from runs_of(otherwise)
        case _:
            yield from formula


def is_assumed(formula: Formula) -> bool:
    """Whether an assumption stands anywhere in it."""
    match formula:
        case Listing(head, parts):
            return formula.assumed or is_assumed(head) or any(map(is_assumed, parts))
        case Choices(branches, otherwise):
            inner = [part for branch in branches for part in branch]
            return formula.assumed or any(map(is_assumed, [*inner, otherwise]))
    return any(run.kind == "open" for run in formula)

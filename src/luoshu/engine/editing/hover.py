"""What stands at a position, and where it is defined."""

from __future__ import annotations

from dataclasses import dataclass

from luoshu.engine.editing.document import Edited
from luoshu.engine.editing.places import Where, spot
from luoshu.engine.editing.words import about_builtin, about_name, about_property
from luoshu.feel.builtins import BUILTINS
from luoshu.policy.keywords import FORMS, MEANINGS
from luoshu.policy.names import DecisionName, FactName, Meaning, ParameterName
from luoshu.policy.properties import PROPERTIES
from luoshu.problems import Lang, Place


@dataclass(frozen=True, slots=True)
class Hover:
    """Markdown about the characters from `start` up to `end` of a line."""

    start: int
    end: int
    about: str


def hover(edited: Edited, line: int, column: int, lang: Lang = "zh") -> Hover | None:
    """What the word at a position stands for; None where it stands for nothing."""
    lines = edited.lines
    if line >= len(lines) or edited.policy is None:
        return None
    place = spot(lines, line, column)
    if place.where is Where.KEYWORD:
        found = _longest(lines[line], column, list(FORMS))
        return Hover(*found, MEANINGS[FORMS[lines[line][slice(*found)]]].say(lang)) if found else None
    if place.where is Where.PROPERTY and place.form is not None:
        by_name = {name: known for known in PROPERTIES[place.form] for name in known.names}
        found = _longest(lines[line], column, list(by_name))
        return Hover(*found, about_property(by_name[lines[line][slice(*found)]], lang)) if found else None
    names = _meanings(edited)
    found = _longest(lines[line], column, [*names, *BUILTINS])
    if found is None or place.where is Where.FRONT_MATTER:
        return None
    name = lines[line][slice(*found)]
    if name in names:
        return Hover(*found, about_name(name, names[name], edited.policy, lang))
    return Hover(*found, about_builtin(name, lang))


def definition(edited: Edited, line: int, column: int) -> Place | None:
    """Where the decision or parameter at a position is defined; None for what another file's table defines."""
    lines = edited.lines
    found = _longest(lines[line], column, list(edited.names)) if line < len(lines) else None
    if found is None or edited.policy is None:
        return None
    match edited.names[lines[line][slice(*found)]]:
        case DecisionName(_, decision):
            return decision.place
        case ParameterName(policy_id, rows) if policy_id == edited.policy.id:
            return Place(edited.policy.path, rows[0].line, 1)
    return None


def _meanings(edited: Edited) -> dict[str, Meaning]:
    """The names, and the fields of the items of lists where no other name hides them."""
    records = edited.policy.vocabulary.records if edited.policy else {}
    entity = records.get(edited.policy.about) if edited.policy else None
    fields: dict[str, Meaning] = {}
    for list_ in entity.lists if entity else []:
        items = records.get(list_.target)
        fields |= {name: FactName(fact) for name, fact in items.facts.items()} if items else {}
    return {**fields, **edited.names}


def _longest(text: str, column: int, words: list[str]) -> tuple[int, int] | None:
    """Where the longest of the words stands that the position is in."""
    best: tuple[int, int] | None = None
    for word in words:
        start = text.find(word, max(0, column - len(word)), column + len(word))
        if start != -1 and start <= column <= start + len(word) and (best is None or len(word) > best[1] - best[0]):
            best = (start, start + len(word))
    return best

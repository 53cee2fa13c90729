"""Help for who writes a document: its problems and its names as data, what can stand at a place, what a word means.

A document is read whole when it is checked. What is asked about single places between two checks is answered by the
names of the text that was checked last; a browser says which that was by its hash.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from threading import Lock
from typing import Any

from markdown_it import MarkdownIt

from luoshu.dmn.tables import HitPolicy
from luoshu.engine.editing.completion import complete
from luoshu.engine.editing.document import Edited
from luoshu.engine.editing.hover import hover
from luoshu.feel.builtins import BUILTINS
from luoshu.feel.lexing import KEYWORDS
from luoshu.office.library.drafting import DRAFT, Draft, place_of
from luoshu.office.library.models.documents import digest_of
from luoshu.policy.keywords import FORMS, Form
from luoshu.policy.model import Policy
from luoshu.policy.names import AmbiguousName, DecisionName, FactName, Meaning, ParameterName, RunDateName, meanings
from luoshu.problems import Lang, ProblemError, Text

PHRASES: Mapping[str, Text] = {  # of the editor; those by English names are CodeMirror's own
    "label": Text("政策文件", "The document"),
    "keys": Text("Tab 离开编辑框", "Tab leaves the editor"),
    "Completions": Text("可用的名称", "Names that can be used"),
    "Diagnostics": Text("问题", "Problems"),
}
_MOST_KEPT, _MOST_OFFERS = 20, 60
_SORTS: Mapping[type[Meaning], str] = {
    FactName: "fact",
    DecisionName: "decision",
    ParameterName: "parameter",
    RunDateName: "fact",
    AmbiguousName: "decision",
}
_markdown = MarkdownIt("commonmark", {"html": False})
_kept: OrderedDict[str, Edited] = OrderedDict()
_lock = Lock()


def fixed_words() -> dict[str, list[str]]:
    """The words of the language itself, as its highlighting wants them."""
    told = {word for form in (Form.FACTS, Form.LABELS) for word in form.value}  # tables that are read, not computed
    return {
        "keywords": sorted(KEYWORDS),
        "functions": sorted(BUILTINS),
        "forms": sorted(FORMS),
        "told": sorted(told),
        "policies": [each.value for each in HitPolicy],
    }


def looked_at(body: str, draft: Draft) -> Edited:
    """The text as it was checked, with the names that can be used in it; kept for what is asked about it later."""
    policy = draft.checked.policy if draft.checked else None
    if policy is None and draft.place is not None:
        try:
            policy = draft.place.library.read_unfinished(draft.place.version)
        except ProblemError:
            policy = None
    edited = _edited(body, policy)
    _keep(digest_of(body), edited)
    return edited


def as_it_is(body: str, seen: str) -> Edited:
    """A text that was not checked yet, with the names of the one that was, by its hash."""
    with _lock:
        known = _kept.get(seen)
    if known is None:  # another process checked it, or long ago
        try:
            place = place_of(body)
            known = _edited(body, place.library.read_unfinished(place.version))
        except ProblemError:
            return _edited(body, None)
        if seen:  # more will be asked under it: its names are near enough until the next check
            _keep(seen, known)
    return Edited(known.path, body, known.policy, (), known.names)


def _keep(seen: str, edited: Edited) -> None:
    with _lock:
        _kept[seen] = edited
        while len(_kept) > _MOST_KEPT:
            _kept.popitem(last=False)


def _edited(body: str, policy: Policy | None) -> Edited:
    return Edited(DRAFT, body, policy, (), meanings(policy) if policy else {})


def told(draft: Draft, lang: Lang) -> list[dict[str, Any]]:
    """The problems of a document with their places in it, lines and columns from 1; what stands elsewhere has none."""
    return [
        {
            "line": place.line if place else None,
            "column": place.column if place and isinstance(place.column, int) else None,
            "width": place.width if place else 1,
            "severity": problem.severity,
            "text": problem.text.say(lang),
            "hint": problem.hint.say(lang) if problem.hint else "",
        }
        for problem, place in draft.listed
    ]


def names_by_sort(edited: Edited) -> dict[str, list[str]]:
    """The names by what they stand for: facts (the fields of lists too), decisions, parameters."""
    found: dict[str, set[str]] = {"fact": set(_fields(edited)), "decision": set(), "parameter": set()}
    for name, meaning in edited.names.items():
        found[_SORTS[type(meaning)]].add(name)
    return {sort: sorted(names) for sort, names in found.items()}


def _fields(edited: Edited) -> Iterator[str]:
    if edited.policy is None:
        return
    records = edited.policy.vocabulary.records
    entity = records.get(edited.policy.about)
    for fact in entity.lists if entity else ():
        items = records.get(fact.target)
        yield from items.facts if items else ()


def offers(edited: Edited, line: int, column: int, lang: Lang) -> dict[str, Any]:
    """What can stand at a place, both from 0; from which column on, and the likeliest first."""
    found = complete(edited, line, column, lang)[:_MOST_OFFERS]
    return {
        "start": found[0].start if found else column,
        "offers": [
            {"word": each.word, "sort": each.sort, "detail": each.detail, "about": _markdown.render(each.about)}
            for each in found
        ],
    }


def meaning(edited: Edited, line: int, column: int, lang: Lang) -> dict[str, Any]:
    """What the word at a place stands for; empty where it stands for nothing."""
    found = hover(edited, line, column, lang)
    return {"start": found.start, "end": found.end, "about": _markdown.render(found.about)} if found else {}

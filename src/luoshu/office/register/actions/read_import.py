"""In the background: what was brought is read and checked, and laid beside what is known. Nothing is recorded."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from luoshu.office.register.authorised import Look
from luoshu.office.register.brought import keep_problems
from luoshu.office.register.models import Entity, Event, Import
from luoshu.office.register.purposes import IMPORT
from luoshu.office.register.putting import Difference, ListDifference, difference, list_difference
from luoshu.office.register.queries import current_facts
from luoshu.office.register.staging import Identified, Part, Stage, opened, stage
from luoshu.office.register.uploads import unpacked
from luoshu.office.register.words import name_fact, words
from luoshu.office.register.working import Teller, apart
from luoshu.problems import Problem, ProblemError, Text

STAGED = "stage.duckdb"
ENTITIES = 1_000  # at a time
SHOWN = 20  # changes, and new entities, in the preview


def read_import(work: Import, tell: Teller) -> None:
    """Reads, checks, counts. Raises ProblemError with everything that is wrong."""
    folder = work.folder
    try:
        files = unpacked(folder / work.file, folder / "inside")
        vocabulary, known = words().vocabulary, _registered()
        warnings = apart(
            tell, lambda told: stage(files, vocabulary, folder / STAGED, on=work.on, known=known, tell=told)
        )
    except ProblemError as error:
        keep_problems(error.problems, work)
        wrong = [problem for problem in error.problems if problem.severity == "error"]
        Import.objects.filter(pk=work.pk).update(
            counts={"errors": len(wrong), "warnings": len(error.problems) - len(wrong)}
        )
        raise
    finally:
        shutil.rmtree(folder / "scratch", ignore_errors=True)
        shutil.rmtree(folder / "inside", ignore_errors=True)
    with opened(folder / STAGED) as staged, Look(work.by, IMPORT, work) as look:
        preview = _preview(staged, work.source_id, tell, look, warnings)
    keep_problems(warnings, work)
    preview.warnings = len(warnings)
    Import.objects.filter(pk=work.pk).update(counts=asdict(preview))


def _registered() -> dict[str, list[str]]:
    """The identifiers of every kind."""
    found: dict[str, list[str]] = defaultdict(list)
    known = Entity.objects.exclude(state=Entity.State.WITHDRAWN)
    for kind, identifier in known.values_list("kind", "identifier").iterator(10_000):
        found[kind].append(identifier)
    return found


@dataclass
class Preview:
    """What applying would do, as far as is known now; with some of it to look at."""

    errors: int = 0
    warnings: int = 0
    entities: int = 0
    entities_new: int = 0
    facts_new: int = 0
    facts_changed: int = 0
    facts_unchanged: int = 0
    facts_agreed: int = 0  # of the unchanged those that the source says for the first time
    items_new: int = 0
    items_gone: int = 0
    items_unchanged: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    changes: list[dict[str, Any]] = field(default_factory=list)
    arrivals: list[dict[str, Any]] = field(default_factory=list)


def _preview(staged: Stage, source: int, tell: Teller, look: Look, warnings: list[Problem]) -> Preview:
    found = Preview()
    size = staged.size
    for start in range(0, size, ENTITIES):
        tell(start, size, Text("与已有数据比较", "comparing with what is known"))
        entities = staged.entities(start, ENTITIES)
        beside = Beside.of(entities)
        found.entities += len(entities)
        found.entities_new += len(beside.new)
        for _, kind, *_ in entities:
            found.kinds[kind] = found.kinds.get(kind, 0) + 1
        if beside.known:
            _compare(found, beside, staged.part(start, ENTITIES), source, look, warnings)
        else:  # nothing to compare with: all of it is new
            found.facts_new += staged.count("facts", start, ENTITIES)
            found.items_new += staged.count("items", start, ENTITIES)
        for number in list(beside.new)[: SHOWN - len(found.arrivals)]:
            kind, identifier, name = beside.new[number]
            found.arrivals.append({"kind": kind, "identifier": identifier, "name": name or ""})
    return found


def _compare(found: Preview, beside: Beside, part: Part, source: int, look: Look, warnings: list[Problem]) -> None:
    facts, lists = beside.differences(part, source)
    warnings += _former_names(facts, beside)
    warnings += [_emptied(beside.known[entity], name, count) for (entity, name), count in lists.emptied.items()]
    found.facts_new += facts.new
    found.facts_changed += facts.changed
    found.facts_unchanged += facts.unchanged
    found.facts_agreed += len(facts.agreed)
    found.items_new += len(lists.added)
    found.items_gone += len(lists.ends)
    found.items_unchanged += lists.unchanged
    if facts.before and len(found.changes) < SHOWN:
        _show_changes(found, facts, beside, look)


def _former_names(facts: Difference, beside: Beside) -> list[Problem]:
    """Of whom the files give the name that they had before they were renamed."""
    called = {name_fact(record) for record in words().kinds}
    given = {entity: value for entity, name, _, value in facts.added if name in {fact.name for fact in called if fact}}
    renamings = Event.objects.standing().filter(
        kind=Event.Kind.RENAMED, entity__in=given.keys() & beside.known.keys(), before__in=set(given.values())
    )
    told = {each.entity_id: each for each in renamings.order_by("on", "pk") if each.before == given[each.entity_id]}
    return [_former_name(beside.known[entity], event) for entity, event in told.items()]


def _emptied(known: tuple[str, str, str], name: str, count: int) -> Problem:
    _, identifier, called = known
    text = Text(
        f"“{name}”表里没有 {called or identifier} 的行：它已有的 {count} 项会去掉",
        f"the sheet '{name}' has no row of {called or identifier}: its {count} items will be taken away",
    )
    hint = Text(
        "真的一项也没有，就确认；只是没有填全，请补上这些行，或者删去整张表再上传",
        "confirm it if there are none; else add its rows, or delete the sheet and upload it again",
    )
    return Problem("list-emptied", text, None, hint, "warning")


def _former_name(known: tuple[str, str, str], event: Event) -> Problem:
    _, identifier, name = known
    text = Text(
        f"{identifier} 的名称写的是曾用名“{event.before}”（{event.on} 更名为“{event.after}”），现在是“{name}”",
        f"the name given of {identifier} is a former one, '{event.before}' (renamed to '{event.after}' on {event.on}); "
        f"it is '{name}' now",
    )
    hint = Text(
        "确认以后名称会改回去；不该改的，请先改文件", "it will be called so again: correct the file first, if not"
    )
    return Problem("former-name", text, None, hint, "warning")


def _show_changes(found: Preview, facts: Difference, beside: Beside, look: Look) -> None:
    after = {(entity, name, year): value for entity, name, year, value in facts.added}
    for (entity, name, year), before in facts.before.items():
        if len(found.changes) < SHOWN:
            kind, identifier, called = beside.known[entity]
            known = current_facts().filter(entity=entity, name=name, year=year).select_related("recording__source")
            told = list(known)
            look.at_each(told)
            found.changes.append(
                {
                    "kind": kind,
                    "identifier": identifier,
                    "name": called,
                    "fact": name,
                    "year": year,
                    "before": before,
                    "source": told[0].recording.source_id if told else None,  # that said what was before
                    "after": after[entity, name, year],
                }
            )


@dataclass
class Beside:
    """A part of a stage beside the register: which entities are there. New ones get keys below zero for the while."""

    keys: dict[int, int]  # of entities by number
    known: dict[int, tuple[str, str, str]]  # kind, identifier, name by key
    states: dict[int, str]
    new: dict[int, tuple[str, str, str | None]]  # kind, identifier, name by number

    @classmethod
    def of(cls, entities: Sequence[Identified]) -> Beside:
        identified = {(kind, identifier): number for number, kind, identifier, _ in entities}
        rows = Entity.objects.filter(
            kind__in={kind for kind, _ in identified}, identifier__in={identifier for _, identifier in identified}
        ).values_list("pk", "kind", "identifier", "name", "state")
        keys, known, states = {}, {}, {}
        for key, kind, identifier, name, state in rows:
            if (kind, identifier) in identified:
                keys[identified[kind, identifier]] = key
                known[key] = (kind, identifier, name)
                states[key] = state
        new = {number: (kind, identifier, name) for number, kind, identifier, name in entities if number not in keys}
        keys |= {number: -1 - number for number in new}
        return cls(keys, known, states, new)

    def differences(self, part: Part, source: int) -> tuple[Difference, ListDifference]:
        entities = list(self.known)
        stated = ((self.keys[number], name, year, value) for number, name, year, value in part.facts)
        lists: dict[tuple[int, str], list[str]] = {}
        for number, name in part.lists:
            lists[self.keys[number], name] = []
        for number, name, content in part.items:
            lists[self.keys[number], name].append(content)
        return difference(stated, entities, source), list_difference(lists, entities, source)

"""What was known on a day, against a replay of everything that was recorded."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from luoshu.office.register.models import Entity, Event, Fact, Item, Recording, Source
from luoshu.office.register.putting import Difference, difference, list_difference, put
from luoshu.office.register.queries import entities_as_of, facts_as_of, items_as_of

pytestmark = pytest.mark.django_db
START = datetime(2025, 1, 1, 8, tzinfo=UTC)

_KEYS = st.tuples(
    st.integers(0, 2), st.sampled_from(["销售收入", "研发费用", "查账征收"]), st.sampled_from([0, 2023, 2024])
)
_STATED = st.dictionaries(_KEYS, st.none() | st.sampled_from(["1", "2", "3"]), max_size=6)
_LISTS = st.dictionaries(st.integers(0, 2), st.lists(st.sampled_from(["{}", '{"编号": "1"}']), max_size=3), max_size=2)
_WHO = st.sampled_from(["填报", "统计"])
_STEPS = st.lists(st.tuples(st.integers(0, 2), _WHO, _STATED, _LISTS), min_size=1, max_size=8)


def recording(minute: int, who: str = "填报") -> Recording:
    source = Source.objects.get_or_create(name=who, defaults={"kind": Source.Kind.DECLARED})[0]
    return Recording.objects.create(at=START + timedelta(minutes=minute), source=source)


def state(made: Recording, firm: int, value: str) -> None:
    put(made, difference([(firm, "销售收入", 2024, value)], [firm], made.source_id))


def firms(count: int) -> list[int]:
    first = recording(0)
    made = [Entity.objects.create(kind="企业", identifier=str(number), first=first) for number in range(count)]
    return [entity.pk for entity in made]


@given(_STEPS)
def test_facts_as_of_is_what_a_replay_gives(steps: list) -> None:  # type: ignore[type-arg]
    with transaction.atomic():
        entities = firms(3)
        facts: dict[tuple[int, str, int], str] = {}
        lists: dict[int, list[str]] = {}
        known = []  # the minute, and what was known from then on
        minute = 0
        for pause, who, stated, items in steps:
            minute += pause  # 0: in the same moment
            rows = [(entities[entity], name, year, value) for (entity, name, year), value in stated.items()]
            owned = {(entities[owner], "知识产权"): contents for owner, contents in items.items()}
            made = recording(minute, who)
            put(made, difference(rows, entities, made.source_id), list_difference(owned, entities, made.source_id))
            for entity, name, year, value in rows:
                facts.pop((entity, name, year), None)
                if value is not None:
                    facts[entity, name, year] = value
            lists |= {entities[owner]: contents for owner, contents in items.items()}
            known.append((minute, dict(facts), dict(lists)))
        for at in range(-1, minute + 2):
            moment = START + timedelta(minutes=at)
            then = [each for minute, *each in known if minute <= at]
            want, want_lists = then[-1] if then else ({}, {})
            found = facts_as_of(moment).values_list("entity", "name", "year", "value")
            assert sorted(found) == sorted((*key, value) for key, value in want.items())
            found_items = items_as_of(moment).values_list("entity", "content")
            assert sorted(found_items) == sorted((owner, each) for owner, many in want_lists.items() for each in many)
        transaction.set_rollback(True)


def test_only_one_value_is_current() -> None:
    (firm,) = firms(1)
    state(recording(1), firm, "1")
    with pytest.raises(DatabaseError), transaction.atomic():
        Fact.objects.create(entity_id=firm, name="销售收入", year=2024, value="2", recording=recording(2))
    Fact.objects.create(entity_id=firm, name="销售收入", year=2023, value="2", recording=recording(2))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE register_fact SET value = '9'",
        "UPDATE register_fact SET recording_id = (SELECT max(id) FROM register_recording)",
        "UPDATE register_fact SET ended_id = NULL",
        "DELETE FROM register_fact",
        "DELETE FROM register_item",
        "UPDATE register_item SET content = '[]'",
    ],
)
def test_the_database_refuses_to_overwrite(change: str) -> None:
    (firm,) = firms(1)
    state(recording(1), firm, "1")
    made = recording(1)
    put(made, Difference(), list_difference({(firm, "资格"): ["{}"]}, [], made.source_id))
    state(recording(2), firm, "2")
    refused = pytest.raises(DatabaseError, match="superseded, never changed")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert Fact.objects.count() == 2
    assert Item.objects.count() == 1


def test_entities_as_of_leaves_out_who_had_gone() -> None:
    one, two = firms(2)
    moved = Event.Kind.MOVED_OUT
    Event.objects.create(entity_id=two, kind=moved, on=date(2025, 1, 10), recorded_at=datetime(2025, 1, 20, tzinfo=UTC))

    def known(day: int) -> list[int]:
        return sorted(entities_as_of(datetime(2025, 1, day, 12, tzinfo=UTC)).values_list("pk", flat=True))

    assert known(15) == [one, two]  # it had gone, but nobody knew
    assert known(21) == [one]
    Event.objects.create(
        entity_id=two, kind=Event.Kind.MOVED_IN, on=date(2025, 1, 25), recorded_at=datetime(2025, 1, 22, tzinfo=UTC)
    )
    assert known(23) == [one]  # it will come back
    assert known(26) == [one, two]
    assert not entities_as_of(START - timedelta(minutes=1)).exists()

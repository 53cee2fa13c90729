"""What is not known of an enterprise yet: what most policies need comes first."""

from __future__ import annotations

from django.utils import timezone

from luoshu.facts.vocabulary import Fact as Word
from luoshu.office.register.models import Entity
from luoshu.office.register.models.facts import NO_YEAR
from luoshu.office.register.policies import facts_of, runnable_policies
from luoshu.office.register.queries import current_facts
from luoshu.office.register.words import scalars, words


def wanted(own: Entity) -> list[Word]:
    """The facts that are not known (annual ones of last year), those that more policies speak of first."""
    year = timezone.localdate().year - 1
    known = set(current_facts().filter(entity=own).values_list("name", "year"))
    spoken: dict[str, int] = {}
    for policy in runnable_policies(own.kind):
        for name in facts_of(policy):
            spoken[name] = spoken.get(name, 0) + 1
    facts = [
        word
        for word in scalars(words().vocabulary.records[own.kind])
        if (word.name, year if word.annual else NO_YEAR) not in known
    ]
    return sorted(facts, key=lambda word: -spoken.get(word.name, 0))

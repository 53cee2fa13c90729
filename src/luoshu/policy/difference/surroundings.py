"""Where two documents differ beside their articles: front matter, facts, labels, examples, claims."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from luoshu.facts.ranges import show_interval
from luoshu.facts.vocabulary import Fact
from luoshu.feel.printer import to_feel
from luoshu.policy.difference.articles import article_at
from luoshu.policy.difference.changes import Change, What, cell_changes, how, paired
from luoshu.policy.difference.expressions import Comparer
from luoshu.policy.model import Claim, Policy

BASE = "base"


def front_changes(old: Policy, new: Policy) -> Iterator[Change]:
    """The keys of the front matter, and the versions of the policies that are used."""
    was, now = _front(old), _front(new)
    yield from cell_changes(Change(What.FRONT, "changed"), was, now)
    versions = [{used.id: used.period for used in policy.used} for policy in (old, new)]
    for policy_id in versions[0].keys() & versions[1].keys():
        before, after = (version[policy_id] for version in versions)
        if before != after:
            yield Change(What.FRONT, "changed", policy_id, "uses", before, after)


def _front(policy: Policy) -> dict[str, str]:
    return {
        "id": policy.id,
        "title": policy.title.zh,
        "title.en": policy.title.en,
        "number": policy.number,
        "issuer": policy.issuer,
        "effective": f"{_day(policy.since, policy.since_assumed)}/{_day(policy.until, policy.until_assumed)}",
        "replaces": ", ".join(policy.replaces),
        "about": policy.about,
        "uses": ", ".join(sorted(used.id for used in policy.used)),
        "exports": ", ".join(sorted(policy.exports)),
    }


def _day(day: date | None, assumed: bool) -> str:
    text = str(day or "..")
    return f"⟨{text}⟩" if assumed else text


def fact_changes(old: Policy, new: Policy) -> Iterator[Change]:
    """The facts that the documents themselves define."""
    for key, before, after in paired(_own_facts(old), _own_facts(new)):
        fact, policy = (after, new) if after else (before, old)
        assert fact is not None
        change = Change(
            What.FACT,
            how(before, after),
            "：".join(key),
            lines=(before.line if before else None, after.line if after else None),
            article=article_at(policy, fact.line),
        )
        if before and after:
            yield from cell_changes(change, _fact_cells(before), _fact_cells(after))
        else:
            yield change


def _own_facts(policy: Policy) -> dict[tuple[str, str], Fact]:
    """By record and name. Those of used policies are put into the vocabulary as they are."""
    others = {
        id(fact)
        for used in policy.used
        for record in used.vocabulary.records.values()
        for fact in record.facts.values()
    }
    return {
        (record.name, fact.name): fact
        for record in policy.vocabulary.records.values()
        for fact in record.facts.values()
        if id(fact) not in others
    }


def _fact_cells(fact: Fact) -> dict[str, str]:
    values = "".join(f' "{value}"' for value in fact.values)
    return {
        "type": f"{fact.kind.zh}{' ' if fact.target else ''}{fact.target}{values}",
        "unit": fact.unit,
        "range": show_interval(fact.range) if fact.range else "",
        "period": "年度" if fact.annual else "时点",
        "default": "" if fact.default is None else str(fact.default),
        "english": fact.english,
        "note": fact.note,
        "assumed": "⟨⟩" if fact.assumed else "",
    }


def label_changes(comparer: Comparer) -> Iterator[Change]:
    """The English of what is in both documents."""
    old, new = comparer.old.labels, comparer.new.labels
    for name in old:
        now = comparer.renamed.get(name, name)
        if now in new and old[name] != new[now]:
            yield Change(What.LABEL, "changed", now, before=old[name], after=new[now])


def example_changes(comparer: Comparer) -> Iterator[Change]:
    """How many examples came, went, or say something else."""
    old, new = _examples(comparer.old, comparer.renamed), _examples(comparer.new, {})
    counts: Mapping[str, int] = {
        "added": sum(name not in old for name in new),
        "removed": sum(name not in new for name in old),
        "changed": sum(name in new and new[name] != body for name, body in old.items()),
    }
    if counts["added"]:
        yield Change(What.EXAMPLES, "added", after=str(counts["added"]))
    if counts["removed"]:
        yield Change(What.EXAMPLES, "removed", before=str(counts["removed"]))
    if counts["changed"]:
        yield Change(What.EXAMPLES, "changed", before=str(counts["changed"]), after=str(counts["changed"]))
    if comparer.old.base != comparer.new.base:
        yield Change(What.EXAMPLES, "changed", part=BASE)


def _examples(policy: Policy, renamed: Mapping[str, str]) -> dict[tuple[str, int], tuple[object, object]]:
    """By name, and by number among those of the same name."""
    found: dict[tuple[str, int], tuple[object, object]] = {}
    for example in policy.examples:
        number = sum(name == example.name for name, _ in found)
        expected = {renamed.get(name, name): value for name, value in example.expected.items()}
        found[example.name, number] = (dict(example.given), expected)
    return found


def claim_changes(old: Policy, new: Policy) -> Iterator[Change]:
    """The published figures."""
    was, now = ({claim.id: claim for claim in policy.claims} for policy in (old, new))
    for name, before, after in paired(was, now):
        claim, policy = (after, new) if after else (before, old)
        assert claim is not None
        change = Change(
            What.CLAIM,
            how(before, after),
            name,
            lines=(before.place.line if before else None, after.place.line if after else None),
            article=article_at(policy, claim.place.line or 1),
        )
        if before and after:
            yield from cell_changes(change, _claim_cells(before), _claim_cells(after))
        else:
            yield change


def _claim_cells(claim: Claim) -> dict[str, str]:
    return {
        "statement": claim.statement.zh,
        "statement.en": claim.statement.en,
        "published": claim.published,
        "formula": to_feel(claim.formula) if claim.formula is not None else claim.text,
        "readings": "; ".join(f"{reading.words.zh}: {to_feel(reading.formula)}" for reading in claim.readings),
        "source": claim.source,
    }

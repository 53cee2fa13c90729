"""A `叠加` table: how benefits add up, as decisions composed of what each would give by itself.

Of every benefit that a rule speaks of: `名称·应得`, what it gives by itself (0 where one is not entitled), and
`名称·应付`, what the rules leave of it. Where several rules speak of one, each works on what those before it left, and
the results in between are called `名称·应付·规则名`. Of a benefit in kind only whether it may be had: `名称·可享`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from luoshu.facts.vocabulary import Fact, Kind
from luoshu.feel.tree import Span
from luoshu.policy.drafts import ComposedDraft
from luoshu.policy.forms.property_table import PropertyTable
from luoshu.policy.model import Article, Benefit, Policy, Stacking
from luoshu.policy.source import Findings
from luoshu.problems import Text, suggest

WHO, ENTITLED, PAYABLE, ALLOWED, UNTIL = "对象", "应得", "应付", "可享", "期限"
_ENGLISH = {WHO: "who", ENTITLED: "entitled", PAYABLE: "payable", ALLOWED: "may be had", UNTIL: "until"}
_SHARED_KINDS = (Kind.TEXT, Kind.ID, Kind.REFERENCE)


@dataclass(frozen=True, slots=True)
class Member:
    """A benefit that rules speak of: the decisions of who gets it and how much it is; those of another `policy`'s
    benefit (`used`) are named with its title."""

    name: str
    who: str | None
    amount: str | None
    used: Benefit | None = None
    policy: Policy | None = None
    until: str | None = None  # of another policy's benefit, the decision of its last day, where that is exported

    @property
    def title(self) -> str:
        return self.policy.title.zh if self.policy else ""


@dataclass(frozen=True, slots=True)
class _Place:
    """A member of one rule, and where its name stands there."""

    member: Member
    span: Span


@dataclass
class Stackings:
    """All the rules of a document, as they are read."""

    own: Mapping[str, PropertyTable]
    used: Sequence[Policy]
    facts: Mapping[str, Fact]
    findings: Findings
    rules: list[Stacking] = field(default_factory=list)
    drafts: list[ComposedDraft] = field(default_factory=list)
    members: dict[str, Member] = field(default_factory=dict)
    entitled: set[str] = field(default_factory=set)
    payable: dict[str, str] = field(default_factory=dict)  # of each benefit, the decision that holds what is left

    def read(self, tables: Iterable[PropertyTable]) -> Stackings:
        """Adds the rules of these tables, in document order."""
        found = [(table, list(self._places(table))) for table in tables]
        last = {place.member.name: table for table, places in found for place in places if "per" not in table.entries}
        for table, places in found:
            if self._is_sound(table, places):
                for place in places:
                    self._entitle(place, table.article)
                if "per" not in table.entries:
                    self._compose(table, places, last)
                self.rules.append(self._rule(table, places))
        return self

    def benefits(self) -> Iterator[Benefit]:
        """The benefits of other policies that rules speak of, as this document gives them."""
        for member in self.members.values():
            if member.used is not None and member.policy is not None:
                yield replace(
                    member.used,
                    name=member.name,
                    who=self.allowed(member.name) or member.who,
                    amount=f"{member.name}·{ENTITLED}" if member.amount else None,
                    payable=self.payable.get(member.name),
                    until=member.until,
                    through=(*member.used.through, member.policy.id),
                )

    def allowed(self, name: str) -> str | None:
        """Of a benefit in kind, the decision whether it may be had."""
        member = self.members.get(name)
        return self.payable.get(name) if member and not member.amount else None

    def english(self, labels: Mapping[str, str]) -> dict[str, str]:
        """The labels of the composed decisions, after those of their benefits and rules."""
        found = {}
        for draft in self.drafts:
            benefit, kind, *rule = draft.names[0].split("·")
            if benefit in labels:
                words = [f"{labels[benefit]}: {_ENGLISH[kind]}", *(f"after {labels.get(name, name)}" for name in rule)]
                found[draft.names[0]] = " ".join(words)
        return found

    # --- who is meant -------------------------------------------------------------------------------------------------

    def _places(self, table: PropertyTable) -> Iterator[_Place]:
        entry = table.entries.get("members")
        seen: set[str] = set()
        for name, span in entry.parts if entry else ():
            member = self._member(name, span)
            if member is not None and member.name in seen:
                self.findings.error("stacking", span, Text(f"“{name}”写了两次", f"'{name}' is named twice"))
            elif member is not None:
                seen.add(member.name)
                yield _Place(member, span)

    def _member(self, name: str, span: Span) -> Member | None:
        if name in self.members:
            return self.members[name]
        if name in self.own:
            table = self.own[name]
            member = Member(name, table.decisions.get("who"), table.decisions.get("amount"))
        else:
            found = self._of_others(name)
            if len(found) != 1:
                self._report_member(name, span, [policy.title.zh for policy, _ in found])
                return None
            policy, benefit = found[0]
            amount = benefit.payable or benefit.amount
            member = Member(
                benefit.name,
                f"{benefit.name}·{WHO}" if benefit.who else None,
                f"{policy.title.zh}.{amount}" if amount else None,
                benefit,
                policy,
                f"{benefit.name}·{UNTIL}" if benefit.until in policy.exports else None,
            )
        self.members[name] = member
        return member

    def _of_others(self, name: str) -> list[tuple[Policy, Benefit]]:
        """The benefits of used policies, with the policy of each, that a name can mean."""
        return [
            (policy, benefit)
            for policy in self.used
            for benefit in policy.benefits
            if name in (benefit.name, *(f"{title}.{benefit.name}" for title in (policy.title.zh, policy.title.en)))
            and {benefit.who, benefit.payable or benefit.amount} - {None} <= set(policy.exports)
        ]

    def _report_member(self, name: str, span: Span, titles: list[str]) -> None:
        if titles:
            choices = "、".join(f"{title}.{name}" for title in titles)
            text = Text(f"“{name}”不止一项", f"more than one benefit is called '{name}'")
            self.findings.error("stacking", span, text, Text(f"写明是 {choices}", f"say which: {choices}"))
        else:
            known = [*self.own, *(benefit.name for policy in self.used for benefit in policy.benefits)]
            self.findings.error(
                "stacking",
                span,
                Text(f"没有名为“{name}”的支持项", f"there is no benefit named '{name}'"),
                suggest(name, known)
                or Text(
                    "支持项在本文件，或在 uses 的文件里并列入其 exports",
                    "a benefit stands here, or in a policy under uses that names it in its exports",
                ),
            )

    # --- what goes together -------------------------------------------------------------------------------------------

    def _is_sound(self, table: PropertyTable, places: list[_Place]) -> bool:
        rule, given = table.choice("rule"), table.entries
        if rule is None or not places:
            return False
        before = len(self.findings.problems)
        only = {"cap": ("add", "累加"), "per": ("add", "累加"), "choice": ("exclusive", "互斥")}
        for key, (needed, word) in only.items():
            if key in given and rule != needed:
                name = given[key].known.names
                text = Text(f"“{name[0]}”只用于规则“{word}”", f"'{name[-1]}' is for the rule '{needed}' only")
                self.findings.error("stacking", given[key].word.span, text)
        if rule == "add" and "cap" not in given:
            text = Text("累加要写限额", "benefits that add up need a cap")
            self.findings.error("stacking", given["rule"].value.span, text)
        if rule != "add" and len(table.texts("members")) == 1 and "had" not in given:
            text = Text("只有一项支持，也没有“已享”，无从比较", "one benefit and no 'had': there is nothing to compare")
            self.findings.error("stacking", given["members"].value.span, text)
        if "order" in given and "per" not in given:
            text = Text("“先后”要和“按”一起用", "'order' goes with 'per'")
            self.findings.error("stacking", given["order"].word.span, text)
        if "per" in given:
            self._check_shared(table)
        for place in places:
            if place.member.amount is None and rule != "exclusive":
                text = Text(
                    f"“{place.member.name}”没有金额，只能互斥", f"'{place.member.name}' has no amount: only 'exclusive'"
                )
                self.findings.error("stacking", place.span, text)
        return not any(problem.severity == "error" for problem in self.findings.problems[before:])

    def _check_shared(self, table: PropertyTable) -> None:
        fact = self.facts.get(table.text("per"))
        if fact is None or fact.kind not in _SHARED_KINDS or fact.annual:
            known = [name for name, each in self.facts.items() if each.kind in _SHARED_KINDS and not each.annual]
            text = Text(
                f"“{table.text('per')}”不是可用来合并的数据项", f"'{table.text('per')}' is no fact to share a cap by"
            )
            self.findings.error("stacking", table.entries["per"].value.span, text, suggest(table.text("per"), known))

    # --- what is left -------------------------------------------------------------------------------------------------

    def _compose(self, table: PropertyTable, places: list[_Place], last: Mapping[str, PropertyTable]) -> None:
        before = [self._input(place.member) for place in places]
        for at, place in enumerate(places):
            member = place.member
            formula = _formula(table, place.member, before[at], before[:at], before[at + 1 :])
            name = f"{member.name}·{PAYABLE if member.amount else ALLOWED}"
            if last[member.name] is not table:
                name += f"·{table.name}"
            unit = "元" if member.amount else ""
            self.drafts.append(ComposedDraft(table.article, (name,), (place.span,), formula, unit))
            self.payable[member.name] = name

    def _entitle(self, place: _Place, article: Article) -> None:
        """Who gets a benefit of another policy, and what a benefit gives by itself; once."""
        member = place.member
        if member.name in self.entitled:
            return
        self.entitled.add(member.name)
        if member.used is not None and member.who:
            formula = f"{member.title}.{member.used.who}"
            self.drafts.append(ComposedDraft(article, (member.who,), (place.span,), formula))
        if member.used is not None and member.until:
            formula = f"{member.title}.{member.used.until}"
            self.drafts.append(ComposedDraft(article, (member.until,), (place.span,), formula))
        if member.amount:
            formula = f"if {member.who} then {member.amount} else 0" if member.who else member.amount
            self.payable[member.name] = f"{member.name}·{ENTITLED}"
            self.drafts.append(ComposedDraft(article, (self.payable[member.name],), (place.span,), formula, "元"))

    def _rule(self, table: PropertyTable, places: Iterable[_Place]) -> Stacking:
        names = tuple(place.member.name for place in places)
        return Stacking(
            table.name,
            table.article,
            table.line,
            str(table.choice("rule")),
            names,
            cap=table.decisions.get("cap"),
            had=table.decisions.get("had"),
            choice=table.decisions.get("choice"),
            per=table.text("per") or None,
            order=table.decisions.get("order"),
            results={name: self.payable[name] for name in names if name in self.payable},
            properties=table.as_written,
            assumed=table.assumed,
        )

    def _input(self, member: Member) -> _Input:
        current = self.payable.get(member.name)
        if member.amount:
            return _Input(str(current), f"{current} > 0")
        return _Input("", current or member.who or "true")


@dataclass(frozen=True, slots=True)
class _Input:
    """What a rule works on: an amount (of a benefit in kind none), and whether there is any."""

    amount: str
    has: str


def _formula(
    table: PropertyTable, member: Member, mine: _Input, earlier: Sequence[_Input], later: Sequence[_Input]
) -> str:
    had, cap = table.decisions.get("had"), table.decisions.get("cap")
    match table.choice("rule"):
        case "highest":
            higher = [f"{mine.amount} > {other.amount}" for other in earlier]
            higher += [f"{mine.amount} >= {other.amount}" for other in later]
            rest = f"max(0, {mine.amount} - {had})" if had else mine.amount
            return f"if {' and '.join([mine.has, *higher])} then {rest} else 0"
        case "top-up":
            counted = [*([had] if had else []), *(other.amount for other in earlier)]
            most = counted[0] if len(counted) == 1 else f"max({', '.join(counted)})"
            return f"if {mine.has} then max(0, {mine.amount} - {most}) else 0" if counted else mine.amount
        case "add":
            taken = [*([had] if had else []), *(other.amount for other in earlier)]
            rest = f"max(0, min({mine.amount}, {' - '.join([str(cap), *taken])}))"
            return f"if {mine.has} then {rest} else 0"
    return _exclusive(table, member, mine, earlier)


def _exclusive(table: PropertyTable, member: Member, mine: _Input, earlier: Sequence[_Input]) -> str:
    had, choice = table.decisions.get("had"), table.decisions.get("choice")
    barred = [f"{had} > 0"] if had else []
    barred += [f'{choice} != "{member.name}"'] if choice else [other.has for other in earlier]
    allowed = " and ".join([mine.has, *(f"not({bar})" for bar in barred)])
    if member.amount:
        return f"if {allowed} then {mine.amount} else 0" if barred else mine.amount
    return allowed

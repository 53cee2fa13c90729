"""The five blocks, each as wide as it is told and as tall as it must be."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from luoshu.engine.gist.model import Cluster, Figure, Gist, Goal, Grant, Item, OneOf, Way
from luoshu.engine.picture import drawings
from luoshu.engine.picture.metrics import lines, width
from luoshu.engine.picture.sheet import LEAST, Box, Rect, Words, baseline, beside
from luoshu.problems import Text

_BETWEEN = 20.0  # columns
_ABREAST = 2  # benefits that stand under each other; more go into two columns
_NAMED = 4  # benefits that are named where others are had in another way
_AMOUNT_LINES = 3
_SHORT_ROW = 60  # signs of what a benefit says beside its amount

HEADS = {
    "who": Text("谁", "Who"),
    "conditions": Text("什么条件", "On what conditions"),
    "much": Text("多少", "How much"),
    "how": Text("怎么办", "How to get it"),
    "until": Text("到什么时候", "Until when"),
}
NO_FUND = Text("文件没有写明资金来源。", "The document names no fund.")
NOTHING = Text("文件没有写明金额和资金来源。", "The document states no amount and names no fund.")
REST = Text("其余见原文", "the rest is in the document")


@dataclass(frozen=True, slots=True)
class Detail:
    """How large, and how much of it: what does not fit at 9 points is left to the document."""

    size: float
    scales: int = 3
    lead: int = 4  # lines
    facts: int = 3  # lines of them
    more: bool = True  # what long ways take
    tall: float | None = None  # points that the conditions of a conclusion may take
    most: int | None = None  # conclusions, and benefits
    lines: int | None = None  # of anything that is said; then of benefits only what and how much, of ladders nothing

    @property
    def brief(self) -> bool:
        return self.lines is not None

    @property
    def barest(self) -> bool:
        """Whether one thing stands for all: a benefit leaves no room for calls, pools and targets."""
        return self.lines == 1

    @property
    def pairs(self) -> int | None:
        """How many of what stands in two columns."""
        return 2 * self.most if self.most is not None and self.most > 1 else self.most

    @property
    def small(self) -> float:
        return max(LEAST, self.size * 0.9)


def who(gist: Gist, room: float, detail: Detail, *, brief: bool = False) -> Box:
    """Whom it is about, and what the document says first; `brief`: side by side."""
    box = Box(room, name="who")
    size, x = detail.size * (1.4 if brief else 2), 0.0
    if gist.who:
        box.write(capital(gist.who), size, bold=True, ink="act", leading=1.3)
        if brief:
            x = width(capital(gist.who), size, bold=True) + 14
    if gist.lead:
        lead, most = _whole_sentences(gist.lead, room - x, detail)
        beside_it = Box(room)
        beside_it.write(lead, detail.size, x=x, leading=1.5, most=most)
        box.put(beside_it, 0, (baseline(size, 1.3) - baseline(detail.size, 1.5)) if x else box.height)
    return box


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _whole_sentences(text: str, room: float, detail: Detail) -> tuple[str, int]:
    """As many sentences as there is room for, the first in any case; and the lines they take."""
    ends = [found.end() for found in re.finditer("[。！？]|[.!?](?= |$)", text)] or [len(text)]
    takes = [(end, len(lines(text[:end].strip(), detail.size, room))) for end in ends]
    end, most = next((each for each in reversed(takes) if each[1] <= detail.lead), takes[0])
    return text[:end].strip(), min(most, detail.lead + 2)


# --- conditions -------------------------------------------------------------------------------------------------------


def conditions(gist: Gist, room: float, detail: Detail, *, abreast: bool = False) -> Box:
    """What each conclusion takes, in two columns; several conclusions under each other, or `abreast`."""
    box = Box(room, name="conditions")
    if not gist.goals:
        said = "文件没有写申请条件。" if gist.lang == "zh" else "The document states no conditions."
        box.write(said, detail.size)
    shown = gist.goals[: detail.most]
    if abreast and len(shown) > 1:
        each = (room - _BETWEEN * (len(shown) - 1)) / len(shown)
        box.put(beside([_goal(goal, each, detail, 1, gist) for goal in shown], _BETWEEN), 0, 0)
    else:
        for number, goal in enumerate(shown):
            box.space(8 if number else 0)
            box.put(_goal(goal, room, detail, 2, gist), 0, box.height)
    _left_out(box, len(gist.goals) - len(shown), detail, gist)
    return box


def _left_out(box: Box, count: int, detail: Detail, gist: Gist) -> None:
    """That more of its kind is in the document."""
    if count:
        said = f"另有 {count} 项，{REST.zh}" if gist.lang == "zh" else f"{count} more: {REST.en}"
        box.write(said, detail.small, ink="quiet")


def _goal(goal: Goal, room: float, detail: Detail, columns: int, gist: Gist) -> Box:
    each = (room - _BETWEEN * (columns - 1)) / columns
    atoms = list(_atoms(goal.clusters, each, detail))
    kept = len(atoms)
    while detail.tall is not None and kept > 1 and _tallest(_columns(atoms[:kept], columns)) > detail.tall:
        kept -= 1
    box = Box(room)
    box.write(capital(goal.name), detail.size * 1.15, bold=True, most=detail.lines)
    top = box.height + 2
    for at, column in enumerate(_columns(atoms[:kept], columns)):
        y, x = top, at * (each + _BETWEEN)
        if column and not column[0].name:  # goes on from the column before
            box.add(Rect(x, y + 4, each, 0.75, "line"))
            y += 6
        for atom in column:
            box.put(atom, x, y)
            y += atom.height
    _left_out(box, len(atoms) - kept, detail, gist)
    return box


def _tallest(columns: Sequence[Sequence[Box]]) -> float:
    return max(map(_height, columns))


def _atoms(clusters: Sequence[Cluster], room: float, detail: Detail) -> Iterator[Box]:
    """What stays whole on the sheet: an item, or a way of several; the first of a cluster with its title."""
    for cluster in clusters:
        title = cluster.title
        for item in cluster.items:
            for drawn in _drawn(item, room, detail):
                atom = Box(room)
                if title:
                    atom.name = "titled"
                    atom.space(4)
                    atom.rule()
                    atom.write(title, detail.small, ink="quiet", leading=1.4, most=detail.lines)
                    title = ""
                atom.put(drawn, 0, atom.height)
                yield atom


def _drawn(item: Item, room: float, detail: Detail) -> Iterator[Box]:
    match item:
        case Figure():
            yield _figure(item, room, detail)
        case OneOf(head, ways):
            for number, way in enumerate(ways):
                box = Box(room)
                if number == 0:
                    box.write(head, detail.small, ink="quiet", leading=1.4)
                _way(box, way, detail)
                yield box
        case _:
            box = Box(room)
            box.write(item.text, detail.size, most=detail.lines)
            yield box


def _way(box: Box, way: Way, detail: Detail) -> None:
    more = way.more if detail.more else ()
    _dashed(box, way.text + (":" if way.text.isascii() else "：") if more else way.text, detail)
    for each in more:
        box.write(each, detail.small, x=20, leading=1.4)


def _dashed(box: Box, text: str, detail: Detail) -> None:
    box.add(Words(0, box.height + baseline(detail.size, 1.45), "–", detail.size, ink="act"))
    box.write(text, detail.size, x=10, most=detail.lines)


def _figure(item: Figure, room: float, detail: Detail) -> Box:
    """The subject to the left, the figure large to the right; one under the other where they need more room. A figure
    that is too wide to be large is said as it would be in a sentence."""
    box = Box(room)
    relation = item.relation.strip(": ")
    for big in (detail.size * 1.4, detail.size * 1.15):
        right = room - width(item.figure, big, bold=True)
        between = right - width(relation, detail.small) - 4
        if between >= 0:
            break
    else:
        box.write(f"{item.subject}{item.relation}{item.figure}", detail.size, most=detail.lines)
        return box
    leading = 1.3
    told = lines(item.subject, detail.size, between - 8) if between > room * 0.3 else ()
    if not 1 <= len(told) <= 2:
        box.write(item.subject, detail.size, most=detail.lines)
        told = ()
    top, line = box.height, baseline(big, leading)
    box.add(Words(right, top + line, item.figure, big, True, "act"))
    if relation:
        box.add(Words(between, top + line, relation, detail.small, ink="quiet"))
    box.height += big * leading
    if len(told) == 1:
        box.add(Words(0, top + line, told[0], detail.size))
    elif told:
        inner = Box(room)
        inner.write(item.subject, detail.size, room=between - 8, leading=leading)
        box.put(inner, 0, top)
    return box


def _columns(atoms: Sequence[Box], count: int) -> list[list[Box]]:
    """The atoms in so many columns, in order, the tallest as low as can be."""
    if count == 1 or len(atoms) < 2:
        return [list(atoms)]
    heights = [atom.height for atom in atoms]
    best = min(range(1, len(atoms) + 1), key=lambda at: max(sum(heights[:at]), sum(heights[at:])))
    return [list(atoms[:best]), list(atoms[best:])]


def _height(atoms: Sequence[Box]) -> float:
    return sum(atom.height for atom in atoms)


# --- the others -------------------------------------------------------------------------------------------------------


def much(gist: Gist, room: float, detail: Detail) -> Box:
    box = Box(room, name="much")
    zh = gist.lang == "zh"
    if gist.grants:
        box.put(_grants(gist, room, detail), 0, 0)
    for amount in gist.amounts[: detail.most]:
        box.write(
            f"{capital(amount.name)} = {amount.words}", detail.size * 1.2, bold=True, ink="act", most=detail.lines
        )
    _left_out(box, len(gist.amounts) - len(gist.amounts[: detail.most]), detail, gist)
    arranged = [each for each in gist.arrangements if each.much]
    kept = arranged[: 0 if detail.barest and gist.grants else detail.most]
    for each in kept:
        box.write(each.name, detail.size, bold=True, most=detail.lines)
        box.write(_rows(each.much, zh=zh), detail.size, most=detail.lines)
        box.space(4)
    _left_out(box, len(arranged) - len(kept), detail, gist)
    if gist.aims and not (detail.barest and gist.grants):
        box.put(_aims(gist, room, detail), 0, box.height)
    for score in gist.scores[:1]:
        box.put(drawings.score_bar(score, room, detail.size, gist.lang), 0, box.height)
        box.space(6)
    shown = gist.scales[: detail.scales]
    if shown:
        box.put(drawings.scales(shown, room, detail.size), 0, box.height)
        if len(gist.scales) > len(shown):
            left_out = len(gist.scales) - len(shown)
            box.write(
                f"另有 {left_out} 张表，{REST.zh}" if zh else f"{left_out} more tables: {REST.en}",
                detail.small,
                ink="quiet",
            )
    for ladder in gist.ladders[: 0 if detail.brief else 1]:
        box.space(4)
        box.put(drawings.ladder(ladder, room, detail.size, gist.lang), 0, box.height)
    if not gist.grants and not any(each.much for each in gist.arrangements):
        drawn = bool(gist.amounts or gist.scales or gist.ladders or gist.scores or gist.aims)
        told = NO_FUND if gist.amounts else NOTHING
        box.write(told.say(gist.lang), detail.small if drawn else detail.size, ink="quiet")
    return box


def _rows(rows: Sequence[tuple[str, str]], *, zh: bool) -> str:
    return ("；" if zh else "; ").join(f"{word}：{text}" if zh else f"{word}: {text}" for word, text in rows)


def _aims(gist: Gist, room: float, detail: Detail) -> Box:
    """Targets, each with its figure and when, in two columns."""
    each = (room - _BETWEEN) / 2
    shown = gist.aims[: detail.pairs]
    atoms = []
    for aim in shown:
        atom = _figure(Figure(aim.name, aim.relation, aim.figure), each, detail)
        atom.write(aim.when, detail.small, ink="quiet", leading=1.35, most=detail.lines)
        atom.space(4)
        atoms.append(atom)
    box = _in_two(atoms, room)
    _left_out(box, len(gist.aims) - len(shown), detail, gist)
    return box


def _in_two(atoms: Sequence[Box], room: float) -> Box:
    """Atoms in two columns."""
    box = Box(room)
    for at, column in enumerate(_columns(atoms, 2)):
        y = 0.0
        for atom in column:
            box.put(atom, at * (room + _BETWEEN) / 2, y)
            y += atom.height
    return box


def _grants(gist: Gist, room: float, detail: Detail) -> Box:
    """Benefits under each other, many of them in two columns; what all of them say is said once, below."""
    many = len(gist.grants) > _ABREAST
    shown = gist.grants[: detail.pairs if many else detail.most]
    told = [_beside_amount(grant, detail, zh=gist.lang == "zh") for grant in gist.grants]
    told = _most_once(told, gist) if many else told
    shared = [line for line in told[0] if len(told) > 1 and all(line in each for each in told)]
    atoms = []
    for grant, lines_of_it in zip(shown, told, strict=False):
        atom = Box((room - _BETWEEN) / 2 if many else room)
        _grant(atom, grant, [line for line in lines_of_it if line not in shared], detail, gist)
        atoms.append(atom)
    if many:
        box = _in_two(atoms, room)
    else:
        box = Box(room)
        for atom in atoms:
            box.put(atom, 0, box.height)
    if shared:
        box.write(_semicolon(gist).join(shared), detail.small, ink="quiet", most=detail.lines)
        box.space(4)
    _left_out(box, len(gist.grants) - len(shown), detail, gist)
    return box


def _most_once(told: Sequence[list[str]], gist: Gist) -> list[list[str]]:
    """The fund that most benefits have, the first that each says, said of all those that name no other."""
    most, count = Counter(lines_of_it[0] for lines_of_it in told).most_common(1)[0]
    if not 2 * len(told) > 2 * count > len(told):
        return list(told)
    rest = f"未另注明的，{most}" if gist.lang == "zh" else f"Unless said otherwise: {most}"
    return [[*(each[1:] if each[0] == most else each), rest] for each in told]


def _semicolon(gist: Gist) -> str:
    return "；" if gist.lang == "zh" else "; "


def _grant(box: Box, grant: Grant, told: Sequence[str], detail: Detail, gist: Gist) -> None:
    """A benefit: its name, its amount as large as there is room for, and what it says beside."""
    box.write(grant.name, detail.size, bold=True, most=detail.lines)
    if grant.amount:
        size = next(
            (
                size
                for size in (detail.size * 2, detail.size * 1.4, detail.size * 1.15)
                if width(grant.amount, size, bold=True) <= box.width
            ),
            detail.size,
        )
        box.write(grant.amount, size, bold=True, ink="act", leading=1.3, most=detail.lines or _AMOUNT_LINES)
    if told:
        box.write(_semicolon(gist).join(told), detail.small, ink="quiet", most=detail.lines)
    box.space(4)


def _beside_amount(grant: Grant, detail: Detail, *, zh: bool) -> list[str]:
    """From which fund, and what else is short to say."""
    fund = ("资金：" if zh else "Fund: ") + grant.fund if grant.fund else ""
    rows = () if detail.brief else [(word, text) for word, text in grant.rows if len(text) < _SHORT_ROW]
    return [
        fund or ("文件没有写明资金来源" if zh else "no fund is named"),
        *(f"{word}：{text}" if zh else f"{word}: {text}" for word, text in rows),
    ]


def how(gist: Gist, room: float, detail: Detail) -> Box:
    box = Box(room, name="how")
    zh = gist.lang == "zh"
    ways = [(grant.name, grant.way) for grant in gist.grants if grant.way]
    arranged = [each for each in gist.arrangements if each.how][: detail.most]
    for each in arranged:
        box.write(each.name, detail.size, bold=True, most=detail.lines)
        box.write(_rows(each.how, zh=zh), detail.size, most=detail.lines)
    if ways:
        named: dict[str, list[str]] = {}
        for name, way in ways:
            named.setdefault(way, []).append(name)
        colon, comma = ("：", "、") if zh else (": ", ", ")
        same = len(named) == 1 and len(ways) == len(gist.grants)
        many = [way for way, names in named.items() if len(names) > _NAMED]
        if len(many) == 1 and not same and len(ways) == len(gist.grants):  # the rest need no names
            del named[many[0]]
            named[many[0]] = ["其余各项" if zh else "all others"]
        told = [ways[0][1]] if same else [f"{comma.join(names)}{colon}{way}" for way, names in named.items()]
        box.write(_semicolon(gist).join(told), detail.size * 1.2, bold=True, ink="act", most=detail.lines)
    elif not arranged:
        whom = gist.issuer or ("主管部门" if zh else "the authority")
        box.write(
            f"文件没有写明办理方式：向 {whom} 询问。" if zh else f"The document does not say how: ask {whom}.",
            detail.size,
        )
    if gist.facts:
        box.write(_facts(gist, room, detail), detail.size, most=detail.facts)
    return box


def _facts(gist: Gist, room: float, detail: Detail) -> str:
    """What to have ready: as many by name as there is room for."""
    zh, count = gist.lang == "zh", len(gist.facts)
    head = f"先备好 {count} 项数据：" if zh else f"Have {count} fact{'s' if count > 1 else ''} ready: "
    for named in range(count, 0, -1):
        text = head + ("、" if zh else ", ").join(gist.facts[:named])
        text += "" if named == count else " 等" if zh else " and others"
        if len(lines(text, detail.size, room)) <= detail.facts:
            return text
    return head.rstrip("：: ")


def until(gist: Gist, room: float, detail: Detail) -> Box:
    box = Box(room, name="until")
    zh = gist.lang == "zh"
    box.write(capital(gist.period), detail.size * 1.4, bold=True, ink="act", leading=1.35)
    told = []
    if gist.since and not gist.until:
        told.append("没有写明止期" if zh else "no last day is stated")
    if gist.next_version:
        told.append(
            f"{gist.next_version}起由新版本代替" if zh else f"a new version takes its place on {gist.next_version}"
        )
    told += [
        f"{grant.name}：{grant.until}" if zh else f"{grant.name}: {grant.until}" for grant in gist.grants if grant.until
    ]
    if told:
        box.write(("；" if zh else "; ").join(told), detail.size, most=detail.lines)
    return box

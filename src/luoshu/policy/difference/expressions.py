"""Where two expressions differ: the conditions of a chain one by one, down to what is compared with what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from luoshu.feel import tree
from luoshu.feel.tree import Node
from luoshu.policy.difference.shown import shown
from luoshu.policy.model import Policy

# What a reader understands without what stands around it.
_CONDITIONS = (tree.And, tree.Or, tree.Comparison, tree.In, tree.Between, tree.Quantified, tree.If)
_ALIKE = 0.5  # the share of names that two links of a chain have in common, where one became the other


@dataclass(frozen=True, slots=True)
class Piece:
    """A part in which they differ. `part` is what is compared, where it is compared with something else than before.
    Nothing `before`: the part is new; nothing `after`: it is gone."""

    part: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparer:
    """Compares expressions of two policies; `renamed` holds the old names of decisions with their new ones."""

    old: Policy
    new: Policy
    renamed: Mapping[str, str]

    def same(self, old: Node, new: Node) -> bool:
        return self.with_new_names(old) == new

    def with_new_names(self, node: Node) -> Node:
        """An expression of the old policy, with the names that its decisions have in the new one."""

        def change(part: Node) -> Node:
            if isinstance(part, tree.Name) and part.name in self.renamed:
                return replace(part, name=self.renamed[part.name])
            return part

        return tree.transform(node, change) if self.renamed else node

    def pieces(self, old: Node, new: Node) -> Iterator[Piece]:
        """At least one where the two are not the same, none where they are."""
        yield from self._pieces(self.with_new_names(old), new)

    def wordings(self, old: Node, new: Node) -> Iterator[tuple[str, str]]:
        """The same, each piece with what is compared, before and after: as the words of a cell."""
        for piece in self.pieces(old, new):
            before, after = (f"{piece.part} {text}".strip() if text else "" for text in (piece.before, piece.after))
            yield before, after

    def values(self, old: Node | None, new: Node | None) -> tuple[str, str]:
        """Two values in words; nothing where they are the same, however written."""
        if old is not None and new is not None and self.same(old, new):
            return "", ""
        return shown(old, self.old) if old is not None else "", shown(new, self.new) if new is not None else ""

    def _pieces(self, old: Node, new: Node) -> Iterator[Piece]:
        if old == new:
            return
        if links := _shared_chain(old, new):
            yield from self._links(*links)
        elif (subject := _subject(old)) is not None and subject == _subject(new):
            part = shown(subject, self.new)
            before, after = shown(old, self.old), shown(new, self.new)
            yield Piece(part, before.removeprefix(part).strip(), after.removeprefix(part).strip())
        elif (inner := _differing(old, new)) and all(_is_condition(part) for pair in inner for part in pair):
            for pair in inner:
                yield from self._pieces(*pair)
        else:
            yield Piece("", shown(old, self.old), shown(new, self.new))

    def _links(self, old: Sequence[Node], new: Sequence[Node]) -> Iterator[Piece]:
        """The links of a chain that became others, went, or came."""
        gone = [link for link in old if link not in new]
        come = [link for link in new if link not in old]
        for link in gone:
            became = next((other for other in come if _alike(link, other)), None)
            if became is None:
                yield Piece("", shown(link, self.old), "")
            else:
                come.remove(became)
                yield from self._pieces(link, became)
        for link in come:
            yield Piece("", "", shown(link, self.new))


def _shared_chain(old: Node, new: Node) -> tuple[list[Node], list[Node]] | None:
    """The links of two chains of `and`, or of `or`, of which some are the same or became one another, and not all are
    the same. One of the two may be a single link."""
    for chain in (tree.And, tree.Or):
        before, after = _links_of(old, chain), _links_of(new, chain)
        if max(len(before), len(after)) == 1 or (set(before) == set(after)):
            continue
        if any(link == other or _alike(link, other) for link in before for other in after):
            return before, after
    return None


def _links_of(node: Node, chain: type[tree.And] | type[tree.Or]) -> list[Node]:
    """`a and b and c` is three links, anything else is one."""
    found: list[Node] = []
    stack = [node]
    while stack:
        link = stack.pop()
        if isinstance(link, chain):
            stack += [link.right, link.left]
        else:
            found.append(link)
    return found


def _subject(node: Node) -> Node | None:
    """What a comparison is about."""
    match node:
        case tree.Comparison(_, left, _):
            return left
        case tree.In(value, _) | tree.Between(value, _, _):
            return value
    return None


def _alike(one: Node, other: Node) -> bool:
    """Whether one condition may have become the other."""
    subject = _subject(one)
    if subject is not None and subject == _subject(other):
        return True
    names, others = ({part.name for part in tree.walk(node) if isinstance(part, tree.Name)} for node in (one, other))
    return type(one) is type(other) and len(names & others) > _ALIKE * len(names | others)


def _differing(old: Node, new: Node) -> list[tuple[Node, Node]]:
    """The parts in which two nodes of one form differ; none where they differ in anything else too."""
    if type(old) is not type(new) or _plain(old) != _plain(new):
        return []
    before, after = list(tree.children(old)), list(tree.children(new))
    if len(before) != len(after):
        return []
    return [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]


def _plain(node: Node) -> list[object]:
    """What of a node is no expression: its operator, its names."""
    values = (getattr(node, each.name) for each in fields(node) if each.name != "span")
    return [value for value in values if isinstance(value, str | bool) or value is None]


def _is_condition(node: Node) -> bool:
    return isinstance(node, _CONDITIONS) or (isinstance(node, tree.Call) and node.function == tree.Name("not"))

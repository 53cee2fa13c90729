"""A difference in words: a sentence a change, under the articles of the document."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

from luoshu.engine.labels import decision_label, fact_label, label_of
from luoshu.policy.difference.changes import Change, Difference, How, What
from luoshu.policy.difference.rows import ORDER
from luoshu.policy.difference.surroundings import BASE
from luoshu.policy.difference.tables import HIT_POLICY
from luoshu.policy.keywords import Form
from luoshu.policy.model import Policy
from luoshu.policy.properties import PROPERTIES
from luoshu.problems import Lang, Text

SIGNS: dict[How, str] = {"added": "+", "removed": "-", "changed": "~", "renamed": "~", "moved": "~"}
MOST_LINES = 3  # of an article's old text, and of its new
_PARTS = {
    "id": Text("编号", "id"),
    "title": Text("标题", "title"),
    "title.en": Text("英文标题", "English title"),
    "number": Text("文号", "number"),
    "issuer": Text("发文机关", "issuer"),
    "effective": Text("施行期间", "in force"),
    "replaces": Text("取代", "replaces"),
    "about": Text("适用主体", "about"),
    "uses": Text("引用", "uses"),
    "exports": Text("供他处使用", "exports"),
    "value": Text("值", "value"),
    "from": Text("自", "from"),
    "until": Text("至", "until"),
    "source": Text("来源", "source"),
    "title held": Text("资格", "title"),
    "condition": Text("条件", "condition"),
    "valid": Text("有效期", "valid"),
    "notice": Text("到期提醒", "notice of the end"),
    "assumed": Text("是否为假设", "assumed"),
    "type": Text("类型", "type"),
    "unit": Text("单位", "unit"),
    "range": Text("范围", "range"),
    "period": Text("周期", "period"),
    "default": Text("缺省", "value when missing"),
    "english": Text("英文", "English"),
    "note": Text("说明", "note"),
    "amount": Text("金额", "amount"),
    "kind": Text("类型", "kind"),
    "base": Text("基期", "base"),
    "goal": Text("目标", "goal"),
    "owner": Text("责任单位", "owner"),
    "now": Text("现值", "now"),
    "weight": Text("权重", "weight"),
    "full": Text("满分", "full marks"),
    "score": Text("得分", "score"),
    "statement.en": Text("英文说法", "English statement"),
    "readings": Text("其他读法", "readings"),
    "statement": Text("说法", "statement"),
    "published": Text("公布的数字", "published figure"),
    "formula": Text("算式", "arithmetic"),
    HIT_POLICY: Text("命中策略", "hit policy"),
    ORDER: Text("先后", "order"),
}
_PROPERTIES = {
    what: {known.key: Text(known.names[0], known.names[-1]) for form in forms for known in PROPERTIES[form]}
    for what, forms in (
        (What.BENEFIT, [Form.BENEFIT]),
        (What.STACKING, [Form.STACKING]),
        (What.INSTRUMENT, [Form.CALL, Form.POOL, Form.REGISTER]),
    )
}
_KINDS = {
    What.FORMULA: Text("决策", "decision"),
    What.TABLE: Text("决策表", "table"),
    What.PARAMETER: Text("参数", "parameter"),
    What.BUDGET: Text("预算", "budget"),
    What.BENEFIT: Text("支持项", "benefit"),
    What.STACKING: Text("叠加规则", "stacking"),
    What.INSTRUMENT: Text("安排", "instrument"),
    What.TARGET: Text("目标", "target"),
    What.WEIGHTS: Text("权重表", "sheet of weights"),
    What.CRITERION: Text("评分项", "criterion"),
    What.LADDER: Text("梯次", "ladder"),
    What.RUNG: Text("梯次的一级", "rung"),
    What.FACT: Text("数据项", "fact"),
    What.CLAIM: Text("声明", "claim"),
}


def lines(found: Difference, lang: Lang) -> Iterator[str]:
    """The whole difference: what it is of, then article by article, then the facts."""
    yield from _heading(found, lang)
    for article, changes in groupby(found.changes, key=lambda change: change.article):
        together = list(changes)
        yield ""
        front = together[0].what is What.FRONT
        title = article.say(lang) if article else (_FRONT if front else _BESIDE).say(lang)
        yield title
        for change in together:
            yield f"  {SIGNS[change.how]} {sentence(change, found).say(lang)}"
            yield from (f"      {line}" for line in _text(change, lang))
    yield from _facts(_NEEDED, found.needed, found.new, lang)
    yield from _facts(_NO_LONGER, found.no_longer, found.old, lang)


_FRONT = Text("文件头", "Front matter")
_BESIDE = Text("此外", "Besides")
_NEEDED = Text("新需要的数据", "Facts newly needed")
_NO_LONGER = Text("不再需要的数据", "Facts no longer needed")
_NOTHING = Text("没有不同", "no difference")


def _heading(found: Difference, lang: Lang) -> Iterator[str]:
    old, new = found.old, found.new
    if old.id == new.id:
        yield f"{new.title.say(lang)} ({new.id})"
        yield f"{old.period} → {new.period}"
    else:
        yield f"{old.title.say(lang)} ({old.id} {old.period}) → {new.title.say(lang)} ({new.id} {new.period})"
    if found.is_empty:
        yield _NOTHING.say(lang)


def _facts(title: Text, names: tuple[str, ...], policy: Policy, lang: Lang) -> Iterator[str]:
    if names:
        yield ""
        yield title.say(lang)
        yield from (f"  {fact_label(name, policy).say(lang)}" for name in names)


def _text(change: Change, lang: Lang) -> Iterator[str]:
    """The first lines of an article's text that went, and of that which came."""
    if change.what is not What.TEXT:
        return
    for sign, text in (("-", change.before), ("+", change.after)):
        every = text.splitlines()
        yield from (f"{sign} {line}" for line in every[:MOST_LINES])
        more = len(every) - MOST_LINES
        if more > 0:
            yield f"{sign} " + Text(f"……还有 {more} 段", f"… and {more} more").say(lang)


# --- sentences --------------------------------------------------------------------------------------------------------


def sentence(change: Change, found: Difference) -> Text:
    """What one change is, without its article."""
    write = _SENTENCES.get(change.what, _thing)
    return write(change, found)


def _front(change: Change, found: Difference) -> Text:
    part = _PARTS[change.part]
    name = f" {change.name}" if change.name else ""
    return _became(Text(part.zh + name, part.en + name), change)


def _article(change: Change, found: Difference) -> Text:
    match change.how:
        case "added":
            return Text("新增这一条", "the article is new")
        case "removed":
            return Text("这一条取消", "the article is gone")
    return Text(f"标题原为“{change.before}”", f"its heading was '{change.before}'")


def _words(change: Change, found: Difference) -> Text:
    return {
        "added": Text("文字有增加", "text added"),
        "removed": Text("文字有删去", "text removed"),
    }.get(change.how, Text("文字有改动", "text changed"))


def _cell(change: Change, found: Difference) -> Text:
    """`补贴比例 第 1 行，研发费用 / 销售收入：>= 5% → >= 6%`."""
    name = _label(change, found)
    was, now = change.rows
    row = Text(f"第 {now} 行", f"row {now}")
    if was != now:
        row = Text(f"第 {now} 行（原第 {was} 行）", f"row {now} (row {was} before)")
    return _became(Text(f"{name.zh} {row.zh}，{change.part}", f"{name.en}, {row.en}, {change.part}"), change)


def _row(change: Change, found: Difference) -> Text:
    name = _label(change, found)
    was, now = change.rows
    match change.how:
        case "added":
            return Text(f"{name.zh} 新增第 {now} 行：{change.after}", f"{name.en}, new row {now}: {change.after}")
        case "removed":
            return Text(
                f"{name.zh} 取消原第 {was} 行：{change.before}", f"{name.en}, row {was} is gone: {change.before}"
            )
    return Text(
        f"{name.zh} 原第 {was} 行移到第 {now} 行：{change.after}",
        f"{name.en}, row {was} is now row {now}: {change.after}",
    )


def _column(change: Change, found: Difference) -> Text:
    name, part = _label(change, found), change.part
    match change.how:
        case "added":
            return Text(f"{name.zh} 新增一列：{part}", f"{name.en}, new column: {part}")
        case "removed":
            return Text(f"{name.zh} 取消一列：{part}", f"{name.en}, a column is gone: {part}")
    return _became(Text(f"{name.zh} 可取的值", f"{name.en}, its allowed values"), change)


def _examples(change: Change, found: Difference) -> Text:
    if change.part == BASE:
        return Text("例的基准有改动", "the base of the examples changed")
    match change.how:
        case "added":
            return Text(f"新增 {change.after} 个例", f"{change.after} new examples")
        case "removed":
            return Text(f"取消 {change.before} 个例", f"{change.before} examples are gone")
    return Text(f"{change.after} 个例有改动", f"{change.after} examples changed")


def _english(change: Change, found: Difference) -> Text:
    return _became(Text(f"{change.name} 的英文", f"the English of {change.name}"), change)


def _thing(change: Change, found: Difference) -> Text:
    """Of a decision, parameter, benefit, ladder, fact or claim."""
    name, kind = _label(change, found), _KINDS[change.what]
    if change.period and not change.part:
        name = Text(f"{name.zh} {change.period}", f"{name.en} {change.period}")
    match change.how:
        case "added" if not change.part:
            body = Text(f"：{change.after}", f": {change.after}") if change.after else Text("", "")
            return Text(f"新增{kind.zh} {name.zh}{body.zh}", f"new {kind.en} {name.en}{body.en}")
        case "removed" if not change.part:
            body = Text(f"：{change.before}", f": {change.before}") if change.before else Text("", "")
            return Text(f"取消{kind.zh} {name.zh}{body.zh}", f"{kind.en} {name.en} is gone{body.en}")
        case "renamed":
            return Text(f"{name.zh} 原名“{change.before}”", f"{name.en} was called '{change.before}'")
        case "moved":
            return Text(f"{name.zh} 从“{change.before}”移到这里", f"{name.en} stood under '{change.before}' before")
    return _became(_beside(name, _part(change)), change)


def _part(change: Change) -> Text:
    """What of a thing changed, in words; that of a formula is what is compared."""
    if change.what is What.FORMULA:
        return Text(change.part, change.part)
    part = _PROPERTIES.get(change.what, _PARTS).get(change.part, Text("", ""))
    return Text(f"{change.period} 的{part.zh}", f"{part.en} of {change.period}") if change.period else part


def _beside(name: Text, part: Text) -> Text:
    return Text(f"{name.zh}，{part.zh}", f"{name.en}, {part.en}") if part.zh else name


def _became(about: Text, change: Change) -> Text:
    """`…：>= 5% → >= 6%`; what was not there before is new, what is not there now is gone."""
    if change.before and change.after:
        return Text(f"{about.zh}：{change.before} → {change.after}", f"{about.en}: {change.before} → {change.after}")
    if change.after:
        return Text(f"{about.zh}：新增 {change.after}", f"{about.en}: new: {change.after}")
    return Text(f"{about.zh}：取消 {change.before}", f"{about.en}: gone: {change.before}")


def _label(change: Change, found: Difference) -> Text:
    """What a thing is called; in English with its label."""
    policy = found.old if change.how == "removed" else found.new
    names = [_one_label(name, policy) for name in change.name.split("、")]
    return Text("、".join(name.zh for name in names), ", ".join(name.en for name in names))


def _one_label(name: str, policy: Policy) -> Text:
    return decision_label(policy.decisions[name]) if name in policy.decisions else label_of(name, policy)


_SENTENCES: dict[What, Callable[[Change, Difference], Text]] = {
    What.FRONT: _front,
    What.ARTICLE: _article,
    What.TEXT: _words,
    What.CELL: _cell,
    What.ROW: _row,
    What.COLUMN: _column,
    What.EXAMPLES: _examples,
    What.LABEL: _english,
}

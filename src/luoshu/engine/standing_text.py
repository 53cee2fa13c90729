"""Where one stands on ladders, as lines on the screen: a line a rung, below it what lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from luoshu.engine import gap_words as words
from luoshu.engine.explanation import Rests, RungPart, StandingPart, Way
from luoshu.engine.figures import in_brackets, show_date, show_term
from luoshu.engine.labels import fact_label, label_of
from luoshu.policy.model import Policy, Rung, RungState
from luoshu.policy.titles import Held
from luoshu.problems import Lang

if TYPE_CHECKING:
    from rich.text import Text as Line

# A shape each, not only a colour.
_MARKS: Mapping[RungState | None, tuple[str, str]] = {
    RungState.HELD: ("●", "green"),
    RungState.EXPIRING: ("◉", "yellow"),
    RungState.MEETS: ("◎", "green"),
    RungState.LACKS: ("○", "red"),
    RungState.UNTITLED: ("◇", "yellow"),
    None: ("◐", "yellow"),
}


def standing_lines(standing: StandingPart, policy: Policy, lang: Lang) -> Iterator[Line]:
    return _Writer(policy, lang).ladder(standing)


@dataclass(frozen=True, slots=True)
class _Writer:
    policy: Policy
    lang: Lang

    def say(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    def ladder(self, standing: StandingPart) -> Iterator[Line]:
        from rich.text import Text as Line

        ladder = standing.ladder
        heading = self.say("梯次：", "Ladder: ") + label_of(ladder.name, self.policy).say(self.lang)
        article = ladder.article.say(self.lang)
        where = self.say(f"  〔{article}，第 {ladder.line} 行〕", f"  [{article}, line {ladder.line}]")
        yield Line.assemble((heading, "bold"), (where, "dim"))
        for part in standing.rungs:
            shape, style = _MARKS[part.state]
            told = self.say("；", "; ").join(self.told(part))
            line = Line.assemble("  ", (shape, style), " ", self.name(part.rung), self.say("：", ": "), (told, style))
            if part.state is RungState.EXPIRING and part.rung.notice_assumed:
                line.append(self.say("  含假设", "  rests on an assumption"), "yellow")
            yield line
            if part.way:
                yield from self.lacking(part.way)

    def name(self, rung: Rung) -> str:
        """`高（高新技术企业）`; in English the label first."""
        english = self.policy.labels.get(rung.name, "") if self.lang == "en" else ""
        title = rung.title if rung.title != rung.name else None
        if not english:
            return rung.name + in_brackets(title or "", self.lang)
        return english + in_brackets(", ".join(filter(None, (rung.name, title))), self.lang)

    def told(self, part: RungPart) -> Iterator[str]:
        """What is said of the title, then of the conditions."""
        rung = part.rung
        if part.held is not None:
            yield self.held(part.held, part.state, rung)
        elif rung.title and part.holds is False:
            yield self.say("没有这项资格", "no title")
        elif rung.title:
            cannot = self.say("是否持有资格不能判断", "whether it holds the title cannot be told")
            yield cannot + self.rests(part.state_rests)
        if rung.condition and part.met is True:
            yield self.say("符合条件", "meets the conditions")
        elif rung.condition and part.met is False:
            count = len(part.way.failing) if part.way else 0
            now = self.say("现在", "now ") if part.held else ""
            zh, en = (f"，差 {count} 项", f", {count} lacking") if count else ("", "")
            yield self.say(f"{now}不符合条件{zh}", f"{now}does not meet the conditions{en}")
        elif rung.condition:
            yield self.say("条件不能判断", "the conditions cannot be told") + self.rests(part.met_rests)
        elif part.held is None:
            yield self.say("条件没有列出", "its conditions are not given")

    def held(self, held: Held, state: RungState | None, rung: Rung) -> str:
        which = held.title if len(rung.titles) > 1 else ""
        if held.until == date.max:
            told = self.say(f"持有{which}，长期有效", f"{which} held, without an end".lstrip())
        else:
            told = self.say(f"持有{which}，至 ", f"{which} held until ".lstrip()) + show_date(held.until, self.lang)
        if state is RungState.EXPIRING and rung.notice is not None:
            term = show_term(rung.notice, self.lang)
            told += self.say(f"，{term}内到期", f", which is within {term}")
        number = self.say(f"编号 {held.number}", f"no. {held.number}") if held.number else ""
        return told + in_brackets(number, self.lang)

    def rests(self, rests: Rests) -> str:
        if rests.missing:
            facts = [fact_label(fact, self.policy).say(self.lang) for fact in rests.missing]
            return self.say("，缺少", ", missing: ") + self.say("、", ", ").join(facts)
        return "".join(self.say("，算不出：", ", no result: ") + cause.say(self.lang) for cause in rests.causes[:1])

    def lacking(self, way: Way) -> Iterator[Line]:
        from rich.text import Text as Line

        for gap in way.failing:
            yield Line.assemble("      ", ("○", "red"), " ", words.with_article(gap, self.lang))
        for gap in way.unknown:
            yield Line.assemble("      ", ("◐", "yellow"), " ", gap.text, words.where(gap, self.lang))

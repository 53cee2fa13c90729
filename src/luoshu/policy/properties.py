"""The instruments' own properties: a closed list each, with the type of every value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from luoshu.policy.keywords import Form
from luoshu.problems import Text


class ValueKind(Enum):
    """What a property's value may be. The first ones are FEEL, and each makes a decision."""

    CONDITION = Text("真假表达式", "a condition")
    AMOUNT = Text("金额表达式", "an amount")
    WORDING = Text("文字表达式", "an expression that gives text")
    ORDER = Text("表达式：日期、数或文字", "an expression: a date, a number or text")
    UNTIL = Text("期限（如 1 年）或日期", "a term such as 1 year, or a date")
    TEXT = Text("文字", "text")
    TEXTS = Text("逗号分隔的文字", "texts, separated by commas")
    NAMES = Text("逗号分隔的支持项名称", "names of benefits, separated by commas")
    CHOICE = Text("下列之一", "one of a list")
    TERM = Text("期限，如 3 年、30 天、5 个工作日", "a term such as 3 years, 30 days or 5 working days")
    DELAY = Text(
        "期限，数可以是参数，如 60 天、等待天数 天",
        "a term whose number may be a parameter, such as 60 days, waiting days",
    )
    PERIOD = Text("起止日期，如 2025-03-01 至 2025-04-30", "two days, such as 2025-03-01 to 2025-04-30")
    LIMIT = Text("界限，如 <= 500万、<= 3 年、不良率 >= 5%", "a limit, such as <= 500万, <= 3 years, NPL rate >= 5%")
    SHARES = Text("各方比例，合计 100%，如 省 50%; 区 50%", "shares that make 100%, such as zone 70%; bank 30%")
    ROUNDS = Text(
        "轮次及取几名，如 初赛 取 15; 决赛 取 10", "rounds and how many pass, such as heat top 15; final top 10"
    )
    COUNTS = Text("各轮的个数，如 初赛 5; 决赛 12", "a number for each round, such as heat 5; final 12")
    FACT = Text("台账的一个数据项", "a fact of the register")
    FACTS = Text("逗号分隔的台账数据项", "facts of the register, separated by commas")
    STAGES = Text(
        "阶段及其计划日期、实际日期，如 开工 计划开工日期 实际开工日期; 投产 实际投产日期",
        "stages, each with its planned and its actual date, such as start planned start actual start; end actual end",
    )
    LINKS = Text("别处指向它的数据项，如 企业.主要环节", "facts elsewhere that point to it, such as enterprise.link")
    RATIOS = Text(
        "比率，各写名称和两个数，如 出租率 租约.租用面积 / 可租面积; 完成率 完成投资 / 计划投资",
        "ratios, each a name and two numbers, such as occupancy tenancy.area / area to let; done invested / planned",
    )
    CASES = Text("数据项及其取值，如 登记结论 = 予以登记", "facts and what each must be, such as outcome = registered")
    SLOTS = Text("每天的时段，如 09:00-12:00; 14:00-17:00", "the slots of a day, such as 09:00-12:00; 14:00-17:00")
    AWARDS = Text("奖项、名额和金额，如 一等奖 10 名 30万", "awards, how many and how much, such as first 10 × 30万")


@dataclass(frozen=True, slots=True)
class Property:
    """A row of an instrument's table: `names` in Chinese, then in English; `choices` by word, to their meaning."""

    key: str
    names: tuple[str, ...]
    kind: ValueKind
    meaning: Text
    choices: Mapping[str, str] | None = None
    required: bool = False


_WAYS = {"免申即享": "automatic", "automatic": "automatic", "申报": "applied", "applied": "applied"}
_RHYTHMS = {
    "一次性": "once",
    "once": "once",
    "每月": "month",
    "月度": "month",
    "monthly": "month",
    "季度": "quarter",
    "每季度": "quarter",
    "quarterly": "quarter",
    "半年": "half-year",
    "half-yearly": "half-year",
    "年度": "year",
    "每年": "year",
    "yearly": "year",
}
_RULES = {
    "就高": "highest",
    "highest only": "highest",
    "补足": "top-up",
    "top up": "top-up",
    "累加": "add",
    "add": "add",
    "互斥": "exclusive",
    "exclusive": "exclusive",
}
_BASES = {"本金": "principal", "principal": "principal", "本息": "principal and interest"}
_BASES |= {"principal and interest": "principal and interest"}
_SCORING = {
    "平均": "mean",
    "mean": "mean",
    "去掉一个最高分和一个最低分后取平均": "trimmed mean",
    "trimmed mean": "trimmed mean",
    "中位数": "median",
    "median": "median",
}

_BASIS = Property("basis", ("依据", "basis"), ValueKind.TEXT, Text("文件依据", "the document it rests on"))
_NOTE = Property("note", ("说明", "note"), ValueKind.TEXT, Text("说明", "a note"))
_PUBLICATION = Property(
    "publication", ("公示", "publication"), ValueKind.TERM, Text("公示多久", "how long it is published first")
)

BENEFIT = (
    Property("who", ("对象", "who"), ValueKind.CONDITION, Text("谁可以享受", "who is entitled")),
    Property("amount", ("金额", "amount"), ValueKind.AMOUNT, Text("每次给付多少元", "how much, in yuan, each time")),
    Property("fund", ("出资", "fund"), ValueKind.TEXT, Text("由哪个资金支付", "the fund that pays")),
    Property("relief", ("减免", "relief"), ValueKind.TEXTS, Text("免收哪些费用", "the charges waived")),
    Property("until", ("期限", "until", "term"), ValueKind.UNTIL, Text("享受到何时", "until when")),
    Property("rhythm", ("周期", "period"), ValueKind.CHOICE, Text("多久一次", "how often"), _RHYTHMS),
    Property("way", ("方式", "way"), ValueKind.CHOICE, Text("免申即享或申报", "automatic or applied for"), _WAYS),
    _PUBLICATION,
    Property("recovery", ("追回", "recovery"), ValueKind.TEXT, Text("何时追回", "when it is taken back")),
    Property("stacking", ("叠加", "stacking"), ValueKind.TEXT, Text("能否与其他支持并享", "whether it adds to others")),
    _BASIS,
    _NOTE,
)

STACKING = (
    Property(
        "rule",
        ("规则", "rule"),
        ValueKind.CHOICE,
        Text(
            "就高：只给最高的一项；补足：只补与前面各项的差额；累加：合计不超过限额；互斥：只能享受一项",
            "highest only: only the highest is given; top up: only what exceeds those before; add: together no more "
            "than the cap; exclusive: only one",
        ),
        _RULES,
        required=True,
    ),
    Property(
        "members",
        ("支持", "benefits"),
        ValueKind.NAMES,
        Text("哪几项支持，先列的先算", "which benefits, those named first counted first"),
        required=True,
    ),
    Property(
        "cap",
        ("限额", "cap"),
        ValueKind.AMOUNT,
        Text("合计不超过多少元；只用于累加", "no more than this together; only where they add up"),
    ),
    Property(
        "had",
        ("已享", "had"),
        ValueKind.AMOUNT,
        Text("其他层级、其他年度已得的同类支持", "what other levels of government, or other years, gave already"),
    ),
    Property(
        "choice",
        ("选择", "choice"),
        ValueKind.WORDING,
        Text("互斥时选哪一项，缺省为先列的一项", "which one, where only one may be had; else the first"),
    ),
    Property(
        "per",
        ("按", "per"),
        ValueKind.TEXT,
        Text(
            "限额按哪个数据项合并计算（如 用人单位）；缺省为每个主体",
            "the fact by which a cap is shared, such as the employer; else it is each entity's own",
        ),
    ),
    Property(
        "order",
        ("先后", "order"),
        ValueKind.ORDER,
        Text("合并计算时谁先用限额，缺省按标识", "who uses a shared cap first; else by identifier"),
    ),
    _BASIS,
    _NOTE,
)

CALL = (
    Property("who", ("对象", "who"), ValueKind.CONDITION, Text("谁可以申报", "who may apply")),
    Property("window", ("受理", "window"), ValueKind.PERIOD, Text("何时受理", "when applications are taken")),
    Property("materials", ("材料", "materials"), ValueKind.TEXTS, Text("要交什么", "what is handed in")),
    Property("rounds", ("轮次", "rounds"), ValueKind.ROUNDS, Text("有哪几轮，各取几名", "the rounds, how many pass")),
    Property("judges", ("评委", "judges"), ValueKind.COUNTS, Text("各轮几名评委", "how many judges in each round")),
    Property("recusal", ("回避", "recusal"), ValueKind.TEXTS, Text("评委何时回避", "when a judge steps aside")),
    Property("scoring", ("计分", "scoring"), ValueKind.CHOICE, Text("分数如何合成", "how scores are joined"), _SCORING),
    Property("ties", ("并列", "ties"), ValueKind.TEXTS, Text("同分时依次看什么", "what parts equal scores, in order")),
    Property("quota", ("名额", "quota"), ValueKind.COUNTS, Text("每年或每类几名", "how many a year, or of each kind")),
    Property("awards", ("奖项", "awards"), ValueKind.AWARDS, Text("奖项、名额和金额", "awards, how many, how much")),
    Property("money", ("经费", "money"), ValueKind.LIMIT, Text("每个项目的经费", "the money of each project")),
    Property("fund", ("出资", "fund"), ValueKind.TEXT, Text("由哪个资金支付", "the fund that pays")),
    Property(
        "instalments",
        ("拨付", "instalments"),
        ValueKind.SHARES,
        Text("分几次、各付多少", "the parts in which it is paid"),
    ),
    Property("acceptance", ("验收", "acceptance"), ValueKind.TEXT, Text("如何验收", "how the result is accepted")),
    Property("term", ("期限", "term"), ValueKind.TERM, Text("项目做多久", "how long a project runs")),
    _PUBLICATION,
    _BASIS,
    _NOTE,
)

POOL = (
    Property("first", ("首期", "first payment"), ValueKind.LIMIT, Text("首期规模", "the money it begins with")),
    Property("paid_by", ("出资", "paid in by"), ValueKind.SHARES, Text("各方出资比例", "who pays in which share")),
    Property("who", ("对象", "who"), ValueKind.CONDITION, Text("哪些贷款可以备案", "which loans may be filed")),
    Property("sharing", ("分担", "loss sharing"), ValueKind.SHARES, Text("损失如何分担", "how losses are shared")),
    Property("base", ("基数", "base"), ValueKind.CHOICE, Text("分担本金还是本息", "what is shared"), _BASES),
    Property(
        "per_borrower", ("单户", "per borrower"), ValueKind.LIMIT, Text("单户限额", "the most one borrower may owe")
    ),
    Property("rate", ("利率", "rate"), ValueKind.LIMIT, Text("利率上限", "the highest rate")),
    Property("term", ("期限", "term"), ValueKind.LIMIT, Text("贷款期限", "how long a loan may run")),
    Property("leverage", ("放大", "leverage"), ValueKind.LIMIT, Text("放大倍数", "loans as a multiple of the pool")),
    Property(
        "claim_after", ("代偿", "claim after"), ValueKind.DELAY, Text("逾期多久可申请代偿", "overdue before a claim")
    ),
    Property("warn", ("预警", "warning"), ValueKind.LIMIT, Text("何时预警", "when it warns")),
    Property("stop", ("暂停", "suspension"), ValueKind.LIMIT, Text("何时暂停新增", "when no new loan is filed")),
    Property("resume", ("恢复", "resumption"), ValueKind.TEXT, Text("如何恢复", "how it is resumed")),
    Property("recovery", ("追偿", "recovery"), ValueKind.TEXT, Text("追回的钱如何分", "how recoveries are split")),
    Property("banks", ("银行", "banks"), ValueKind.TEXTS, Text("合作银行", "the banks")),
    _BASIS,
    _NOTE,
)

REGISTER = (
    Property(
        "owner",
        ("登记人", "owner"),
        ValueKind.FACT,
        Text("登记人的标识，据此由其本人查看和申请", "the owner's identifier: who sees the entry, and files it"),
    ),
    Property(
        "term", ("办结", "decided in"), ValueKind.TERM, Text("申请登记后多久办结", "how soon an application is decided")
    ),
    Property(
        "decided",
        ("经办", "filled in by officers"),
        ValueKind.FACTS,
        Text(
            "由办理人决定时填写的数据项，申请人不填",
            "the facts that an officer fills in on deciding, never who applies",
        ),
    ),
    Property(
        "same",
        ("同一", "same"),
        ValueKind.FACTS,
        Text("哪些相同就是同一个，统计时只计一次", "what is alike in these is the same body and counts once"),
    ),
    Property(
        "level",
        ("级别", "level"),
        ValueKind.FACT,
        Text(
            "同一个有几个级别的，按最高级别统计；取值由高到低",
            "of several levels the highest counts; its values go from high to low",
        ),
    ),
    Property(
        "counts",
        ("计入", "counts where"),
        ValueKind.CASES,
        Text("只统计怎样的；还不知道的不计", "what is counted: entries of which this is known and so"),
    ),
    Property(
        "since",
        ("起始", "since"),
        ValueKind.FACT,
        Text("自何日起算，按年增长图据此", "from when on it counts; growth by year goes by it"),
    ),
    Property("until", ("到期", "until"), ValueKind.FACT, Text("到何日为止有效", "the last day on which it is valid")),
    Property(
        "dates", ("日程", "dates"), ValueKind.FACTS, Text("列入日历的日期", "the dates that stand in the calendar")
    ),
    Property("sums", ("合计", "sums"), ValueKind.FACTS, Text("统计时合计的数", "the numbers that counts add up")),
    Property(
        "stages",
        ("阶段", "stages"),
        ValueKind.STAGES,
        Text("先后阶段，据此画进度和延误", "the stages in order: progress and delays go by them"),
    ),
    Property(
        "next",
        ("下游", "next"),
        ValueKind.FACT,
        Text("下一环节的编号，据此画链条图", "the number of the next link: the chain map goes by it"),
    ),
    Property(
        "within",
        ("所属", "within"),
        ValueKind.FACT,
        Text("上级的编号或名称", "the number or name of what it is part of"),
    ),
    Property(
        "linked",
        ("挂接", "linked by"),
        ValueKind.LINKS,
        Text("哪些数据项指向它；没有指向的就是缺口", "which facts point to it; where none does there is a gap"),
    ),
    Property(
        "ratios",
        ("比率", "ratios"),
        ValueKind.RATIOS,
        Text(
            "两个数之比；所辖台账的数按当日有效的合计",
            "one number over another; of a register within it, what its valid entries come to",
        ),
    ),
    Property("slots", ("时段", "slots"), ValueKind.SLOTS, Text("可以预约的时段", "the slots that can be booked")),
    Property(
        "public",
        ("公开", "public"),
        ValueKind.FACTS,
        Text("向社会公开哪些数据项；不写就不公开", "the facts that are open to the public; none where it is left out"),
    ),
    _BASIS,
    _NOTE,
)

# Every instrument written as two columns, property and value.
PROPERTIES: Mapping[Form, tuple[Property, ...]] = {
    Form.BENEFIT: BENEFIT,
    Form.STACKING: STACKING,
    Form.CALL: CALL,
    Form.POOL: POOL,
    Form.REGISTER: REGISTER,
}
